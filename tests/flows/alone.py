"""The engine without a desktop, started as a user would start it, and asked over its link."""

import asyncio
import os
import signal
import subprocess
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app import __version__
from app.commands.plain_form import status_form
from app.engine.clock import SystemClock
from app.link.address import socket_path
from app.link.client import LinkClient, LinkLost
from app.model.intent import Intent
from app.model.message import Answer, AskStatus, Hello, Question, Role
from tests.desktop.parts import ROOT
from tests.desktop.stage import OUTSIDE
from tests.flows.program import Program
from tests.flows.servers import Door

# Short, so that a fault is raised within 2 s; a timeout is always below interval and retry interval.
TIMES = "defaults: {interval: 500ms, timeout: 200ms, attempts: 2, retry_interval: 300ms}"
BOUND = 0.5 + 0.3 + 0.2 + 1


class Linked(Program):
    """A program that is asked over its link: quicker than a process for each question."""

    def __init__(self, folder: Path, environ: Mapping[str, str]) -> None:
        super().__init__(folder, environ)
        self.inventory = folder / "inventory.yaml"

    def status(self) -> dict[str, Any] | None:
        """Return the engine's status in the form of ``status --json``, or None while no engine answers."""
        try:
            board = self.ask(AskStatus()).board
        except (OSError, LinkLost):
            return None
        return status_form(board) if board is not None else None

    def ask(self, what: Question | Intent, role: Role = "command") -> Answer:
        """Ask or wish something over a link of its own. Raises OSError where no engine listens."""
        return asyncio.run(self._asked(what, role))

    async def _asked(self, what: Question | Intent, role: Role) -> Answer:
        hello = Hello(build=__version__, role=role, who="ana", session="test")
        path = socket_path(self.state, self.environ)
        client = await LinkClient.connect(path, hello, SystemClock())
        try:
            return await client.ask(what)
        finally:
            await client.close()

    def all_good(self, seconds: float = 15) -> dict[str, Any]:
        """Wait until every check is good and return the status."""
        return self.until("all good", _good, seconds)


class Alone(Linked):
    """An engine without a desktop, started, ended and killed by the test."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, environment(folder))
        self._engine: subprocess.Popen[bytes] | None = None

    def begin(self) -> None:
        """Start the engine and wait until it answers."""
        self._engine = self.start("engine", "--inventory", str(self.inventory), log="engine.log")
        self.until("an engine that answers", lambda status: status["engine"], 20)

    def kill(self) -> None:
        """End the engine as a power cut would."""
        assert self._engine is not None
        self._engine.send_signal(signal.SIGKILL)
        self._engine.wait(5)

    def stop(self) -> int:
        """End the engine in good order and return its exit code."""
        assert self._engine is not None
        self._engine.send_signal(signal.SIGTERM)
        return self._engine.wait(10)


def _good(status: dict[str, Any]) -> dict[str, Any] | None:
    checks = status["checks"]
    return status if checks and all(check["state"] == "OK" for check in checks) else None


def environment(folder: Path) -> dict[str, str]:
    """Return an environment without a desktop, whose private folders lie within ``folder``."""
    env = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    home, runtime = folder / "home", folder / "run"
    for each in (home, runtime):
        each.mkdir(mode=0o700)
    return env | {
        "HOME": str(home),
        "XDG_RUNTIME_DIR": str(runtime),
        "XDG_CONFIG_HOME": str(home / ".config"),
        "XDG_STATE_HOME": str(home / ".local/state"),
        "XDG_CACHE_HOME": str(home / ".cache"),
        "PYTHONPATH": os.pathsep.join(filter(None, [str(ROOT), env.get("PYTHONPATH", "")])),
    }


def door_lines(name: str, door: Door, *, more: str = "") -> list[str]:
    """Return the lines of a target that is one open port; ``more`` is a further line of the target."""
    banner = f', banner: "{door.greeting.strip()}"' if door.greeting else ""
    return [
        f"  - id: {name}",
        f"    name: {name.capitalize()}",
        "    class: network",
        *([f"    {more}"] if more else []),
        "    checks:",
        f"      - probe: {{kind: tcp, host: 127.0.0.1, port: {door.port}{banner}}}",
    ]


def inventory_text(targets: Sequence[Sequence[str]], channels: Sequence[str] = ()) -> str:
    """Return an inventory of these targets with short times."""
    lines = ["title: Flow test", TIMES, "targets:", *(line for target in targets for line in target)]
    return "\n".join([*lines, *(["channels:", *channels] if channels else []), ""])


@contextmanager
def alone(folder: Path) -> Iterator[Alone]:
    """Give a program without a desktop and end it. Write its inventory, then begin."""
    made = Alone(folder)
    try:
        yield made
    finally:
        made.close()


def seconds_since(began: float) -> float:
    """Return the seconds since a moment of ``time.monotonic``, for the record."""
    return round(time.monotonic() - began, 2)
