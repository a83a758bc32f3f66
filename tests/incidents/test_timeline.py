from app.incidents import timeline
from app.model.incident import EntryKind
from tests.alerts.making import alert, at


def test_a_line_says_what_the_alert_says() -> None:
    """The reason of the alert stands beside the general words."""
    line = timeline.line(EntryKind.HARD, at(1.0), alert=alert())
    assert line.text.plain() == "Confirmed: No answer in 2 s"


def test_foreign_names_and_comments_are_cleaned() -> None:
    """Who takes an incident and what is said of it is data, on one line, and never nobody."""
    assert timeline.acknowledged("Mira\n\x1bK.", at(1.0)).text.plain() == "Mira K. has it"
    assert timeline.acknowledged(" ", at(1.0)).who == "somebody"
    assert timeline.comment("a\nb", "Mira", at(1.0)).text.plain() == "a b"


def test_a_long_timeline_loses_its_least_lines_first() -> None:
    """A flapping incident stays small, and keeps the lines that ids are counted by."""
    first = timeline.line(EntryKind.FIRST_BAD, at(0.0))
    worse = timeline.line(EntryKind.WORSENED, at(1.0))
    lines = timeline.extended((first, worse), *[timeline.line(EntryKind.RELAPSED, at(2.0))] * 500)
    assert len(lines) == timeline.LIMIT
    assert lines[:2] == (first, worse)
    assert timeline.turns(lines) == 1
