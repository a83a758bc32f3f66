"""The palette is used by keys alone and tells what was chosen."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.state import State
from app.shell.desk.command_palette import MOST, CommandPalette
from app.shell.desk.offers import Known
from app.shell.window.keys import Act
from tests.shell.boards import board, check, incident
from tests.shell.desk.known import known_of, standing
from widgets.commands.offer import Offer

SHOWN = board(*(check(name) for name in ("alder", "beech", "cedar")), incidents=(incident(),))


class Desk:
    """A palette over a board that can be changed, and what it told."""

    def __init__(self) -> None:
        self.known: Known = known_of(SHOWN)
        self.told: list[tuple[str, object]] = []
        self.palette = CommandPalette(lambda: self.known, "dark")
        self.palette.chosen.connect(lambda offer: self._tell("open", offer))
        self.palette.chart_chosen.connect(lambda offer: self._tell("chart", offer))
        self.palette.show()

    def type(self, text: str) -> None:
        """Type a text and wait until all is looked through."""
        self.palette.field.setText(text)
        while self.palette._turn.isActive():
            QApplication.processEvents()
        QApplication.processEvents()

    def press(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press a key where people type."""
        QTest.keyClick(self.palette.field, key, held)

    def _tell(self, how: str, offer: Offer) -> None:
        assert not self.palette.isVisible()
        self.told.append((how, offer.what))


@pytest.fixture
def desk() -> Iterator[Desk]:
    """Give a palette that is shown."""
    made = Desk()
    yield made
    made.palette.close()
    made.palette.deleteLater()


def test_arrows_choose_and_enter_does(desk: Desk) -> None:
    """The first line is chosen, arrows go on and stop at the ends, Enter tells the act when it is gone."""
    desk.press(Qt.Key.Key_Up)
    desk.press(Qt.Key.Key_Down)
    desk.press(Qt.Key.Key_Return)
    assert desk.told == [("open", Act.INCIDENT)]


def test_a_check_is_found_and_its_chart_too(desk: Desk) -> None:
    """Letters of a name find a check; Ctrl+Enter asks for its chart."""
    desk.type("cdr")
    desk.press(Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert desk.told == [("chart", "cedar/up")]


def test_what_cannot_be_done_says_why_and_is_not_done(desk: Desk) -> None:
    """Enter on a barred line tells its reason and leaves the palette open."""
    desk.known = known_of(SHOWN, standing(SHOWN, connected=False))
    desk.type("cedar")
    desk.press(Qt.Key.Key_Return)
    assert desk.told == []
    assert desk.palette.said.text() == "Not now: There is no connection to the engine"


def test_a_change_moves_nothing(desk: Desk) -> None:
    """While the palette is open a state changes in its line, and the chosen line stays chosen."""
    desk.type("e")
    desk.press(Qt.Key.Key_Down)
    before, chosen = [row.what for row in desk.palette.list.offers.rows], desk.palette.list.chosen()
    assert chosen is not None
    checks = tuple(replace(each, state=State.CRITICAL) for each in SHOWN.checks)
    desk.known = known_of(replace(SHOWN, checks=checks))
    desk.palette._renew()
    after = desk.palette.list.chosen()
    assert after is not None
    assert [row.what for row in desk.palette.list.offers.rows] == before
    assert after.what == chosen.what
    assert any("Critical" in row.aside for row in desk.palette.list.offers.rows)


def test_enter_never_takes_a_line_of_an_older_search(desk: Desk) -> None:
    """Enter right after the last letter waits for the answer to it, however many checks there are."""
    desk.known = known_of(board(*(check(f"node-{number}") for number in range(9000))))
    desk.palette._renew()
    desk.palette.field.setText("node-8999")
    assert desk.palette._turn.isActive()
    desk.press(Qt.Key.Key_Return)
    assert desk.told == []
    while desk.palette._turn.isActive():
        QApplication.processEvents()
    QApplication.processEvents()
    assert desk.told == [("open", "node-8999/up")]


def test_what_comes_while_it_is_open_is_found(desk: Desk) -> None:
    """A palette that was opened before the first board finds its checks, and a chosen line stays chosen."""
    desk.known = known_of(None)
    early = CommandPalette(lambda: desk.known, "dark")
    desk.palette, first = early, desk.palette
    desk.type("cedar")
    assert not early.list.offers.rows
    desk.known = known_of(SHOWN)
    early._renew()
    assert [row.what for row in early.list.offers.rows] == ["cedar/up"]
    assert early.said.text() == "1 found"
    desk.known = known_of(board(check("cedar-0"), *SHOWN.checks))
    early._renew()
    chosen = early.list.chosen()
    assert chosen is not None
    assert chosen.what == "cedar/up"
    assert len(early.list.offers.rows) == 2
    first.close()


def test_nothing_is_left_out_without_its_count(desk: Desk) -> None:
    """Of thousands the best are shown with the number of all; where nothing fits, it says so."""
    many = board(*(check(f"node-{number}") for number in range(3000)))
    desk.known = known_of(many)
    big = CommandPalette(lambda: desk.known, "dark")
    desk.palette, small = big, desk.palette
    desk.type("node-")
    assert len(big.list.offers.rows) == MOST
    assert big.said.text() == f"The best {MOST} of 3,000 that fit: type more of the name"
    desk.type("node-2999")
    assert big.list.offers.rows[0].what == "node-2999/up"
    desk.type("qqq")
    assert not big.list.offers.rows
    assert "Nothing fits" in big.said.text()
    small.close()


def test_every_line_is_told_to_a_screen_reader(desk: Desk) -> None:
    """A line's words name its text, its key or state, and the reason why not."""
    index = desk.palette.list.offers.index(0)
    words = desk.palette.list.offers.data(index, Qt.ItemDataRole.AccessibleTextRole)
    assert words == "Take the worst incident, A"
    desk.press(Qt.Key.Key_Down)
    assert desk.palette.list.accessibleDescription() == "Open the worst incident, I"


def test_esc_leads_out(desk: Desk) -> None:
    """Esc closes the palette and does nothing."""
    desk.press(Qt.Key.Key_Escape)
    assert not desk.palette.isVisible()
