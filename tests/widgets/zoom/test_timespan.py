"""The stretch of time of a zoomable chart."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.zoom.timespan import LONGEST, OLDEST, SHORTEST, SPANS, Timespan, latest

NOW = 1_700_000_000.0
MOVES = st.lists(
    st.one_of(
        st.tuples(st.just("zoom"), st.floats(0.01, 100.0), st.floats(-0.5, 1.5)),
        st.tuples(st.just("pan"), st.floats(-3.0, 3.0), st.just(0.0)),
    ),
    max_size=12,
)


@given(st.sampled_from(SPANS), MOVES)
def test_no_move_leaves_what_is_kept(span: float, moves: list[tuple[str, float, float]]) -> None:
    """However it is zoomed and pulled, it ends by now at the latest and begins within what is kept."""
    window = latest(span, NOW)
    for kind, size, share in moves:
        if kind == "zoom":
            window = window.zoomed(size, window.start + share * window.span, NOW)
        else:
            window = window.panned(size * window.span, NOW)
        assert window.end <= NOW + 1e-6
        assert window.start >= NOW - OLDEST - 1e-6
        assert SHORTEST - 1e-6 <= window.span <= LONGEST + 1e-6
        assert window.live == (window.end >= NOW)


def test_the_place_under_the_mouse_stays() -> None:
    """Zooming moves the edges, not the time that the mouse is on."""
    window = Timespan(NOW - 7200, NOW - 3600, live=False)
    at = window.start + 900
    nearer = window.zoomed(0.5, at, NOW)
    assert nearer.span == 1800
    assert (at - nearer.start) / nearer.span == 0.25


def test_live_moves_on_and_the_past_stands() -> None:
    """A live stretch ends at each new moment; one that was pulled back stays where it is."""
    live, past = latest(900, NOW), latest(900, NOW).panned(-900, NOW)
    assert live.at(NOW + 5) == latest(900, NOW + 5)
    assert past.at(NOW + 5) == past
    assert past.panned(900, NOW).live
