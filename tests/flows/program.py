"""The real program, started by a test as a user would start it, and asked over its own command line."""

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TypeVar

T = TypeVar("T")


class Program:
    """Nocwall in a state folder of its own; ends what it started by process id."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        self.state = folder / "state"
        self.folder = folder
        self.environ = dict(environ)
        self._children: list[subprocess.Popen[bytes]] = []

    def start(self, *words: str, log: str = "program.log") -> "subprocess.Popen[bytes]":
        """Start a long-running command in a session of its own; its output goes to a file."""
        with (self.folder / log).open("ab") as file:
            child = subprocess.Popen(
                self.command(*words),
                env=self.environ,
                cwd=self.folder,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._children.append(child)
        return child

    def run(self, *words: str, timeout: float = 30) -> "subprocess.CompletedProcess[str]":
        """Run a command to its end."""
        return subprocess.run(
            self.command(*words),
            env=self.environ,
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=timeout,
            check=False,
        )

    def command(self, *words: str) -> list[str]:
        """Return a command of the program over this state folder."""
        return [sys.executable, "-m", "app", words[0], "--state", str(self.state), *words[1:]]

    def status(self) -> dict[str, Any] | None:
        """Return the engine's status, or None while no engine answers."""
        done = self.run("status", "--json")
        return json.loads(done.stdout) if done.returncode == 0 else None

    def until(self, what: str, found: Callable[[dict[str, Any]], T | None], seconds: float) -> T:
        """Ask for the status again and again until ``found`` gives something true."""
        end = time.monotonic() + seconds
        status: dict[str, Any] | None = None
        while time.monotonic() < end:
            status = self.status()
            # An engine answers before it has read its inventory: what is not there yet is waited for.
            with contextlib.suppress(LookupError):
                result = found(status) if status else None
                if result:
                    return result
            time.sleep(0.1)
        message = f"{what} did not come within {seconds} s\n{brief(status)}\n{self.log()}"
        raise AssertionError(message)

    def log(self) -> str:
        """Return what the long-running commands said."""
        return "\n".join(
            f"--- {path.name}: {path.read_text(errors='replace')[-3000:]}"
            for path in self.folder.glob("*.log")
        )

    def engine_pid(self) -> int:
        """Return the process id of the running engine."""
        return int(self.until("an engine", lambda status: status["engine"]["pid"], 20))

    def shell_pid(self) -> int:
        """Return the process id of the newest long-running command that lives (the shell itself)."""
        return next(child.pid for child in reversed(self._children) if child.poll() is None)

    def events(self) -> list[dict[str, Any]]:
        """Return all kept events."""
        done = self.run("events", "--json", "--last", "100000")
        return [json.loads(line) for line in done.stdout.splitlines()]

    def told(self, channel: str) -> list[dict[str, Any]]:
        """Return the events of notices that were told on a channel."""
        return [
            event
            for event in self.events()
            if event["kind"] == "notice"
            and event["what"] == "told"
            and event["data"].get("channel") == channel
        ]

    def close(self) -> None:
        """End the engine, the demo and everything that was started."""
        pids = self._left_behind()
        for child in reversed(self._children):
            if child.poll() is None:
                child.send_signal(signal.SIGTERM)
        for child in reversed(self._children):
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)
        for pid in pids | self._left_behind():
            _end(pid)

    def _left_behind(self) -> set[int]:
        """Return processes of ours that live on by design: engine and demo are named by the state folder."""
        return processes(os.fsencode(self.state), b"app")


def processes(*words: bytes) -> set[int]:
    """Return the other processes whose command lines have all these words."""
    found = set()
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != os.getpid():
            try:
                line = (entry / "cmdline").read_bytes().split(b"\0")
            except OSError:
                continue
            if all(word in line for word in words):
                found.add(int(entry.name))
    return found


def _end(pid: int) -> None:
    for sign in (signal.SIGTERM, signal.SIGKILL):
        try:
            os.kill(pid, sign)
        except ProcessLookupError:
            return
        for _ in range(30):
            if not Path(f"/proc/{pid}").exists():
                return
            time.sleep(0.1)


def brief(status: dict[str, Any] | None) -> str:
    """Return a status short enough for a failure's message."""
    if status is None:
        return "no engine answers"
    rest = [
        f"{check['id']} {check['state']} {check['sentence']}"
        for check in status["checks"]
        if check["state"] != "OK"
    ]
    incidents = [f"{each['id']} {each['title']} {each['owner']}" for each in status["incidents"]]
    return "\n".join([str(status["summary"]), *rest, *incidents])


def check_of(status: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one check of a status."""
    found = [check for check in status["checks"] if check["id"] == name]
    if not found:
        raise LookupError(name)
    return dict(found[0])


@contextmanager
def program(folder: Path, environ: Mapping[str, str]) -> Iterator[Program]:
    """Give a program and end it."""
    made = Program(folder, environ)
    try:
        yield made
    finally:
        made.close()
