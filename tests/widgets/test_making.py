"""What is drawn over several turns of the loop looks as if it had been drawn in one."""

import pytest
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.pictures.walls import Stopped
from tests.widgets.beside import at_once
from tests.widgets.boards import SAMPLES
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.making import Steps
from widgets.pace import Pace
from widgets.painted import Painted
from widgets.wall import Wall

LEAST = 0.0001  # milliseconds: each step has a turn of its own
PARTS = 5


class Slow(Painted):
    """Five fields of one colour, each a step; counts the pictures that are begun."""

    stepwise = True
    colour = "red"
    begun = 0

    def drawing(self, canvas: Canvas) -> Steps:
        """Draw one field after the other."""
        self.begun += 1
        for part in range(PARTS):
            canvas.fill(Box(part, 0, 1, 1), QColor(self.colour))
            yield

    def colours(self) -> set[str]:
        """Return the colours that are seen."""
        picture = self.grab().toImage()
        return {QColor(picture.pixel(10 * part + 5, 5)).name() for part in range(PARTS)}


@pytest.fixture
def slow(qtbot: QtBot) -> Slow:
    """Return such a section as it is seen first."""
    made = Slow(Look("dark", pace=Pace(LEAST)))
    qtbot.addWidget(made)
    made.set_unit(10.0)
    made.resize(10 * PARTS, 10)
    made.show()
    qtbot.waitUntil(lambda: made.ready)
    return made


def test_the_former_picture_is_seen_until_the_next_is_whole(slow: Slow, qtbot: QtBot) -> None:
    """A section that changes while it is looked at is never seen with half of either."""
    seen: list[set[str]] = []
    slow.colour = "blue"
    slow.renew()
    while not seen or "#0000ff" not in seen[-1]:
        seen.append(slow.colours())
        qtbot.wait(1)
    assert {len(each) for each in seen} == {1}
    assert len(seen) > 2


def test_what_changes_while_it_is_drawn_is_drawn_anew(slow: Slow, qtbot: QtBot) -> None:
    """What was begun of something older is given up, and not shown."""
    slow.colour = "blue"
    slow.renew()
    qtbot.waitUntil(lambda: slow.begun == 2)
    slow.colour = "lime"
    slow.renew()
    qtbot.waitUntil(lambda: slow.ready)
    assert slow.colours() == {"#00ff00"}
    assert slow.begun == 3


def test_what_changed_unseen_is_not_seen_as_it_was(slow: Slow, qtbot: QtBot) -> None:
    """A section that comes back does not show first what it was when it went."""
    slow.hide()
    slow.colour = "blue"
    slow.renew()
    slow.show()
    while not slow.ready:
        assert "#ff0000" not in slow.colours()
        qtbot.wait(1)


@pytest.mark.parametrize("page", ["incidents", "errors", "network_map", "overview"])
def test_steps_leave_the_picture_of_one_go(
    page: str, qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch
) -> None:
    """No pixel of what stands still on a page depends on how many turns it was drawn in."""
    monkeypatch.setattr("widgets.wall.BUILD", LEAST)
    sample = SAMPLES["bad-day"]()
    layers: list[list[QImage]] = []
    for wall in (Wall(beside=at_once), Wall()):  # type: ignore[arg-type]  # its work is done at once
        qtbot.addWidget(wall)
        wall._since = Stopped()
        wall.resize(1280, 720)
        wall.set_page(page)
        wall.show_board(sample.board)
        wall.show()
        qapp.processEvents()
        sections = [each for each in wall._current.sections() if each.isVisible() and each.stepwise]
        qtbot.waitUntil(lambda parts=sections: all(part.ready for part in parts))  # type: ignore[misc]
        layers.append([part._layer.toImage() for part in sections if part._layer is not None])
    assert layers[0]
    assert layers[0] == layers[1]
