"""1,000 checks a second with the wall on screen: 10,000 HTTP checks each 10 s, watched on Xvfb.

The whole program as people start it, ``nocwall run``: window and engine. Frames are gauged within the process
of the window; how late runs began is read off the last board, for the newest run of each check.
"""

import asyncio
import contextlib
import time
from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import psutil

from app.link.client import LinkLost
from app.model.board import Board
from tests.bench.asking import board_of
from tests.bench.children import Child, child, python
from tests.bench.probing.engine import SAMPLE, check_ids, wait_good, write_inventory
from tests.bench.probing.targets import web_server
from tests.bench.report import Figure, absent, say, share
from tests.bench.screen import environment, virtual_screen

CHECKS = 10_000
INTERVAL, TIMEOUT = 10, 5
WITHIN = 60.0
SETTLE = 5.0
PART = 0.5
FRAME_LATE, START_LATE = 8.0, 250.0  # milliseconds
STATE, FRAMES = "state", "frames"
WHAT = "wall, 1,000/s"


class Program:
    """The wall with its engine."""

    def __init__(self, shell: Child, folder: Path, environ: Mapping[str, str]) -> None:
        self._shell = shell
        self.folder = folder
        self._environ = environ

    def board(self) -> Board:
        """Return the newest board, whole."""
        return asyncio.run(board_of(self.folder / STATE, self._environ))

    @property
    def engine(self) -> psutil.Process:
        """The engine's process, as its lock names it."""
        return psutil.Process(int((self.folder / STATE / "engine.lock").read_text(encoding="ascii")))

    def wait_good(self) -> None:
        """Wait until a sample of the checks is good; one that cannot keep up is measured all the same."""
        sample = check_ids(CHECKS)[:: CHECKS // SAMPLE]
        try:
            wait_good(self._shell, self.folder / STATE, self._environ, sample, WITHIN)
        except RuntimeError as late:
            if self._shell.process.poll() is not None:
                raise
            say(f"  note: {late}")

    def figures(self, seconds: float) -> list[Figure]:
        """Watch for so long; return all but the frames. A board is asked for at the end only: it is heavy."""
        parts = {"engine": self.engine, "window": psutil.Process(self._shell.pid)}
        used = {name: _cpu(process) for name, process in parts.items()}
        time.sleep(seconds)
        busy = {name: (_cpu(process) - used[name]) / seconds for name, process in parts.items()}
        sizes = {name: process.memory_full_info().pss / 2**20 for name, process in parts.items()}
        return [
            *self._starts(),
            *(Figure(f"{WHAT}: {name}, share of a core", value) for name, value in busy.items()),
            *(Figure(f"{WHAT}: {name}, PSS", value, "MiB") for name, value in sizes.items()),
        ]

    def _starts(self) -> list[Figure]:
        try:
            board = self.board()
        except (OSError, LinkLost) as lost:
            return [absent(f"{WHAT}: starts late", f"the engine tells no board: {lost!r}")]
        late = [view.interval_late * 1000 for view in board.checks]
        return [
            Figure(f"{WHAT}: starts late, p99", share(late, 0.99), "ms", START_LATE),
            Figure(f"{WHAT}: starts late, worst", max(late), "ms"),
            Figure(f"{WHAT}: checks not good", CHECKS - board.summary.counts.ok, "", 0),
        ]

    def frames(self, began: float, ended: float) -> list[Figure]:
        """Return how late frames were between two times; the program must have ended."""
        noted = array("d", (self.folder / FRAMES).read_bytes())
        late = [noted[n + 1] * 1000 for n in range(0, len(noted), 2) if began <= noted[n] < ended]
        note = f"{len(late)} frames"
        return [
            Figure(f"{WHAT}: frames late, median", share(late, 0.5), "ms", note=note),
            Figure(f"{WHAT}: frames late, p99", share(late, 0.99), "ms", FRAME_LATE),
            Figure(f"{WHAT}: frames late, worst", max(late, default=0.0), "ms"),
        ]


def measure(seconds: float) -> list[Figure]:
    """Measure frames, starts, CPU and memory."""
    with TemporaryDirectory(prefix="nw-") as name, web_server() as web:
        with _program(Path(name), web.urls(CHECKS)) as running:
            running.wait_good()
            time.sleep(SETTLE)
            first, began = web.requests()
            figures = running.figures(seconds * PART)
            last, ended = web.requests()
        rate = Figure(f"{WHAT}: checks a second", (last - first) / (ended - began))
        return [rate, *running.frames(began, began + seconds * PART), *figures]


@contextmanager
def _program(folder: Path, urls: list[str]) -> Iterator[Program]:
    """Run the wall over the whole of a virtual screen; end it, and its engine with it."""
    probes = [{"kind": "http", "url": url} for url in urls]
    file = write_inventory(folder, probes, interval=INTERVAL, timeout=TIMEOUT)
    words = ("run", "--state", str(folder / STATE), "--inventory", str(file), "--fill")
    with virtual_screen(folder) as screen:
        environ = environment(folder, screen)
        command = python("tests.bench.probing.gauged", str(folder / FRAMES), *words)
        with child(*command, folder=folder, environ=environ) as shell:
            program = Program(shell, folder, environ)
            try:
                yield program
            finally:
                shell.end()
                _end_engine(program)


def _end_engine(program: Program) -> None:
    """End an engine that outlived its window, as it does when that vanished unasked."""
    with contextlib.suppress(OSError, ValueError, psutil.NoSuchProcess):
        engine = program.engine
        if str(program.folder) in " ".join(engine.cmdline()):
            engine.terminate()
            engine.wait(15)


def _cpu(process: psutil.Process) -> float:
    used = process.cpu_times()
    return float(used.user + used.system)
