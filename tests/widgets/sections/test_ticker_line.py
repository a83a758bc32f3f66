"""What happened since somebody looked, in one line."""

from app.model.board import Glyph, TickerEntry
from app.model.phrase import phrase
from tests.widgets.boards import NOW
from widgets.sections.ticker_line import ticker_view
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
