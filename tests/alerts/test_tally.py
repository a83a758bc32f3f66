from hypothesis import given
from hypothesis import strategies as st

from app.alerts.tally import Tally, aged, proved_state
from app.model.board import CheckView
from app.model.state import State
from tests.alerts.making import at, view

STATES = st.sampled_from([State.OK, State.WARNING, State.CRITICAL, State.UNKNOWN, State.PENDING])


def test_an_old_view_proves_nothing() -> None:
    """Whatever a view says of itself, it is UNKNOWN once its result is over three intervals old."""
    assert proved_state(view(State.OK, last=0.0), at(30.0)) is State.OK
    assert proved_state(view(State.OK, last=0.0), at(30.1)) is State.UNKNOWN
    assert proved_state(view(State.OK, last=None), at(0.0)) is State.UNKNOWN
    assert proved_state(view(State.CRITICAL, last=0.0, stale=True), at(1.0)) is State.UNKNOWN
    assert proved_state(view(State.PENDING, last=None), at(99.0)) is State.PENDING


@st.composite
def views(draw: st.DrawFn) -> CheckView:
    state = draw(STATES)
    last = None if state is State.PENDING else draw(st.floats(90, 100))
    return view(
        state,
        identity=f"t/{draw(st.integers(0, 5))}",
        last=last,
        enabled=draw(st.booleans()),
        soft=draw(st.booleans()),
    )


@given(st.lists(views(), max_size=30))
def test_a_tally_that_is_kept_up_is_one_that_is_counted_anew(changes: list[CheckView]) -> None:
    """Whatever changes in whatever order, the numbers are those of the newest views."""
    kept = Tally()
    for change in changes:
        kept.take(change)
    anew = aged(kept.views.values(), at(100.0))
    assert (kept.counts, kept.soft, kept.all_unknown) == (anew.counts, anew.soft, anew.all_unknown)
    assert kept.oldest(at(100.0)) == anew.oldest(at(100.0))


def test_what_is_gone_is_not_counted() -> None:
    """With a new inventory nothing of the old one is left in the numbers."""
    kept = Tally()
    kept.take(view(State.CRITICAL, identity="t/1", last=50.0, soft=True))
    kept.reset([view(State.OK, identity="t/2", last=10.0)])
    assert (kept.counts.total, kept.counts.ok, kept.soft) == (1, 1, 0)
    assert kept.newest == kept.oldest(at(11.0)) == at(10.0)
