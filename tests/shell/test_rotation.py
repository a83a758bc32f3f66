"""The rotation of a wall: every page in its turn, an alarm at once, a held page held."""

from dataclasses import replace

from hypothesis import given, settings
from hypothesis import strategies as st

from app.shell.rotation import (
    ALARM,
    ALARMS,
    GRACE,
    HELD,
    PAUSE,
    Dwell,
    News,
    Turning,
    Why,
    decided,
    due,
    hold,
    late,
    longest_round,
    share,
    started,
    turn,
)

TICK = 0.5
THREE = (Dwell(20, 40), Dwell(10, 30), Dwell(30, 30))
QUIET = News()
plans = st.lists(
    st.tuples(st.integers(5, 60), st.integers(0, 60)).map(lambda each: Dwell(each[0], sum(each))),
    min_size=1,
    max_size=6,
).map(tuple)


def after(turning: Turning, news: News, now: float, seconds: float) -> Turning:
    """Let time go by in ticks."""
    for step in range(1, int(seconds / TICK) + 1):
        turning = decided(turning, THREE, news, now + step * TICK)
    return turning


def alarm(*pages: int) -> News:
    """Return news with one incident on each of these pages."""
    return News(alarms=tuple((f"I-{page}", page) for page in pages))


@settings(max_examples=60, deadline=None)
@given(plans, st.data())
def test_every_page_comes_in_its_time(plan: tuple[Dwell, ...], data: st.DataObject) -> None:
    """Whatever is bad or in alarm, no page is away for longer than one longest round."""
    pages = st.integers(0, len(plan) - 1)
    news = News(
        bad=data.draw(st.frozensets(pages)),
        alarms=tuple((f"I-{page}", page) for page in data.draw(st.lists(pages, max_size=4, unique=True))),
    )
    turning, seen = started(0.0), dict.fromkeys(range(len(plan)), 0.0)
    most = longest_round(plan) + 10 * len(plan) ** 2 * TICK
    for step in range(int(2.5 * most / TICK)):
        now = step * TICK
        turning = decided(turning, plan, news, now)
        seen[turning.page] = now
        assert all(now - shown <= most for shown in seen.values()), (now, seen)
        assert late(turning, plan, news, now) == 0.0


@settings(max_examples=100, deadline=None)
@given(plans, st.data())
def test_an_alarm_is_there_within_a_second(plan: tuple[Dwell, ...], data: st.DataObject) -> None:
    """From any state that no person holds, a new critical incident shows its page at the next look."""
    pages = st.integers(0, len(plan) - 1)
    turning, now = started(0.0), 0.0
    for _ in range(data.draw(st.integers(0, 12))):
        now += data.draw(st.floats(0.1, 90))
        news = alarm(*data.draw(st.lists(pages, max_size=2, unique=True)))
        turning = decided(turning, plan, news, now)
        if data.draw(st.booleans()):
            turning = turn(turning, plan, data.draw(pages), now)
    page = data.draw(pages)
    turning = decided(turning, plan, News(alarms=(("I-new", page),)), now + 1)
    assert (turning.page, turning.why) == (page, Why.ALARM)


@settings(max_examples=100, deadline=None)
@given(plans, st.lists(st.tuples(st.floats(0.1, 100), st.integers(0, 5)), max_size=15))
def test_a_held_page_is_held(plan: tuple[Dwell, ...], moments: list[tuple[float, int]]) -> None:
    """No dwell and no alarm turns a page that a person holds; a forgotten hold ends by itself."""
    turning = hold(started(0.0), 10.0)
    now = 10.0
    for step, page in moments:
        now += step
        turning = decided(turning, plan, alarm(page % len(plan)), now)
        assert turning.page == 0 or now >= 10.0 + HELD
    turning = decided(turning, plan, News(alarms=(("I-late", len(plan) - 1),)), max(now, 10.0 + HELD))
    assert turning.held is None
    assert turning.page == len(plan) - 1


def test_dwell_goes_by_what_is_bad() -> None:
    """A page stays for its dwell, and for the longer one while something on it is bad."""
    turning = started(0.0)
    assert after(turning, QUIET, 0, 19.5).page == 0
    assert after(turning, QUIET, 0, 20).page == 1
    bad = News(bad=frozenset({0}))
    assert after(turning, bad, 0, 39.5).page == 0
    assert after(turning, bad, 0, 40).page == 1
    assert after(turning, QUIET, 0, 60).page == 0


def test_the_wall_goes_back_after_an_alarm() -> None:
    """When somebody has the incident, the page that it took the wall from is shown again."""
    turning = after(started(0.0), QUIET, 0, 25)
    turning = decided(turning, THREE, alarm(2), 26)
    assert turning.page == 2
    turning = decided(turning, THREE, QUIET, 50)
    assert (turning.page, turning.why) == (1, Why.BACK)
    assert due(turning, THREE, QUIET) == 60


def test_an_alarm_is_left_only_when_it_was_seen() -> None:
    """The page in alarm has its full time, then one other page, then it comes again."""
    turning = decided(started(0.0), THREE, alarm(2), 1)
    shown: list[tuple[int, int]] = []
    for step in range(400):
        turning = decided(turning, THREE, alarm(2), 1 + step)
        if not shown or shown[-1][0] != turning.page:
            shown.append((turning.page, step))
    assert shown == [
        (2, 0),
        (1, 60),
        (2, 70),
        (0, 130),
        (2, 150),
        (1, 210),
        (2, 220),
        (0, 280),
        (2, 300),
        (1, 360),
        (2, 370),
    ]
    several = decided(started(0.0), THREE, alarm(0, 2), 1)
    assert due(several, THREE, alarm(0, 2)) == 1 + ALARMS
    assert ALARMS < ALARM


def test_a_page_turned_by_hand_stays_a_while() -> None:
    """Manual paging pauses the rotation, and a new alarm breaks the pause."""
    turning = turn(started(0.0), THREE, -1, 5)
    assert (turning.page, due(turning, THREE, QUIET)) == (2, 5 + PAUSE)
    assert after(turning, QUIET, 5, PAUSE - 1).page == 2
    assert after(turning, QUIET, 5, PAUSE).page == 0
    assert decided(turning, THREE, alarm(1), 6).page == 1
    held = turn(hold(turning, 6), THREE, 1, 7)
    assert (held.page, held.held) == (1, 7)


def test_letting_go_begins_the_time_anew() -> None:
    """After a hold the page has its dwell once more."""
    turning = hold(hold(started(0.0), 5), 100)
    assert turning.held is None
    assert due(turning, THREE, QUIET) == 120
    assert share(turning, THREE, QUIET, 110) == 0.5
    assert share(hold(turning, 105), THREE, QUIET, 110) == 0.0


def test_a_page_that_is_not_turned_is_noticed() -> None:
    """A rotation that nobody drives any more is late after its grace; one page alone never is."""
    turning = started(0.0)
    assert late(turning, THREE, QUIET, 20 + GRACE) == 0
    assert late(turning, THREE, QUIET, 20 + GRACE + 7) == 7
    assert late(turning, THREE[:1], QUIET, 9_999) == 0


def test_fewer_pages_after_a_reload() -> None:
    """A page that is gone is not shown; the round begins anew."""
    turning = replace(started(0.0), page=7)
    assert decided(turning, THREE, QUIET, 50).page == 0
