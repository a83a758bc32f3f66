"""Windows last their stated time once, over steps of the clock, reloads and restarts."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.model.clock import Moment
from app.model.intent import PlanMaintenance
from app.model.maintenance import Fixed, Flexible, Maintenance, Plan, Recurring
from app.model.matcher import matchers_of
from app.suppress.silences import NotPossible
from app.suppress.windows import WindowBook
from tests.suppress.making import WALL, at, window

THINGS = {"pay/in": {"target": "pay"}, "lobby/up": {"target": "lobby"}}
MALTA = ZoneInfo("Europe/Malta")


def book(*windows: Maintenance) -> WindowBook:
    """Return a book of windows of the inventory."""
    made = WindowBook()
    made.take(windows, THINGS, MALTA)
    return made


def look(it: WindowBook, now: Moment) -> bool:
    """Let time pass, and return whether the payment check is in maintenance."""
    it.tick(now)
    it.settle(now)
    return it.over_check("pay/in") is not None


def clock(text: str) -> Moment:
    """Return a moment at a time in UTC, on a clock that never jumps."""
    wall = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
    return Moment(wall=wall, mono=wall - WALL + 1000.0)


def test_a_fixed_window_covers_its_checks_while_it_lasts() -> None:
    """And nothing else, neither before nor after."""
    it = book(window(Fixed(start=WALL + 10, end=WALL + 20)))
    assert [look(it, at(now)) for now in (9, 10, 19, 20)] == [False, True, True, False]
    it.tick(at(10))
    assert it.over_check("lobby/up") is None


@pytest.mark.parametrize(
    ("text", "within"),
    [
        # Spring: 02:30 does not exist, so it begins at 03:00 and lasts its ninety minutes from there.
        ("2027-03-27 01:29", False),
        ("2027-03-27 01:31", True),
        ("2027-03-27 02:59", True),
        ("2027-03-27 03:01", False),
        ("2027-03-28 00:59", False),
        ("2027-03-28 01:00", True),
        ("2027-03-28 02:29", True),
        ("2027-03-28 02:30", False),
        ("2027-03-29 00:29", False),
        ("2027-03-29 00:31", True),
        # Autumn: 02:30 comes twice, and the first one counts.
        ("2027-10-31 00:29", False),
        ("2027-10-31 00:31", True),
        ("2027-10-31 01:31", True),
        ("2027-10-31 01:59", True),
        ("2027-10-31 02:01", False),
        ("2027-10-31 02:31", False),
        ("2027-11-01 01:31", True),
    ],
)
def test_a_daily_window_over_a_change_to_and_from_summer_time(text: str, within: bool) -> None:
    """Neither left out nor doubled: ninety minutes on each day, seen by an engine that just started."""
    it = book(window(Recurring(at=150, lasts=5400.0)))
    assert look(it, clock(text)) is within


@pytest.mark.parametrize("day", ["2027-03-28", "2027-10-31", "2027-06-01"])
def test_over_a_day_it_is_in_force_for_its_length(day: str) -> None:
    """Looked at each minute, it lasts ninety of them in one piece."""
    it = book(window(Recurring(at=150, lasts=5400.0)))
    begin = clock(day)
    seen = [look(it, begin.later(60.0 * minute)) for minute in range(24 * 60)]
    assert sum(seen) == 90
    assert sum(two and not one for one, two in zip([False, *seen], seen, strict=False)) == 1


@settings(max_examples=60, deadline=None)
@given(steps=st.lists(st.tuples(st.integers(1, 60), st.sampled_from([0, 0, 0, -7200, -600])), max_size=60))
def test_a_clock_that_is_put_back_doubles_nothing(steps: list[tuple[int, int]]) -> None:
    """However often and when it is put back, an occurrence lasts no longer than it was stated for."""
    it = book(window(Recurring(at=150, lasts=5400.0)))
    now = clock("2027-06-01 00:20")
    lasted: dict[float, float] = {}
    for minutes, stepped in steps:
        inside = look(it, now)
        run = it.run_of("work")
        later = replace(now.later(60.0 * minutes), wall=now.wall + 60.0 * minutes + stepped)
        if inside and run is not None:
            end = min(later.mono, run.until.mono)
            lasted[run.start] = lasted.get(run.start, 0.0) + end - now.mono
        now = later
    assert all(seconds <= 5400.0 for seconds in lasted.values())


def test_a_window_goes_on_over_a_restart_and_is_not_repeated() -> None:
    """With its run restored it ends when it would have; once over it does not begin again."""
    plan = Recurring(at=150, lasts=5400.0)
    it, now = book(window(plan)), clock("2027-06-01 00:31")
    assert look(it, now)
    run = it.run_of("work")
    assert run is not None
    again = WindowBook()
    again.restore((), (run,))
    again.take((window(plan),), THINGS, MALTA)
    assert look(again, now.later(600))
    ended = again.ended("work", now.later(700))[1]
    assert ended is not None
    third = WindowBook()
    third.restore((), (ended,))
    third.take((window(plan),), THINGS, MALTA)
    assert not look(third, now.later(800))
    assert look(third, now.later(86_400))


def test_a_flexible_window_begins_with_the_first_alert_in_its_frame() -> None:
    """Once, for its own time, also beyond the frame; an alert outside the frame begins nothing."""
    plan = Flexible(start=WALL + 100, end=WALL + 200, lasts=300.0)
    it = book(window(plan))
    assert it.fired("pay/in", at(99)) == ()
    assert it.fired("lobby/up", at(150)) == ()
    assert not look(it, at(150))
    (run,) = it.fired("pay/in", at(150))
    assert run.until == at(450)
    assert it.fired("pay/in", at(160)) == ()
    assert [look(it, at(now)) for now in (150, 449, 450)] == [True, True, False]
    assert it.fired("pay/in", at(180)) == ()


def test_a_changed_plan_begins_anew() -> None:
    """A window that is shortened in the file while it lasts ends as the file says."""
    it = book(window(Fixed(start=WALL, end=WALL + 1000)))
    assert look(it, at(10))
    it.take((window(Fixed(start=WALL, end=WALL + 20)),), THINGS, MALTA)
    assert look(it, at(15))
    assert not look(it, at(20))
    it.take((), THINGS, MALTA)
    assert not look(it, at(21))


def test_of_several_windows_the_one_that_lasts_longest_is_shown() -> None:
    """The check leaves maintenance with the last of them."""
    it = book(
        window(Fixed(start=WALL, end=WALL + 10), name="short"),
        window(Fixed(start=WALL, end=WALL + 30), name="long"),
    )
    assert look(it, at(1))
    found = it.over_check("pay/in")
    assert found is not None
    assert found[0].id == "long"
    assert look(it, at(15))
    assert not look(it, at(30))


def plan(made: Plan | None = None, text: str = "target=pay", **more: object) -> PlanMaintenance:
    """Return a wish."""
    return replace(PlanMaintenance(matchers=matchers_of(text), who="ann", reason="work", plan=made), **more)


def test_people_plan_windows_and_take_them_back() -> None:
    """They get numbers; one that is taken back is over for good."""
    it = book()
    assert it.planned(plan(seconds=60.0), "ann", THINGS, at(0)).id == "M-1"
    assert look(it, at(0))
    daily = it.planned(plan(Recurring(at=0, lasts=60.0)), "ann", THINGS, at(0))
    assert daily.id == "M-2"
    taken, run = it.ended("m-1", at(5))
    assert taken.ended == at(5)
    assert run is not None
    assert not look(it, at(5))
    it.ended("M-2", at(6))
    assert it.next_of(it.all[-1], at(6)) is None
    with pytest.raises(NotPossible, match="no maintenance window"):
        it.ended("M-2", at(7))


def test_a_window_of_the_inventory_is_ended_only_while_it_lasts() -> None:
    """And only that occurrence: the file plans the next one."""
    it = book(window(Fixed(start=WALL + 10, end=WALL + 20)))
    with pytest.raises(NotPossible, match="does not last now"):
        it.ended("work", at(0))
    assert look(it, at(10))
    kept, run = it.ended("work", at(11))
    assert kept.ended is None
    assert run is not None
    assert not look(it, at(12))


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (plan(), "ends after its start"),
        (plan(Fixed(start=WALL - 20, end=WALL - 10)), "after now"),
        (plan(Fixed(start=WALL, end=WALL + 1e9)), "within a year"),
        (plan(Recurring(at=0, lasts=60.0, month_days=(31,), nth=(1,))), "never comes"),
        (plan(seconds=9.0, text="level=critical"), "use a silence"),
        (plan(seconds=9.0, reason=""), "needs a reason"),
        (plan(seconds=9.0, matchers=()), "needs a matcher"),
    ],
)
def test_what_makes_no_sense_is_refused(wish: PlanMaintenance, why: str) -> None:
    """Nothing is planned, and the sentence says why."""
    it = book()
    with pytest.raises(NotPossible, match=why):
        it.planned(wish, "ann", THINGS, at(0))
    assert it.all == ()
