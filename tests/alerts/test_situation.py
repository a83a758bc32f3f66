from app.alerts.situation import counted
from app.model.rule import NO_DATA
from app.model.state import State
from app.model.verdict import Level
from tests.alerts.making import at, incident, tallied, view


def test_disabled_checks_are_not_counted() -> None:
    """Only enabled checks are counted, each once."""
    views = [view(), view(enabled=False), view(State.PENDING, last=None)]
    found = counted(tallied(views), (), troubles=(), blind=False, lost=False, now=at(1.0))
    assert (found.counts.ok, found.counts.pending, found.counts.total) == (1, 1, 2)


def test_without_an_engine_nothing_is_proved_and_blindness_leaves_what_is_seen() -> None:
    """A lost engine leaves every check unknown; while blind each counts as it is shown."""
    views = tallied([view(), view(State.UNKNOWN, identity="kestrin/wallet")])
    for lost, unknown in ((True, 2), (False, 1)):
        found = counted(views, (), troubles=(), blind=True, lost=lost, now=at(1.0))
        assert found.counts.unknown == unknown
        assert found.counts.total == 2


def test_incidents_are_told_apart_by_level_and_kind() -> None:
    """Critical ones, warnings and those that only say that there is no data are counted apart."""
    given = [
        incident("I-1"),
        incident("I-2", Level.WARNING),
        incident("I-3", Level.WARNING, rule=NO_DATA),
        incident("I-4", owner="Mira"),
        incident("I-5", blocked_by="I-1"),
    ]
    found = counted(tallied([view()]), given, troubles=(), blind=False, lost=False, now=at(1.0))
    assert [i.id for i in found.critical] == ["I-1", "I-4", "I-5"]
    assert [i.id for i in found.untaken] == ["I-1"]
    assert [i.id for i in found.warning] == ["I-2"]
    assert [i.id for i in found.unproved] == ["I-3"]
