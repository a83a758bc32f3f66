"""The command palette on a real desktop, by keys alone."""

from pathlib import Path

from tests.desktop.stage import Stage
from tests.desktop.test_shell import Door, door, key, shell, window

__all__ = ["door"]  # a fixture


def test_a_check_is_opened_by_a_few_letters(door: Door, tmp_path: Path) -> None:
    """Ctrl+K, some letters and Enter open the detail of a check, and the palette is gone."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path):
        stage.wait(lambda: window(stage, "Nocwall: "), "a board in the window")
        key(stage, "Nocwall", "ctrl+k")
        stage.wait(lambda: window(stage, "Command palette"), "the palette")
        stage.run("xdotool", "type", "frdo")
        stage.screenshot(tmp_path / "palette.png")
        assert stage.colours(tmp_path / "palette.png") > 20
        key(stage, "Command palette", "Return")
        stage.wait(lambda: window(stage, "Detail"), "the detail")
        stage.wait(lambda: not window(stage, "Command palette"), "no palette")
