"""Cards of incidents: what has room, and in how many lines."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.model.incident import Entry, EntryKind
from app.model.phrase import phrase
from tests.shell.boards import NOW, incident
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sections.incident_card import draw_large
from widgets.views.incident_cards import card

COMMENT = "Provider was called, ticket 1234, waiting for an answer by phone"


class Large(Painted):
    """One large card."""

    def draw(self, canvas: Canvas) -> None:
        """Paint it."""
        news = Entry(at=NOW, kind=EntryKind.COMMENT, text=phrase(COMMENT))
        it = replace(incident(), cause=phrase("No answer"), timeline=(news,))
        draw_large(canvas, card(it, (), NOW), Box(0, 0, self.wide(), self.high()))


def test_a_comment_is_read_whole_on_a_large_card(qtbot: QtBot) -> None:
    """What somebody wrote has two lines where one is too short."""
    large = Large(Look("dark"))
    qtbot.addWidget(large)
    large.resize(68 * 8, 42 * 8)
    large.set_unit(8.0)
    large.grab()
    told = " ".join(writing.text for writing in large.writings)
    assert COMMENT in told
    assert not [writing for writing in large.writings if writing.cut]
