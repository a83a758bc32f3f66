"""What nobody is told of is drawn calmer, and says why."""

from msgspec.structs import replace

from app.model.board import CheckDetail, Glyph
from app.model.incident import Entry, EntryKind, Incident
from app.model.phrase import phrase
from app.model.state import State
from app.model.suppression import Suppression, SuppressionKind
from tests.widgets.boards import NOW, good_checks, incident
from widgets.views.incident_cards import card
from widgets.views.services import service_tiles, share_points
from widgets.views.sheet import sheet
from widgets.views.tiles import element_tiles

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


def test_what_is_in_maintenance_is_counted_as_good_nowhere() -> None:
    """Neither among the good ones of its class, nor for or against the gathered share."""
    first, second, *others = good_checks(4)
    element = first.element
    alike = [replace(each, element=element) for each in (second, *others)]
    views = (replace(first, state=State.OK, maintenance="backup"), *alike)
    (tile,) = (each for each in service_tiles({element: views}, NOW) if each.element is element)
    assert f"{len(views) - 1}/{len(views)} good" in tile.notes[0]
    (gap,) = share_points({element: views[:1]}, NOW)
    assert gap.value is None


def test_the_tile_of_a_check_in_maintenance_is_calm_and_names_the_window() -> None:
    """The nut instead of the state, whether it fails meanwhile or not."""
    for state in (State.OK, State.CRITICAL):
        view = replace(good_checks(1)[0], state=state, maintenance="backup")
        (tile,) = element_tiles((view,), NOW)
        assert not tile.loud
        assert tile.sign is not None
        assert tile.sign.glyph is Glyph.MAINTENANCE
        assert tile.notes == ("In maintenance · backup", "In maintenance")
