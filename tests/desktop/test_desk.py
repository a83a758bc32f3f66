"""The desk on a real desktop, beside the wall, by keys alone."""

from pathlib import Path

from tests.desktop.stage import Stage
from tests.desktop.test_shell import Door, door, key, shell, window

__all__ = ["door"]  # a fixture


def test_a_check_is_searched_and_opened_at_the_desk(door: Door, tmp_path: Path) -> None:
    """Slash opens the desk at its search, Down and Enter a detail over it, and Esc goes back each time."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path):
        stage.wait(lambda: window(stage, "Nocwall: "), "a board in the window")
        key(stage, "Nocwall: ", "slash")
        stage.wait(lambda: window(stage, "Nocwall desk"), "the desk")
        stage.run("xdotool", "type", "front")
        stage.screenshot(tmp_path / "desk.png")
        assert stage.colours(tmp_path / "desk.png") > 20
        key(stage, "Nocwall desk", "Down")
        key(stage, "Nocwall desk", "Return")
        stage.wait(lambda: window(stage, "Detail"), "the detail")
        stage.screenshot(tmp_path / "detail.png")
        key(stage, "Detail", "Escape")
        stage.wait(lambda: not window(stage, "Detail"), "no detail")
        key(stage, "Nocwall desk", "ctrl+1")
        stage.screenshot(tmp_path / "players.png")
        key(stage, "Nocwall desk", "ctrl+4")
        stage.screenshot(tmp_path / "events.png")
        key(stage, "Nocwall desk", "Escape")
        stage.wait(lambda: not window(stage, "Nocwall desk"), "no desk")
        assert window(stage, "Nocwall: ")
