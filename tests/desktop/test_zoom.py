"""A chart that is looked into, opened by keyboard on a real desktop and seen from outside."""

import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.desktop.stage import Stage
from tests.desktop.test_shell import INVENTORY, Door, key, window
from tests.flows.program import program

WALL, CHART = "Nocwall: ", "Chart: door/open"
COLOURS = 100  # letters with their edges, the line and the buttons show more; an empty window has a few
COMES = 3.0  # seconds after which somebody presses Enter again, for the page was not there yet


def colours(stage: Stage, path: Path, *part: str) -> int:
    """Return how many colours the window of the chart shows, or a part of it."""
    stage.run("import", "-window", window(stage, CHART), *part, str(path))
    return int(stage.run("identify", "-format", "%k", str(path)))


@pytest.mark.parametrize(("wide", "high", "dpi"), [(1920, 1080, 96), (3840, 2160, 192)])
def test_a_chart_is_opened_by_keyboard(tmp_path: Path, wide: int, high: int, dpi: int) -> None:
    """From the page of charts one Tab and Enter open the chart of a check; Esc leads back to where it was."""
    size = ((wide, high),)
    with (
        closing(Door()) as door,
        Stage(screens=size, dpi=dpi, audio=True) as stage,
        program(tmp_path, stage.env) as running,
    ):
        (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
        running.start("run", "--page", "charts", "--inventory", str(tmp_path / "door.yaml"))
        running.until("a good wall", lambda now: now["summary"]["rank"] == "good", 20)
        stage.wait(lambda: window(stage, WALL), "the wall")
        key(stage, WALL, "Tab")  # once, whatever of the page is painted by now
        stage.wait(lambda: opened(stage), "the chart", 30)
        stage.wait(lambda: colours(stage, tmp_path / "chart.png") > COLOURS, "its picture")
        stage.run("wmctrl", "-i", "-r", window(stage, CHART), "-b", "add,fullscreen")
        stage.wait(lambda: f"{wide}x{high}" in place(stage), "the whole screen")
        stage.wait(lambda: colours(stage, tmp_path / "whole.png") > COLOURS, "its whole picture")
        edge = f"{wide // 12}x{high // 2}+{wide * 9 // 10}+{high // 4}"
        stage.wait(lambda: colours(stage, tmp_path / "edge.png", "-crop", edge) > 1, "a plot up to the edge")
        key(stage, CHART, "Escape")
        stage.wait(lambda: not window(stage, CHART), "the end of the chart")
        stage.run("xdotool", "key", "Return")  # to whatever has the keyboard
        stage.wait(lambda: window(stage, CHART), "the chart again, by no other key")


def opened(stage: Stage) -> bool:
    """Choose on the page; returns whether the chart came."""
    key(stage, WALL, "Return")
    end = time.monotonic() + COMES
    while not window(stage, CHART) and time.monotonic() < end:
        stage.run("sleep", "0.1")
    return bool(window(stage, CHART))


def place(stage: Stage) -> str:
    """Return where the window of the chart is, and how large."""
    return stage.answers("xdotool", "getwindowgeometry", window(stage, CHART))
