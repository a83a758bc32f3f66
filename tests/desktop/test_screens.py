"""A kiosk on two real monitors: bound to one by its name, unplugged and plugged in again."""

from pathlib import Path

import pytest

from tests.desktop.stage import Stage
from tests.desktop.test_shell import INVENTORY, Door, window
from tests.flows.program import program

FIRST, SECOND = (1280, 720), (1024, 768)
ON_FIRST, ON_SECOND = (0, 0, *FIRST), (1280, 0, *SECOND)


def stands(stage: Stage) -> tuple[int, ...]:
    """Return where the visible window stands: left, top, width and height in pixels."""
    return _place(stage, window(stage))


def _place(stage: Stage, found: str) -> tuple[int, ...]:
    said = stage.answers("xwininfo", "-id", found) if found else ""
    lines = dict(line.strip().split(":", 1) for line in said.splitlines() if ":" in line)
    names = ("Absolute upper-left X", "Absolute upper-left Y", "Width", "Height")
    return tuple(int(lines[name]) for name in names if name in lines)


@pytest.fixture
def door() -> Door:
    """Give a port that refuses; the wall shows whatever it is."""
    made = Door()
    made.close()
    return made


def test_a_wall_comes_back_to_its_screen(door: Door, tmp_path: Path) -> None:
    """The wall fills the screen it was given, moves to another when that is gone, and returns with it."""
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with Stage(screens=(FIRST, SECOND)) as stage, program(tmp_path, stage.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"), "--screen", "M1")
        stage.wait(lambda: stands(stage) == ON_SECOND, "the wall on its screen")
        stage.unplug(1)
        stage.wait(lambda: stands(stage) == ON_FIRST, "the wall where it can be seen", 5)
        stage.plug(1)
        stage.wait(lambda: stands(stage) == ON_SECOND, "the wall back on its screen", 5)


def picture(stage: Stage, path: Path, place: tuple[int, ...]) -> bytes:
    """Return what a monitor shows, seen from outside."""
    left, top, width, height = place
    stage.run("import", "-window", "root", "-crop", f"{width}x{height}+{left}+{top}", "+repage", str(path))
    return path.read_bytes()


def goes_on(stage: Stage, tmp_path: Path, place: tuple[int, ...]) -> None:
    """Wait until two pictures of a monitor differ: its clock goes on."""
    before = picture(stage, tmp_path / "before.ppm", place)
    stage.wait(lambda: picture(stage, tmp_path / "now.ppm", place) != before, "a clock that goes on", 5)


def test_a_wall_follows_its_screen_and_goes_on(door: Door, tmp_path: Path) -> None:
    """Swapped cables, another resolution, a window that was minimised: it fills its screen and goes on."""
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with Stage(screens=(FIRST, SECOND)) as stage, program(tmp_path, stage.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"), "--screen", "M1")
        stage.wait(lambda: stands(stage) == ON_SECOND, "the wall on its screen")
        stage.swap()
        swapped = (0, 0, *SECOND)
        stage.wait(lambda: stands(stage) == swapped, "the wall on its screen, left now", 8)
        goes_on(stage, tmp_path, swapped)
        stage.resize(1, 800, 600, left=0)
        smaller = (0, 0, 800, 600)
        stage.wait(lambda: stands(stage) == smaller, "the wall over the smaller picture", 8)
        goes_on(stage, tmp_path, smaller)
        stage.run("xdotool", "windowminimize", window(stage))
        stage.wait(lambda: stands(stage) == smaller, "the wall back again", 8)
        goes_on(stage, tmp_path, smaller)


WALLS = """walls:
  - {name: left, screen: M0, pages: [{kind: overview}]}
  - {name: right, screen: M1, pages: [{kind: big_number, count: critical, title: Broken now}]}
"""


def stand(stage: Stage) -> set[tuple[int, ...]]:
    """Return where all visible windows of the wall stand."""
    found = stage.answers("xdotool", "search", "--onlyvisible", "--name", "Nocwall").split()
    return {place for each in found if (place := _place(stage, each))}


def test_two_screens_have_a_wall_each(door: Door, tmp_path: Path) -> None:
    """Each screen shows the wall that names it; without its screen a wall covers no other, and it returns."""
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port) + WALLS)
    with Stage(screens=(FIRST, SECOND)) as stage, program(tmp_path, stage.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"))
        stage.wait(lambda: stand(stage) == {ON_FIRST, ON_SECOND}, "a wall on each screen", 15)
        stage.unplug(1)
        stage.wait(lambda: stand(stage) == {ON_FIRST}, "the first wall alone", 5)
        stage.plug(1)
        stage.wait(lambda: stand(stage) == {ON_FIRST, ON_SECOND}, "both again", 5)
        (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
        stage.wait(lambda: len(stand(stage)) == 1, "one wall after the reload", 15)
