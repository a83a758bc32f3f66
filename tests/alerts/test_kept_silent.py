"""What is silenced or in maintenance is never green, never loud, and never without a count."""

import pytest
from msgspec.structs import replace

from app.alerts.summary import summarise
from app.model.board import Glyph, Rank, Tone
from app.model.incident import Incident
from app.model.state import State
from app.model.suppression import Suppression, SuppressionKind
from app.model.verdict import Level
from tests.alerts.making import at, incident, view


def kept(identity: str, kind: SuppressionKind, level: Level = Level.CRITICAL) -> Incident:
    return replace(
        incident(identity, level, target=identity.lower()),
        suppressed=Suppression(kind=kind, by="S-1", who="Ann", reason="move", until=at(900.0)),
    )


@pytest.mark.parametrize("kind", list(SuppressionKind))
def test_what_is_kept_silent_makes_no_tone_and_calls_nobody(kind: SuppressionKind) -> None:
    """No tone and nobody has to come, yet the day is not good and the line counts it."""
    window = "backup" if kind is SuppressionKind.MAINTENANCE else ""
    shown = replace(view(State.CRITICAL), maintenance=window)
    summary = summarise([shown], [kept("I-1", kind)], now=at(1.0))
    assert summary.tone is None
    assert summary.rank is not Rank.NEED_SOMEONE
    assert summary.glyph is not Glyph.GOOD
    assert "1" in summary.line.plain()


def test_one_that_is_not_silenced_is_heard_beside_those_that_are() -> None:
    """Silences of others take nothing from an alarm, and the headline says how many there are of each."""
    incidents = [incident("I-1"), kept("I-2", SuppressionKind.SILENCE)]
    summary = summarise([view(State.CRITICAL)], incidents, now=at(1.0))
    assert (summary.tone, summary.sounding) == (Tone.CRITICAL, ("I-1",))
    assert summary.headline.plain() == "1 incident needs someone"
    assert summary.line.plain() == "2 open, 1 silenced or in maintenance"


def test_all_silenced_is_said_as_such() -> None:
    """Where every incident is silenced, the headline says so; taken ones beside them are counted."""
    both = [kept("I-1", SuppressionKind.SILENCE), kept("I-2", SuppressionKind.INHIBITED)]
    assert summarise([], both, now=at(1.0)).headline.plain() == "2 incidents, all silenced"
    mixed = [replace(incident("I-3"), owner="Mira"), both[0]]
    assert summarise([], mixed, now=at(1.0)).headline.plain() == "2 incidents, 1 of them silenced"


def test_a_check_in_maintenance_is_neither_good_nor_bad() -> None:
    """It is counted as maintenance whatever its state, and alone it makes no green day."""
    views = [replace(view(state, identity=f"t/{state}"), maintenance="backup") for state in State]
    summary = summarise(views, [], now=at(1.0))
    assert (summary.counts.maintenance, summary.counts.total) == (len(views), len(views))
    assert summary.glyph is Glyph.MAINTENANCE
    assert summary.headline.plain() == f"{len(views)} in maintenance"


def test_an_incident_because_of_planned_work_is_counted_apart() -> None:
    """It needs nobody and is none of the open warnings, and the line still counts it."""
    planned = kept("I-1", SuppressionKind.MAINTENANCE, Level.WARNING)
    summary = summarise([view()], [planned], now=at(1.0))
    assert summary.line.plain() == "1 incident because of planned work"
    assert summary.rank is not Rank.WARNINGS
