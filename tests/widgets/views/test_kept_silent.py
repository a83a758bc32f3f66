"""What nobody is told of is drawn calmer, and says why."""

from msgspec.structs import replace

from app.model.board import CheckDetail
from app.model.incident import Entry, EntryKind, Incident
from app.model.phrase import phrase
from app.model.state import State
from app.model.suppression import Suppression, SuppressionKind
from tests.widgets.boards import NOW, good_checks, incident
from widgets.views.incident_cards import card
from widgets.views.sheet import sheet

WHY = phrase("Silenced by {who} until {until}: {reason}", who="Ann", until="14:30", reason="new cable")


def silenced() -> Incident:
    """Return a critical incident under a silence."""
    made = incident(7, "pay", "Paygrove hangs", "no answer in 2 s", 60.0)
    line = Entry(at=NOW, kind=EntryKind.SUPPRESSED, text=WHY)
    by = Suppression(
        kind=SuppressionKind.SILENCE, by="S-1", who="Ann", reason="new cable", until=NOW.later(60)
    )
    return replace(made, suppressed=by, timeline=(*made.timeline, line))


def test_the_card_of_a_silenced_incident_is_calm_and_says_why() -> None:
    """An outline instead of a plate, nobody has to come, and by whom, until when and why."""
    loud, calm = card(replace(silenced(), suppressed=None), (), NOW), card(silenced(), (), NOW)
    assert (loud.solid, loud.owner) == (True, "Nobody has it yet")
    assert (calm.solid, calm.owner) == (False, "Nobody has to come")
    assert calm.lines[0] == "Silenced by Ann until 14:30: new cable"


def test_the_sheet_of_a_check_says_both() -> None:
    """In which window it is, why nobody is told, and how much of its time is counted apart."""
    view = replace(
        good_checks(1)[0],
        state=State.CRITICAL,
        maintenance="backup",
        silenced=WHY,
        availability_maintenance=0.25,
    )
    reasons = sheet(CheckDetail(view=view), NOW).reasons
    assert "In maintenance (backup): neither good nor bad" in reasons
    assert "Silenced by Ann until 14:30: new cable" in reasons
    assert "25 % of the time was in maintenance, and is not counted" in reasons
