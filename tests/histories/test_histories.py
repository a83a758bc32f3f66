import pytest
from hypothesis import given

from tests.histories.histories import ATTEMPTS, HISTORIES, HOLDS, SET, thorough
from tests.histories.invariants import hold_over
from tests.histories.things import Happening, Setting


@pytest.mark.timeout(400)  # half a minute alone
@thorough
@given(HISTORIES, ATTEMPTS, HOLDS, SET)
def test_whatever_happens_the_promises_hold(
    history: list[Happening], attempts: int, recover_hold: float, setting: Setting
) -> None:
    """Over faults, wishes, crashes and clock steps: told is paired, green is proved, one decision rules."""
    hold_over(history, attempts, recover_hold, setting)
