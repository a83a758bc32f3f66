"""How soon the wall is seen and whole, beside a page of as many charts in Chromium, and nagstamon.

Each is started in turn on an Xvfb whose picture lies in a file, so that looking costs them little. First
paint: from when on the picture has more than one colour (a white window of a browser has not). All live:
from when on nineteen of twenty of the points that are drawn at the end are drawn. Engine and server of the
page are there before. Ours is the real program (``nocwall wall``) on a page of as many charts as 1080p holds;
uPlot draws as many, with as many points. nagstamon shows a list of its own and no chart; it has no server.
"""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import numpy as np

from tests.bench.charts.browser import chromium, environ_of, served, versions
from tests.bench.children import child, pss, python
from tests.bench.first_paint.feeder import CHARTS, SPAN
from tests.bench.report import Figure, NotHere, absent, compared, median
from tests.bench.screen import SIZE, Screen, environment, virtual_screen

ROUNDS = 5
COLUMNS = 6
WATCHED = 6.0  # seconds from the start; by then all of them are whole
LOOK = 0.008
WHOLE = 0.95  # of the points that are drawn at the end
PART = (slice(1, None, 3), slice(1, None, 3))  # rows and columns of the picture that are looked at
GONE = 20.0


class Seen(NamedTuple):
    """What was seen of one start; seconds, MiB."""

    painted: float
    whole: float
    memory: float


def about(_seconds: float) -> dict[str, object]:
    """Return the versions of the peers."""
    return {"versions": dict(versions()) | {"nagstamon": _version("nagstamon")}}


def measure(_seconds: float) -> list[Figure]:
    """Start each of them again and again, in turn."""
    with TemporaryDirectory(prefix="nw-") as name, virtual_screen(Path(name)) as screen:
        folder = Path(name)
        environ = environment(folder, screen)
        socket = folder / "run" / "sockets" / "s.sock"
        with child(*python("tests.bench.first_paint.feeder", str(socket)), folder=folder) as engine:
            engine.read()  # it is ready
            ours = [sys.executable, "-m", "app", "wall", "--engine", str(socket), "--page", "api"]
            starts: dict[str, Callable[[], Seen]] = {
                "ours": lambda: _started(screen, [*ours, "--state", f"{name}/state"], environ),
                "page": lambda: _page(screen, environ),
                "nagstamon": lambda: _nagstamon(screen, environ),
            }
            starts["ours"]()  # the first start ever compiles and keeps its settings
            return _compared(starts)


def _compared(starts: dict[str, Callable[[], Seen]]) -> list[Figure]:
    seen: dict[str, list[Seen]] = {name: [] for name in starts}
    away: dict[str, str] = {}
    for _ in range(ROUNDS):
        for name, start in starts.items():
            try:
                if name not in away:
                    seen[name].append(start())
            except NotHere as reason:
                away[name] = str(reason)
    painted, whole, memory = ([each[place] for each in seen["ours"]] for place in range(3))
    figures = [
        Figure("first paint", median(painted), "s", spread=(min(painted), max(painted))),
        Figure(f"all {CHARTS} charts live", median(whole), "s", spread=(min(whole), max(whole))),
    ]
    if "page" in away:
        figures.append(absent("against a Chromium page", away["page"]))
    else:
        page = seen["page"]
        figures += [
            compared("first paint / Chromium page", painted, [each.painted for each in page], "s", 0.3),
            compared(f"all {CHARTS} live / Chromium page", whole, [each.whole for each in page], "s", 1.0),
            _best("first paint, best of the rounds", painted, [each.painted for each in page], 0.3),
            _best(f"all {CHARTS} live, best of the rounds", whole, [each.whole for each in page], 1.0),
            compared("PSS / Chromium", memory, [each.memory for each in page], "MiB", 0.3),
        ]
    if "nagstamon" in away:
        return [*figures, absent("against nagstamon", away["nagstamon"])]
    other = seen["nagstamon"]
    return [
        *figures,
        compared("first paint / nagstamon", painted, [each.painted for each in other], "s"),
        compared("all live / nagstamon whole", whole, [each.whole for each in other], "s"),
        compared("PSS / nagstamon", memory, [each.memory for each in other], "MiB"),
    ]


def _best(name: str, ours: Sequence[float], theirs: Sequence[float], target: float) -> Figure:
    """Return the ratio of the quickest starts: others on the machine make a start longer, never shorter."""
    return compared(f"{name} / Chromium page", [min(ours)], [min(theirs)], "s", target)._replace(spread=None)


