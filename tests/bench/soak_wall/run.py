"""Engine and window of a soak as processes on a virtual screen, and what their telling means."""

import json
import subprocess
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.bench.children import Child, child, python
from tests.bench.report import Figure, share
from tests.bench.screen import environment, virtual_screen
from tests.bench.soak_wall.account import FRAMES
from tests.bench.soak_wall.memory import Reading, risen

SPEED = 60.0
ROOM = 60.0  # seconds that starting and ending may take
FRAME = 16.0  # milliseconds
TOLD = 12  # kinds of slow frames, and of their work, that are told
RISE = {"window": 0.35, "engine": 0.35}  # MiB in an hour of the engine's time
LEAST_SPELL = 4.0  # hours of a third, from which on memory is judged: before, caches fill


@dataclass(frozen=True)
class Seen:
    """What engine and window told."""

    window: dict[str, Any]
    engine: dict[str, Any]

    def memory(self, whose: str) -> list[Reading]:
        """Return the readings of the window's memory or the engine's."""
        return [Reading(*each) for each in (self.window if whose == "window" else self.engine)["memory"]]

    @property
    def spell(self) -> float:
        """Hours of the engine's in a third of the run."""
        return float(self.engine["fast_seconds"]) / 3600 / 3

    def rise(self, whose: str) -> float:
        """Return by how many MiB memory rose in an hour of the engine's."""
        return risen(self.memory(whose)) / self.spell

    @property
    def frames(self) -> tuple[list[float], list[float]]:
        """The frames' times, by CPU and by the clock, in milliseconds."""
        frames = self.window["frames"]
        return [each[0] for each in frames], [each[1] for each in frames]


def soaked(seconds: float, seed: int, *, worst: bool = False, trace: bool = False) -> Seen:
    """Run engine and window for so long. ``worst``: every hour is the worst of the day."""
    with TemporaryDirectory(prefix="nw-") as name, virtual_screen(Path(name)) as screen:
        folder = Path(name)
        environ = environment(folder, screen) | {"PYTHONFAULTHANDLER": "1"}
        socket = folder / "run" / "sockets" / "s.sock"
        hours = seconds * SPEED / 3600 / 3
        words = [str(folder), str(socket), str(SPEED), str(seed), str(hours), *(["worst"] if worst else [])]
        with child(*python("tests.bench.soak_wall.engine", *words), folder=folder) as engine:
            began = json.loads(engine.read())["began"]
            if engine.read() != "ready":
                raise engine.ended()
            words = [str(socket), str(folder), str(SPEED), str(began), str(seconds)]
            words += ["trace"] if trace else []
            window = _window(words, environ, seconds)
            window["frames"] = [json.loads(line) for line in (folder / FRAMES).read_text().splitlines()]
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
            for whose in RISE
            for figure in (
                Figure(f"{whose}, RSS at the end", seen.memory(whose)[-1].resident, "MiB"),
                Figure(f"{whose}, RSS at most", max(each.resident for each in seen.memory(whose)), "MiB"),
                Figure(f"{whose}, rise in an hour", seen.rise(whose), "MiB", _bound(seen, whose)),
            )
        ),
    ]


def _bound(seen: Seen, whose: str) -> float | None:
    """Return the most that memory may rise in an hour; in a short run caches fill, and it is only told."""
    return RISE[whose] if seen.spell >= LEAST_SPELL else None


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
    for whose in RISE:
        rise, most = seen.rise(whose), _bound(seen, whose)
        if most is not None and rise > most:
            wrong.append(f"the {whose}'s memory rose by {rise:.2f} MiB an hour")
    if seen.window["late"]:
        wrong.append(f"a page was {seen.window['late'] / SPEED:.1f} s late")
    frame = share(seen.frames[0], 0.99)
    if frame >= FRAME:
        wrong.append(f"one frame in a hundred took more than {frame:.1f} ms")
    return wrong
