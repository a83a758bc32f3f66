"""The pop-over of the tray."""

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.widgets.boards import SAMPLES, bad_day, good_day
from widgets.popover import Popover
from widgets.unit import LEAST


def raised(qtbot: QtBot, name: str) -> Popover:
    popover = Popover()
    qtbot.addWidget(popover)
    sample = SAMPLES[name]()
    popover.show_board(sample.board, sample.age, sample.lost)
    popover.grab()
    return popover


def click(popover: Popover, name: str) -> None:
    box = next(spot.box for spot in popover.spots if spot.id == name)
    place = QPoint(int((box.x + box.w / 2) * popover.u), int((box.y + box.h / 2) * popover.u))
    QTest.mouseClick(popover, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)


def test_it_has_the_size_of_the_design(qtbot: QtBot) -> None:
    """360 by 480 pixels, no text under the least size."""
    popover = raised(qtbot, "bad-day")
    assert popover.size().toTuple() == (360, 480)
    assert all(writing.size >= LEAST for writing in popover.writings)


def test_an_untaken_incident_can_be_taken(qtbot: QtBot) -> None:
    """Each untaken incident has its button; a taken one has none."""
    popover = raised(qtbot, "bad-day")
    with qtbot.waitSignal(popover.take_wished) as told:
        click(popover, "I-2316")
    assert told.args == ["I-2316"]
    assert not any(spot.id == "I-2314" for spot in popover.spots)


def test_wall_and_mute_are_wished(qtbot: QtBot) -> None:
    """The two buttons tell their wish; while muted the second one ends it."""
    popover = raised(qtbot, "good-day")
    with qtbot.waitSignal(popover.wall_wished):
        click(popover, "wall")
    with qtbot.waitSignal(popover.mute_wished) as told:
        click(popover, "mute")
    assert told.args == [900.0]
    popover.show_board(bad_day().board)
    popover.grab()
    with qtbot.waitSignal(popover.mute_wished) as told:
        click(popover, "mute")
    assert told.args == [0.0]


def test_a_lost_engine_is_told_here_too(qtbot: QtBot) -> None:
    """The pop-over never shows a verdict that its age forbids."""
    popover = raised(qtbot, "engine-lost")
    assert any("engine" in writing.text for writing in popover.writings)


def test_a_flood_ends_in_a_count(qtbot: QtBot) -> None:
    """Of sixty incidents four stand in rows, the rest is counted."""
    popover = raised(qtbot, "sixty-alarms")
    assert any(writing.text == "56 more" for writing in popover.writings)


def test_a_good_day_needs_nobody(qtbot: QtBot) -> None:
    """Without deviations it says so."""
    popover = raised(qtbot, "good-day")
    assert "Nothing needs anybody" in [writing.text for writing in popover.writings]
    assert good_day().board.summary.counts.ok == 96
