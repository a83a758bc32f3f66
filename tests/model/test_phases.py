"""Phases in the history."""

import pytest

from app.model import phases
from app.model.probe import Phase

SPENT = tuple(
    Phase(name=name, seconds=seconds)
    for name, seconds in (("resolve", 0.00212), ("connect", 0.0111), ("tls", 0.0306), ("first_byte", 0.1234))
)


def test_what_is_kept_comes_back() -> None:
    """The nearest run comes back with its phases in their order, as exact as people read them."""
    points = [*phases.kept("a", 50.0, SPENT[:2]), *phases.kept("a", 100.0, SPENT)]
    found = phases.nearest(reversed(points), 90.0)
    assert found is not None
    at, parts = found
    assert at == 100.0
    assert [part.name for part in parts] == [part.name for part in SPENT]
    assert [part.seconds for part in parts] == pytest.approx([part.seconds for part in SPENT], rel=1e-3)


def test_one_phase_is_the_response_time() -> None:
    """A run with one phase alone keeps none, and without any there is no nearest."""
    assert phases.kept("a", 1.0, SPENT[:1]) == ()
    assert phases.nearest((), 1.0) is None


def test_checks_that_begin_together_are_not_kept_together() -> None:
    """Of checks that run each ten seconds about as many are kept in each of two turns."""
    sooner = [phases.worth_keeping(0.1, 10.0, 0.1, -phases.ahead(f"target-{n}/http")) for n in range(1000)]
    assert 400 < sum(sooner) < 600
    assert all(0 <= phases.ahead(f"t{n}") < phases.EVERY for n in range(100))


def test_a_slow_run_is_always_kept() -> None:
    """Within a quarter of a minute only a run that is far slower is kept."""
    assert not phases.worth_keeping(0.12, 10.0, 0.1, 0.0)
    assert phases.worth_keeping(0.2, 10.0, 0.1, 0.0)
    assert phases.worth_keeping(0.1, 15.0, 0.1, 0.0)
