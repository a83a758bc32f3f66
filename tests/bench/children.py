"""Child processes of a bench: started, spoken to by lines, and ended by their process id."""

import contextlib
import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil

UP = 30.0
END = 15.0
LOG = "log"


class Child:
    """A process that answers lines with lines. ``folder`` keeps what it says on standard error."""

    def __init__(
        self, *words: str, folder: Path | None = None, environ: Mapping[str, str] | None = None
    ) -> None:
        self._log = (folder / LOG) if folder else None
        with contextlib.ExitStack() as stack:
            errors = stack.enter_context(self._log.open("ab")) if self._log else None
            self.process = subprocess.Popen(
                words,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                bufsize=1,
                env=environ,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self.process.pid

    def read(self) -> str:
        """Return its next line."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            raise self.ended()
        return line.strip()

    def ask(self, **what: Any) -> Any:
        """Send a line of JSON and return what is answered."""
        assert self.process.stdin is not None
        self.process.stdin.write(json.dumps(what) + "\n")
        return json.loads(self.read())

    def ended(self) -> RuntimeError:
        """Return what to raise when it has ended too early, with its last words."""
        return RuntimeError(f"{self.process.args!r} has ended\n{self.said()}")

    def said(self) -> str:
        """Return its last words on standard error, where they are kept."""
        return self._log.read_text(encoding="utf-8", errors="replace")[-1000:] if self._log else ""

    def wait_for(self, port: int) -> None:
        """Wait until something listens on a port of 127.0.0.1, as long as the process lives."""
        end = time.monotonic() + UP
        while True:
            with contextlib.suppress(OSError):
                socket.create_connection(("127.0.0.1", port), 1).close()
                return
            if time.monotonic() > end or self.process.poll() is not None:
                raise self.ended()
            time.sleep(0.05)

    def end(self) -> None:
        """End it and wait."""
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()
        self.process.terminate()
        try:
            self.process.wait(END)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


@contextmanager
def child(
    *words: str, folder: Path | None = None, environ: Mapping[str, str] | None = None
) -> Iterator[Child]:
    """Give a child and end it."""
    made = Child(*words, folder=folder, environ=environ)
    try:
        yield made
    finally:
        made.end()


def python(module: str, *words: str) -> tuple[str, ...]:
    """Return the command of a module of ours."""
    return (sys.executable, "-m", module, *words)


def spent(pid: int) -> float:
    """Return the CPU seconds of a process with all its children, those that have ended too."""
    process = psutil.Process(pid)
    used = process.cpu_times()
    seconds = used.user + used.system + used.children_user + used.children_system
    for each in process.children():
        with contextlib.suppress(psutil.NoSuchProcess):  # it ends at this moment
            seconds += spent(each.pid)
    return float(seconds)


def pss(pid: int) -> float:
    """Return the proportional memory of a process and all below it, MiB."""
    process = psutil.Process(pid)
    total = 0
    for each in (process, *process.children(recursive=True)):
        try:
            total += each.memory_full_info().pss
        except psutil.NoSuchProcess:
            continue
    return total / 2**20
