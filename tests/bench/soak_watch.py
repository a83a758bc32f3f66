"""What a soak watches: memory, descriptors, threads, tasks, and what a webhook receiver was told."""

import json
import statistics
import threading
import time
from collections import Counter, defaultdict
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, NamedTuple

import psutil

from app.model.board import Board
from app.model.incident import EntryKind
from tests.bench.report import Figure

# The largest rise an hour that is good, and the rise within the run below which nothing is said of it.
LIMITS = {"RSS": (12.0, 6.0), "descriptors": (6.0, 4.0), "threads": (2.0, 2.0), "tasks": (6.0, 8.0)}
UNITS = {"RSS": "MiB/h"}


class Reading(NamedTuple):
    """One reading of one process; ``at`` is seconds of the monotonic clock."""

    at: float
    RSS: float  # MiB
    descriptors: int
    threads: int
    tasks: int  # 0 where they cannot be counted


def read(process: psutil.Process, tasks: int = 0) -> Reading | None:
    """Return a reading, or None when the process is gone."""
    try:
        with process.oneshot():
            memory = process.memory_info().rss / 2**20
            return Reading(time.monotonic(), memory, process.num_fds(), process.num_threads(), tasks)
    except psutil.Error:
        return None


class Lives:
    """The readings of each process by its name and id; a new process begins a new life."""

    def __init__(self, warm_up: float) -> None:
        self._warm_up = warm_up
        self._readings: dict[tuple[str, int], list[Reading]] = defaultdict(list)

    def note(self, name: str, pid: int, tasks: int = 0) -> None:
        """Read a process."""
        try:
            reading = read(psutil.Process(pid), tasks)
        except psutil.NoSuchProcess:
            return
        if reading is not None:
            self._readings[name, pid].append(reading)

    def slopes(self, name: str) -> tuple[list[Figure], list[str]]:
        """Return the rise an hour of the longest life after its warm-up, and what rises too much."""
        lives = [readings for (whose, _), readings in self._readings.items() if whose == name]
        longest = max(lives, key=lambda life: life[-1].at - life[0].at)
        warm = [reading for reading in longest if reading.at > longest[0].at + self._warm_up]
        if len(warm) < 10:
            return [], [f"{name}: no life was long enough to say anything"]
        hours = (warm[-1].at - warm[0].at) / 3600
        figures = [
            Figure(f"{name}, warm life watched", hours * 60, "min"),
            Figure(f"{name}, RSS at its end", warm[-1].RSS, "MiB"),
        ]
        too_much = []
        for what, (limit, least) in LIMITS.items():
            slope = rise([reading.at / 3600 for reading in warm], [float(getattr(r, what)) for r in warm])
            figures.append(Figure(f"{name}, {what} rise", slope, UNITS.get(what, "1/h"), limit))
            if slope > limit and slope * hours > least:
                too_much.append(f"{name}: {what} rise by {slope:.3g} an hour")
        return figures, too_much


def rise(at: list[float], values: list[float]) -> float:
    """Return the median of the slopes between the halves, which a few outliers do not move."""
    half = len(at) // 2
    pairs = zip(range(half), range(len(at) - half, len(at)), strict=True)
    return statistics.median((values[late] - values[early]) / (at[late] - at[early]) for early, late in pairs)


class Receiver:
    """A webhook receiver on loopback that keeps all that it is told."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                got.append(json.loads(self.rfile.read(int(self.headers["Content-Length"]))))
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: object) -> None:
                """Say nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self._server.server_address[1]
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        """Go."""
        self._server.shutdown()
        self._server.server_close()

    @property
    def resent(self) -> int:
        """How often a notice came again under its own id, as after a kill; a receiver knows it by that."""
        return len(self.got) - len({each["notice"] for each in self.got})

    def wrongs(self, board: Board) -> list[str]:
        """Return what was told twice, and recoveries and problems without their other half."""
        ids = {each["notice"]: each for each in self.got}
        told = Counter((each["incident"], each["kind"]) for each in ids.values())
        wrong = [
            f"{incident}: {kind} told {number} times"
            for (incident, kind), number in told.items()
            if number > 1 and kind != "worsened"
        ]
        problems = {incident for incident, kind in told if kind == "problem"}
        ends = {incident for incident, kind in told if kind in ("recovery", "withdrawn")}
        still = {incident.id for incident in board.incidents}
        wrong += [f"{incident}: an end was told, its problem was not" for incident in sorted(ends - problems)]
        wrong += [f"{incident}: its end was not told" for incident in sorted(problems - ends - still)]
        return wrong


class Promises:
    """What the engine has said is stored: an incident that is open keeps the name of who took it.

    One that becomes worse than it ever was needs somebody anew, and says so on its timeline.
    """

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        self.broken: set[str] = set()

    def look(self, board: Board) -> None:
        """Compare with a board."""
        for incident in board.incidents:
            who = self.taken.get(incident.id)
            if who is None or incident.owner == who:
                continue
            if any(entry.kind is EntryKind.ACK_CLEARED for entry in incident.timeline):
                del self.taken[incident.id]
            else:
                self.broken.add(f"{incident.id} was taken by {who}, now by {incident.owner or 'nobody'}")
