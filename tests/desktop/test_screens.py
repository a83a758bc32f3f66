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
    found = window(stage)
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
