"""What somebody hears who cannot see the wall, by a real accessibility bus from outside Qt."""

from pathlib import Path

from tests.desktop.reader import Reader
from tests.desktop.stage import Stage
from tests.desktop.test_shell import Door, door, key, shell, window

__all__ = ["door"]  # a fixture


def test_a_reader_hears_the_wall_and_the_desk(door: Door, tmp_path: Path) -> None:
    """The verdict with its counts, what is wrong and that nobody has it, and the desk's rows."""
    with Stage(audio=True) as stage, Reader(stage) as reader, shell(stage, door, tmp_path):
        stage.wait(
            lambda: said(reader, "Overall state").startswith("The one check is good"), "a good wall in words"
        )
        assert "1 OK" in said(reader, "Overall state")
        door.close()
        stage.wait(lambda: "needs someone" in said(reader, "Overall state"), "an incident in words")
        assert "1 Critical" in said(reader, "Overall state")
        stage.wait(lambda: "Front door" in said(reader, "Incidents"), "the incident in words")
        assert "Nobody has it yet" in said(reader, "Incidents")
        key(stage, "Nocwall: ", "d")
        stage.wait(lambda: window(stage, "Nocwall desk"), "the desk")
        key(stage, "Nocwall desk", "ctrl+2")
        stage.wait(lambda: "Check: Front door" in cells(reader), "the check's row in words")
        assert not [thing for thing in reader.things() if "button" in thing.role and not thing.name]


def said(reader: Reader, name: str) -> str:
    """Return what is said of the thing with that name; empty where there is none."""
    return next((thing.description for thing in reader.things() if thing.name == name), "")


def cells(reader: Reader) -> list[str]:
    """Return the words in the rows of tables."""
    return [thing.name for thing in reader.things() if thing.role == "cell"]
