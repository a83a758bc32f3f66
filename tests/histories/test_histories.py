import pytest
from hypothesis import given

from app.model.routing import Routing
from tests.histories.histories import ATTEMPTS, HISTORIES, HOLDS, ROUTED, thorough
from tests.histories.invariants import hold_over
from tests.histories.world import Happening


@pytest.mark.timeout(400)  # half a minute alone
@thorough
@given(HISTORIES, ATTEMPTS, HOLDS, ROUTED)
def test_whatever_happens_the_promises_hold(
    history: list[Happening], attempts: int, recover_hold: float, routing: Routing
) -> None:
    """Over faults, wishes, crashes and clock steps: told is paired, green is proved, one decision rules."""
    hold_over(history, attempts, recover_hold, routing)
