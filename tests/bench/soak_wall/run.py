"""Engine and window of a soak as processes on a virtual screen, and what their telling means."""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import numpy as np

from tests.bench.children import Child, child, python
from tests.bench.report import Figure, share
from tests.bench.screen import environment, virtual_screen

SPEED = 60.0
ROOM = 60.0  # seconds that starting and ending may take
FRAME = 16.0  # milliseconds
TOLD = 12  # kinds of slow frames, and of their work, that are told
RISE = {"window": 4.0, "engine": 8.0}  # MiB within the watched time, by the fitted line


@dataclass(frozen=True)
class Seen:
    """What engine and window told."""

    window: dict[str, Any]
    engine: dict[str, Any]

    def rise(self, whose: str) -> tuple[float, float]:
        """Return by how much resident memory rose in the last two thirds, and its slope in MiB an hour.

        Both of the line that fits the readings best (least squares); hours are real ones.
        """
        scale = 1.0 if whose == "window" else SPEED
        memory = (self.window if whose == "window" else self.engine)["memory"]
        late = [(at / scale, size) for at, size, *_ in memory[len(memory) // 3 :]]
        slope = fitted(late)
        return slope * (late[-1][0] - late[0][0]), slope * 3600

    @property
    def frames(self) -> tuple[list[float], list[float]]:
        """The frames' times, by CPU and by the clock, in milliseconds."""
        frames = self.window["frames"]
        return [each[0] for each in frames], [each[1] for each in frames]


def fitted(readings: Sequence[tuple[float, float]]) -> float:
    """Return the slope of the line through readings."""
    at, values = np.array(readings).T
    return float(np.polyfit(at - at[0], values, 1)[0])


def soaked(seconds: float, seed: int, *, worst: bool = False, trace: bool = False) -> Seen:
    """Run engine and window for so long. ``worst``: every hour is the worst of the day."""
    with TemporaryDirectory(prefix="nw-") as name, virtual_screen(Path(name)) as screen:
        folder = Path(name)
        environ = environment(folder, screen) | {"PYTHONFAULTHANDLER": "1"}
        socket = folder / "run" / "sockets" / "s.sock"
        words = [str(folder), str(socket), str(SPEED), str(seed), *(["worst"] if worst else [])]
        with child(*python("tests.bench.soak_wall.engine", *words), folder=folder) as engine:
            began = json.loads(engine.read())["began"]
            if engine.read() != "ready":
                raise engine.ended()
            words = [str(socket), str(folder), str(SPEED), str(began), str(seconds)]
            words += ["trace"] if trace else []
            window = _window(words, environ, seconds)
            return Seen(window, _told(engine))


def _window(words: Sequence[str], environ: dict[str, str], seconds: float) -> dict[str, Any]:
    done = subprocess.run(
        python("tests.bench.soak_wall.window", *words),
        env=environ,
        cwd=Path.cwd(),
        capture_output=True,
        text=True,
        timeout=seconds + ROOM,
        check=False,
    )
    lines = done.stdout.splitlines()
    if done.returncode or not lines:
        raise RuntimeError(f"the window ended with {done.returncode}\n{done.stderr[-3000:]}")
    return dict(json.loads(lines[-1])) | {"said": done.stderr}


def _told(engine: Child) -> dict[str, Any]:
    assert engine.process.stdin is not None
    engine.process.stdin.close()
    return dict(json.loads(engine.read()))


def figures(seen: Seen) -> list[Figure]:
    """Return what is to be printed."""
    busy, clock = seen.frames
    rises = [(whose, *seen.rise(whose)) for whose in ("window", "engine")]
    return [
        Figure("hours that passed", seen.engine["fast_seconds"] / 3600, "h"),
        Figure("troubles", seen.engine["troubles"]),
        Figure("incidents open at most", seen.engine["most_open"]),
        Figure("incidents taken", seen.engine["taken"]),
        Figure("reloads", seen.engine["reloads"]),
        Figure("pages turned", seen.window["turned"]),
        Figure("pages late, at most", seen.window["late"] / SPEED, "s", 0.0),
        Figure("themes changed", seen.window["themes"]),
        Figure("hidden and shown", seen.window["hidden"]),
        Figure("frames", len(busy)),
        Figure("a frame, CPU, median", share(busy, 0.5), "ms"),
        Figure("a frame, CPU, p99", share(busy, 0.99), "ms", FRAME),
        Figure("a frame, CPU, longest", max(busy), "ms"),
        Figure("a frame, by the clock, p99", share(clock, 0.99), "ms"),
        *(Figure(f"frames over 16 ms {when}", number) for when, number in slow(seen)),
        *(
            Figure(f"  of such a frame: {what}", each, "ms", note=f"in {number} of them")
            for what, each, number in culprits(seen)
        ),
        *(
            figure
            for whose, rise, slope in rises
            for figure in (
                Figure(f"{whose}, RSS at the end", _memory(seen, whose)[-1][1], "MiB"),
                Figure(f"{whose}, rise in the last two thirds", rise, "MiB", RISE[whose]),
                Figure(f"{whose}, slope", slope, "MiB/h"),
            )
        ),
    ]


def slow(seen: Seen) -> list[tuple[str, int]]:
    """Return on which page, and after what, frames took too long, and how often; the most frequent ones."""
    late = [frame for frame in seen.window["frames"] if frame[0] >= FRAME]
    found = Counter(f"on {page or 'no page'}, after {why or 'news'}" for _, _, why, page, _ in late)
    return found.most_common(TOLD)


def culprits(seen: Seen) -> list[tuple[str, float, int]]:
    """Return what frames that took too long did: kind of work, ms of an average one, in how many of them."""
    late = [frame for frame in seen.window["frames"] if frame[0] >= FRAME]
    spent, times = Counter[str](), Counter[str]()
    for busy, _, _, _, did in late:
        whole = did | {"not accounted": busy - sum(did.values())}
        spent.update(whole)
        times.update(whole.keys())
    return [(what, spent[what] / len(late), times[what]) for what, _ in spent.most_common(TOLD)]


def wrongs(seen: Seen) -> list[str]:
    """Return what did not hold in a long run."""
    wrong = []
    for whose, most in RISE.items():
        rise, _ = seen.rise(whose)
        if rise > most:
            wrong.append(f"the {whose}'s memory rose by {rise:.1f} MiB in the last two thirds")
    if seen.window["late"]:
        wrong.append(f"a page was {seen.window['late'] / SPEED:.1f} s late")
    frame = share(seen.frames[0], 0.99)
    if frame >= FRAME:
        wrong.append(f"one frame in a hundred took more than {frame:.1f} ms")
    return wrong


def _memory(seen: Seen, whose: str) -> list[tuple[float, float]]:
    memory: list[tuple[float, float]] = (seen.window if whose == "window" else seen.engine)["memory"]
    return memory
