"""A chart that is looked into, opened by keyboard on a real desktop and seen from outside."""

from contextlib import closing
from pathlib import Path

from tests.desktop.stage import Stage
from tests.desktop.test_shell import INVENTORY, Door, key, window
from tests.flows.program import program

WALL, CHART = "Nocwall: ", "Chart: door/open"
COLOURS = 100  # letters with their edges, the line and the buttons show more; an empty window has a few
REST = "0.5"  # seconds between two keys, as a hand takes them


def colours(stage: Stage, path: Path, *part: str) -> int:
    """Return how many colours the window of the chart shows, or a part of it."""
    stage.run("import", "-window", window(stage, CHART), *part, str(path))
    return int(stage.run("identify", "-format", "%k", str(path)))


def test_a_chart_is_opened_by_keyboard(tmp_path: Path) -> None:
    """From the page of charts Tab and Enter open the chart of a check: titled, painted, closed."""
    wide, high = 1920, 1080
    with (
        closing(Door()) as door,
        Stage(screens=((wide, high),), audio=True) as stage,
        program(tmp_path, stage.env) as running,
    ):
        (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
        running.start("run", "--page", "charts", "--inventory", str(tmp_path / "door.yaml"))
        running.until("a good wall", lambda now: now["summary"]["rank"] == "good", 20)
        stage.wait(lambda: window(stage, WALL), "the wall")
        stage.run("sleep", "2")  # so that the page stands
        stage.wait(lambda: opened(stage), "the chart")
        stage.wait(lambda: colours(stage, tmp_path / "chart.png") > COLOURS, "its picture")
        stage.run("wmctrl", "-i", "-r", window(stage, CHART), "-b", "add,fullscreen")
        stage.wait(lambda: f"{wide}x{high}" in place(stage), "the whole screen")
        stage.wait(lambda: colours(stage, tmp_path / "whole.png") > COLOURS, "its whole picture")
        edge = f"{wide // 12}x{high // 2}+{wide * 9 // 10}+{high // 4}"
        stage.wait(lambda: colours(stage, tmp_path / "edge.png", "-crop", edge) > 1, "a plot up to the edge")
        key(stage, CHART, "Escape")
        stage.wait(lambda: not window(stage, CHART), "the end of the chart")
        assert window(stage, WALL)


def opened(stage: Stage) -> bool:
    """Go on to the next part of the page and choose there; returns whether the chart came."""
    for stroke in ("Tab", "Return"):
        key(stage, WALL, stroke)
        stage.run("sleep", REST)
    return bool(window(stage, CHART))


def place(stage: Stage) -> str:
    """Return where the window of the chart is, and how large."""
    return stage.answers("xdotool", "getwindowgeometry", window(stage, CHART))
