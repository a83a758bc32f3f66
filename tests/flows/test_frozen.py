"""The wall or the engine freezes under a supervisor that acts as systemd does: it is killed and started."""

import os
import select
import signal
import socket
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.flows.alone import TIMES, Alone
from tests.flows.servers import Door
from tests.plugins.evidence import Evidence

ALLOWED = 2.0  # seconds of silence, as WatchdogSec
FROZEN = 10.0

# The program with a fault in it: a slot of the window's own loop, or a task of the engine, stands still when
# a file says so. It is the test's build; the product has no such switch.
_WALL = """
import os, sys, time
import app.shell.application as application

made = application.made_application
def faulty():
    from PySide6.QtCore import QTimer
    found = made()
    timer = QTimer(found)
    def look():
        if os.path.exists(os.environ["FREEZE"]):
            os.remove(os.environ["FREEZE"])
            time.sleep(float(os.environ["FROZEN"]))
    timer.timeout.connect(look)
    timer.start(100)
    return found

application.made_application = faulty
from app.__main__ import main
sys.exit(main())
"""
_ENGINE = """
import asyncio, os, sys
from app.engine.rounds import Rounds

wait = Rounds._wait
async def faulty(rounds, pause):
    if os.path.exists(os.environ["FREEZE"]):
        os.remove(os.environ["FREEZE"])
        await asyncio.sleep(3600)
    await wait(rounds, pause)

Rounds._wait = faulty
from app.__main__ import main
sys.exit(main())
"""


class Supervisor:
    """Starts a service with a watchdog, and kills and starts it again when it is silent for too long."""

    def __init__(self, folder: Path, environ: dict[str, str], command: list[str]) -> None:
        self.starts = 0
        self.words: list[str] = []  # of the present process
        self.silences: list[float] = []
        self.strangers: list[str] = []  # what others said
        self._folder = folder
        self._command = command
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._socket.bind(str(folder / "notify"))
        self._socket.setsockopt(socket.SOL_SOCKET, socket.SO_PASSCRED, 1)
        self._environ = environ | {
            "NOTIFY_SOCKET": str(folder / "notify"),
            "WATCHDOG_USEC": str(int(ALLOWED * 1e6)),
        }
        self._child: subprocess.Popen[bytes] | None = None
        self._heard = 0.0

    @property
    def pid(self) -> int:
        assert self._child is not None
        return self._child.pid

    def start(self) -> None:
        """Start the service anew."""
        self.starts += 1
        self.words.clear()
        with (self._folder / "service.log").open("ab") as log:
            self._child = subprocess.Popen(
                self._command,
                env=self._environ,
                cwd=self._folder,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )

    def until(self, holds: Callable[[], object], seconds: float) -> None:
        """Supervise until something is so; once ready, the service may be silent for ``ALLOWED`` seconds."""
        end = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < end, (self._folder / "service.log").read_text()[-3000:]
            if self._hear(0.05):
                self._heard = time.monotonic()
            elif "READY=1" in self.words and time.monotonic() - self._heard > ALLOWED:
                self.silences.append(time.monotonic() - self._heard)
                self._end(signal.SIGABRT)
                self.start()

    def stop(self) -> list[str]:
        """End the service in good order; return what it said then."""
        self.words.clear()
        self._end(signal.SIGTERM)
        while select.select([self._socket], [], [], 0)[0]:
            self._hear(0)
        return self.words

    def close(self) -> None:
        """End what still runs."""
        if self._child is not None and self._child.poll() is None:
            self._end(signal.SIGKILL)
        self._socket.close()

    def _hear(self, seconds: float) -> bool:
        """Take what the service itself says; others do not count (``NotifyAccess=main``)."""
        if not select.select([self._socket], [], [], seconds)[0]:
            return False
        said, ancillary, _, _ = self._socket.recvmsg(1000, socket.CMSG_SPACE(struct.calcsize("3i")))
        speaker = struct.unpack("3i", ancillary[0][2])[0]
        if speaker != self.pid:
            self.strangers.append(f"{speaker}: {said.decode()}")
            return False
        self.words += said.decode().split("\n")
        return True

    def _end(self, number: signal.Signals) -> None:
        assert self._child is not None
        self._child.send_signal(number)
        try:
            self._child.wait(10)
        except subprocess.TimeoutExpired:
            self._child.kill()
            self._child.wait(5)


@contextmanager
def supervised(program: Alone, build: str, *words: str) -> Iterator[Supervisor]:
    environ = program.environ | {
        "FREEZE": str(program.folder / "freeze"),
        "FROZEN": str(FROZEN),
        "QT_QPA_PLATFORM": "offscreen",
        "PYTHONPATH": os.getcwd(),  # noqa: PTH109 - the tests run in the checkout
    }
    places = ("--state", str(program.state), "--inventory", str(program.inventory))
    supervisor = Supervisor(program.folder, environ, [sys.executable, "-c", build, *words, *places])
    try:
        supervisor.start()
        yield supervisor
    finally:
        supervisor.close()


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Alone]:
    """Give a folder with an inventory of one service that is up."""
    made, door = Alone(tmp_path), Door()
    door.open()
    probe = f"{{kind: tcp, host: 127.0.0.1, port: {door.port}}}"
    target = f"  - {{id: web, class: api, checks: [{{probe: {probe}}}]}}\n"
    made.inventory.write_text(f"{TIMES}\ntargets:\n{target}")
    try:
        yield made
    finally:
        made.close()
        door.shut()


@pytest.mark.fault("N36")
def test_a_frozen_window_is_killed_and_started_again(program: Alone, evidence: Evidence) -> None:
    """A slot that sleeps is silence at NOTIFY_SOCKET; the wall comes back, and its engine went on."""
    with supervised(program, _WALL, "wall") as supervisor:
        supervisor.until(lambda: "WATCHDOG=1" in supervisor.words, 40)
        assert supervisor.words.index("READY=1") < supervisor.words.index("WATCHDOG=1")
        engine, first = program.engine_pid(), supervisor.pid
        (program.folder / "freeze").touch()
        began = time.monotonic()
        supervisor.until(lambda: supervisor.starts == 2, FROZEN)
        killed = time.monotonic() - began
        supervisor.until(lambda: "WATCHDOG=1" in supervisor.words, 40)
        back = time.monotonic() - began
        evidence(silence=round(supervisor.silences[0], 2), killed=round(killed, 2), back=round(back, 2))
        assert killed < ALLOWED + 2
        assert supervisor.pid != first
        assert supervisor.words.index("READY=1") < supervisor.words.index("WATCHDOG=1")
        assert supervisor.strangers == []
        assert program.engine_pid() == engine
        assert "STOPPING=1" in supervisor.stop()


@pytest.mark.fault("N36")
def test_an_engine_that_only_turns_is_killed_and_started_again(program: Alone, evidence: Evidence) -> None:
    """With a scheduler that hangs no sign of life is sent, although the process lives; it comes back."""
    with supervised(program, _ENGINE, "engine") as supervisor:
        supervisor.until(lambda: "WATCHDOG=1" in supervisor.words, 20)
        (program.folder / "freeze").touch()
        began = time.monotonic()
        supervisor.until(lambda: supervisor.starts == 2, 20)
        killed = time.monotonic() - began
        supervisor.until(lambda: "WATCHDOG=1" in supervisor.words, 20)
        program.all_good()
        evidence(silence=round(supervisor.silences[0], 2), killed=round(killed, 2))
        assert 5 <= killed < 10  # five seconds until it counts as dead, and the silence
        assert "STOPPING=1" in supervisor.stop()
