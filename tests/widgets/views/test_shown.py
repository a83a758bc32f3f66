"""No check is shown better than its age allows."""

from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from app.model.state import State
from tests.widgets.boards import NOW, good_checks
from widgets.views.shown import shown

CHECK = good_checks(1)[0]


@given(st.floats(0, 100_000), st.sampled_from([State.OK, State.WARNING, State.CRITICAL]), st.booleans())
def test_nothing_older_than_three_intervals_keeps_its_state(age: float, state: State, lost: bool) -> None:
    """OK, warning and critical need a proof younger than three intervals and a living engine."""
    view = shown(replace(CHECK, state=state, last=NOW.later(-age)), NOW, lost=lost)
    if lost or age > 3 * CHECK.interval:
        assert (view.state, view.stale, view.was) == (State.UNKNOWN, True, state)
    else:
        assert view.state is state


def test_waiting_stays_waiting() -> None:
    """A check without any answer is pending, not stale."""
    assert shown(replace(CHECK, state=State.PENDING, last=None), NOW, lost=True).state is State.PENDING
