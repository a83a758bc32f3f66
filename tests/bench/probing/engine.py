"""The whole engine as a process of its own: schedule, probe, judge, alert, store, hand over; no screen."""

import asyncio
import contextlib
import json
import os
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import psutil

from app.link.client import LinkLost
from app.model.board import Board, EngineHealth
from app.model.message import AskHistory, Point
from app.model.state import State
from tests.bench.asking import board_of, fresh_board, good_ones, link
from tests.bench.children import UP, Child, child, python, spent
from tests.bench.report import say

SETTLE = 1.0
LOOK = 0.3
SAMPLE = 100
SERIES = 200  # a question
# So many runs at a time where it is driven flat out: each may hold four descriptors, 96 are kept for others.
AT_ONCE = 64
DESCRIPTORS = 96 + 4 * AT_ONCE
RULES = (
    {
        "kind": "threshold",
        "metric": "response_time",
        "warning": "400ms",
        "critical": "2s",
        "recovery": "300ms",
    },
)


class Cost(NamedTuple):
    """What a run cost over some seconds."""

    each: float  # CPU milliseconds
    core: float  # share of one core that was busy
    rate: float  # runs a second


class Engine:
    """A running engine."""

    def __init__(self, process: Child, folder: Path, environ: Mapping[str, str]) -> None:
        self._process = process
        self._folder = folder
        self._environ = environ

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    def cost(self, seconds: float) -> Cost:
        """Return what a run costs, over the next seconds.

        Answering us is work too: runs are counted by the engine's own clock between two answers, CPU between
        the end of the first and the beginning of the second.
        """
        first = self._fresh()
        used, began = spent(self.pid), time.monotonic()
        time.sleep(seconds)
        core = (spent(self.pid) - used) / (time.monotonic() - began)
        last = self._fresh()
        rate = (health_of(last).runs - health_of(first).runs) / (last.now.mono - first.now.mono)
        _demand_good(self.board())
        return Cost(core / rate * 1000, core, rate)

    def board(self) -> Board:
        """Return the newest board, whole."""
        return asyncio.run(board_of(self._folder, self._environ))

    def _fresh(self) -> Board:
        return asyncio.run(fresh_board(self._folder, self._environ))

    def memory(self) -> tuple[float, float]:
        """Return its PSS and RSS in MiB."""
        found = psutil.Process(self.pid).memory_full_info()
        return found.pss / 2**20, found.rss / 2**20

    def points(self, checks: Sequence[str], series: Sequence[str], since: float) -> list[Point]:
        """Return the points of these series of these checks since a wall time."""
        wanted = [(check, name) for check in checks for name in series]
        return asyncio.run(self._points(wanted, since))

    async def _points(self, wanted: Sequence[tuple[str, str]], since: float) -> list[Point]:
        found: list[Point] = []
        async with link(self._folder, self._environ) as client:
            for place in range(0, len(wanted), SERIES):
                part = tuple(wanted[place : place + SERIES])
                found += (await client.ask(AskHistory(wanted=part, since=since, limit=20_000))).points
        return found

    @contextmanager
    def watched(self) -> Iterator[Child]:
        """Attach a process that takes all that a wall is sent."""
        words = python("tests.bench.probing.watcher", str(self._folder))
        with child(*words, environ=self._environ) as watcher:
            watcher.read()
            yield watcher

    def wait_good(self, checks: int) -> None:
        """Wait until so many checks have a good answer, as a sample of them shows."""
        wait_good(self._process, self._folder, self._environ, check_ids(checks)[:: checks // SAMPLE or 1])


@contextmanager
def engine(
    probes: Iterable[Mapping[str, Any]],
    *,
    interval: float,
    timeout: float,
    rules: Sequence[Mapping[str, Any]] = RULES,
    descriptors: int | None = None,
) -> Iterator[Engine]:
    """Run an engine over a folder of its own with a check for each probe; ``wait_good`` is the caller's."""
    with TemporaryDirectory(prefix="nw-") as name:
        folder = Path(name)
        file = write_inventory(folder, probes, interval=interval, timeout=timeout, rules=rules)
        environ = quiet_environment(folder)
        words = python("app", "engine", "--state", name, "--inventory", str(file))
        if descriptors is not None:
            words = ("sh", "-c", 'ulimit -n "$0" && exec "$@"', str(descriptors), *words)
        with child(*words, folder=folder, environ=environ) as process:
            yield Engine(process, folder, environ)


def write_inventory(
    folder: Path,
    probes: Iterable[Mapping[str, Any]],
    *,
    interval: float,
    timeout: float,
    rules: Sequence[Mapping[str, Any]] = RULES,
) -> Path:
    """Write an inventory with a target for each probe. JSON is YAML."""
    checks = [
        json.dumps({"id": "answer", "name": "Answer", "probe": probe, "rules": list(rules)})
        for probe in probes
    ]
    times = f"{{interval: {interval}s, timeout: {timeout}s, retry_interval: {interval}s}}"
    targets = (
        f"  - {{id: t-{n}, name: Target {n}, class: api, checks: [{text}]}}\n"
        for n, text in enumerate(checks)
    )
    file = folder / "inventory.yaml"
    file.write_text(f"defaults: {times}\ntargets:\n{''.join(targets)}", encoding="utf-8")
    return file


def wait_good(
    process: Child, state: Path, environ: Mapping[str, str], checks: Sequence[str], within: float = UP
) -> None:
    """Wait until these checks of an engine are good; raises ``RuntimeError`` that says why they are not."""
    end = time.monotonic() + within
    good = -1
    while good != len(checks):
        if time.monotonic() > end or process.process.poll() is not None:
            trouble = _trouble(state, environ) or process.said()
            raise RuntimeError(f"the engine has {good} good checks of {len(checks)}\n{trouble}")
        time.sleep(LOOK)
        with contextlib.suppress(OSError, LinkLost):
            good = asyncio.run(good_ones(state, environ, checks))


def _trouble(state: Path, environ: Mapping[str, str]) -> str:
    with contextlib.suppress(OSError, LinkLost):
        board = asyncio.run(board_of(state, environ))
        bad = [view.sentence.plain() for view in board.checks if view.state is not State.OK]
        return "\n".join((*bad[:3], *(banner.text.plain() for banner in board.banners)))
    return ""


def check_ids(number: int) -> list[str]:
    """Return the ids of the checks of such an inventory."""
    return [f"t-{n}/answer" for n in range(number)]


def quiet_environment(folder: Path) -> dict[str, str]:
    """Return an environment without a screen, bus or sound, private to a folder."""
    hidden = ("DISPLAY", "DBUS_SESSION_BUS_ADDRESS", "PULSE_SERVER", "WAYLAND_DISPLAY")
    kept = {name: value for name, value in os.environ.items() if name not in hidden}
    return kept | {"XDG_RUNTIME_DIR": str(folder), "HOME": str(folder)}


def health_of(board: Board) -> EngineHealth:
    """Return the engine's word on itself."""
    assert board.health is not None
    return board.health


def _demand_good(board: Board) -> None:
    """Say so where what was measured was not what was meant."""
    bad = [view for view in board.checks if view.state is not State.OK]
    if bad:
        say(f"  note: {len(bad)} of {len(board.checks)} checks not good: {bad[0].sentence.plain()}")