def _page(screen: Screen, environ: dict[str, str]) -> Seen:
    found = chromium()
    with (
        served(CHARTS, SPAN, SIZE, COLUMNS) as site,
        TemporaryDirectory(prefix="nw-", ignore_cleanup_errors=True) as folder,
    ):
        words = [found, "--kiosk", "--disable-gpu", "--hide-scrollbars", "--no-first-run", "--mute-audio"]
        words += [f"--user-data-dir={folder}", f"--window-size={SIZE[0]},{SIZE[1]}", "--window-position=0,0"]
        words += ["--disable-background-networking", "--disable-component-update", "--disable-sync"]
        if os.geteuid() == 0:
            words.append("--no-sandbox")  # it refuses to run as root with it
        words.append(f"--app=http://127.0.0.1:{site.port}/page.html")
        return _started(screen, words, environ_of(folder) | {"DISPLAY": environ["DISPLAY"]})


def _nagstamon(screen: Screen, environ: dict[str, str]) -> Seen:
    found = shutil.which("nagstamon")
    if found is None:
        raise NotHere("no nagstamon; make setup PROFILE=bench installs it")
    with TemporaryDirectory(prefix="nw-", ignore_cleanup_errors=True) as folder:
        words = [found, f"{folder}/config"]
        own = {name: value for name, value in environ.items() if name != "PYTHONPATH"}
        return _started(screen, words, own | {"HOME": folder})


def _started(screen: Screen, words: Sequence[str], environ: dict[str, str]) -> Seen:
    """Start a program, watch the screen, end the program, and wait until the screen is empty again."""
    before = _until_empty(screen)
    began = time.monotonic()
    with _running(words, environ) as program:
        looks: list[tuple[float, int, int]] = []
        while (at := time.monotonic() - began) < WATCHED:
            picture = _picture(screen)
            looks.append((at, _drawn(picture), int((picture != before).sum())))
            time.sleep(LOOK)
        if program.poll() is not None:
            raise NotHere(f"{words[0]} has ended with {program.returncode}")
        memory = pss(program.pid)
    end = median([drawn for at, drawn, _ in looks if at > WATCHED - 1.0])
    # From then on: half of a blank window on its way to the screen has two colours, too, and many points.
    blank = max((at for at, drawn, changed in looks if not (drawn and changed)), default=0.0)
    painted = next((at for at, *_ in looks if at > blank), None)
    late = max((at for at, drawn, _ in looks if not WHOLE * end <= drawn <= end / WHOLE), default=0.0)
    whole = next((at for at, _, changed in looks if changed and at > late), None)
    if painted is None or whole is None:
        raise NotHere(f"{words[0]} has drawn nothing in {WATCHED:g} s")
    return Seen(painted, whole, memory)


@contextmanager
def _running(words: Sequence[str], environ: dict[str, str]) -> Iterator["subprocess.Popen[bytes]"]:
    program = subprocess.Popen(words, env=environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        yield program
    finally:
        program.terminate()
        try:
            program.wait(GONE)
        except subprocess.TimeoutExpired:
            program.kill()
            program.wait()


def _picture(screen: Screen) -> "np.ndarray[Any, Any]":
    """Return some of the pixels of the screen."""
    raw = np.memmap(screen.file, np.uint32, mode="r")[-SIZE[0] * SIZE[1] :]
    return np.array(raw.reshape(SIZE[1], SIZE[0])[PART]) & 0xFFFFFF


def _drawn(picture: "np.ndarray[Any, Any]") -> int:
    """Return how many points are not of the ground, which is more than half of any of these pictures."""
    ground = np.partition(picture.ravel(), picture.size // 2)[picture.size // 2]
    return int((picture != ground).sum())


def _until_empty(screen: Screen) -> "np.ndarray[Any, Any]":
    end = time.monotonic() + GONE
    while time.monotonic() < end:
        picture = _picture(screen)
        if not picture.any():
            return picture
        time.sleep(0.05)
    raise RuntimeError("the screen does not become empty")


def _version(package: str) -> str:
    words = ["dpkg-query", "-W", "-f", "${Version}", package]
    try:
        return subprocess.run(words, capture_output=True, text=True, check=False).stdout or "none"
    except FileNotFoundError:
        return "none"
