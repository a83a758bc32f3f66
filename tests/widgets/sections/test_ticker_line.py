"""What happened since somebody looked, in one line."""

from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.model.board import Glyph, TickerEntry
from app.model.phrase import phrase
from tests.widgets.boards import NOW
from widgets.look import Look
from widgets.sections.ticker_line import TickerLine, ticker_view
from widgets.sign import Sign


def entry(number: int, glyph: Glyph, incident: str, *, quiet: bool = False) -> TickerEntry:
    """Return an entry."""
    return TickerEntry(
        id=number, at=NOW, glyph=glyph, text=phrase("Paygrove"), incident=incident, quiet=quiet
    )


def test_a_filled_mark_means_that_nobody_has_it() -> None:
    """What is taken, silenced or over by now is an outline; what calls for somebody is filled."""
    entries = (
        entry(1, Glyph.CRITICAL, "I-1"),
        entry(2, Glyph.CRITICAL, "I-2"),
        entry(3, Glyph.CRITICAL, "I-1", quiet=True),
        entry(4, Glyph.GOOD, "I-2", quiet=True),
        entry(5, Glyph.WARNING, ""),
    )
    signs = [sign for _, sign, _ in ticker_view(entries, calling={"I-1"}).entries]
    assert signs == [
        Sign(Glyph.CRITICAL),
        Sign(Glyph.CRITICAL, taken=True),
        Sign(Glyph.CRITICAL, taken=True),
        Sign(Glyph.GOOD),
        Sign(Glyph.WARNING),
    ]


def test_a_long_first_entry_hides_nothing(qtbot: QtBot) -> None:
    """The newest is told as far as it fits, though it is too long, and the others are counted."""
    long = replace(entry(1, Glyph.WARNING, ""), text=phrase("The inventory has errors: " + "much " * 60))
    line = TickerLine(Look("dark"))
    qtbot.addWidget(line)
    line.resize(1900, 40)
    line.set_unit(8.0)
    line.show_ticker(ticker_view((long, entry(2, Glyph.CRITICAL, "I-1"))))
    line.grab()
    texts = [writing.text for writing in line.writings]
    assert any(text.startswith("The inventory has errors") for text in texts)
    assert texts[-1] == "+1 more"
