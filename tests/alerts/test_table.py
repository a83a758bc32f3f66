import itertools

import pytest

from app.alerts.table import TABLE, Evidence, IllegalStep, step
from app.model.alert import AlertEvent, AlertPhase

HARD = (AlertPhase.FIRING, AlertPhase.RECOVERING)


@pytest.mark.parametrize("phase", AlertPhase)
def test_no_data_changes_nothing(phase: AlertPhase) -> None:
    """Evidence of nothing leaves every phase as it is, without a word."""
    assert step(phase, Evidence.NOTHING) == (phase, None)


@pytest.mark.parametrize("phase", AlertPhase)
def test_only_good_evidence_or_withdrawal_closes(phase: AlertPhase) -> None:
    """No other evidence leads to INACTIVE from anywhere else."""
    if phase is AlertPhase.INACTIVE:
        return
    closing = {e for (p, e), s in TABLE.items() if p is phase and s.phase is AlertPhase.INACTIVE}
    assert closing == {Evidence.PROVED, Evidence.GONE}


@pytest.mark.parametrize("phase", AlertPhase)
def test_every_phase_takes_a_good_and_a_bad_result_and_an_end(phase: AlertPhase) -> None:
    """There is a step for each kind of evidence that can come."""
    bad = {Evidence.BAD} if phase in HARD else {Evidence.BAD, Evidence.CONFIRMED}
    for evidence in {Evidence.NOTHING, Evidence.PROVED, Evidence.GONE} | bad:
        assert step(phase, evidence)


def test_what_cannot_come_raises() -> None:
    """Every pair that the table does not name is illegal."""
    missing = [pair for pair in itertools.product(AlertPhase, Evidence) if pair not in TABLE]
    assert (AlertPhase.SOFT, Evidence.WORSE) in missing
    for phase, evidence in missing:
        with pytest.raises(IllegalStep):
            step(phase, evidence)


def test_the_end_of_what_fired_is_not_the_end_of_what_did_not() -> None:
    """A soft alert passes, a hard one is cleared: only the latter was told."""
    assert step(AlertPhase.SOFT, Evidence.PROVED).event is AlertEvent.PASSED
    assert {step(phase, Evidence.PROVED).event for phase in HARD} == {AlertEvent.CLEARED}
