import itertools
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.engine.schedule import Schedule
from tests.engine.parts import HandClock, check


def starts(
    schedule: Schedule, clock: HandClock, seconds: float, *, step: float = 0.01
) -> list[tuple[float, str]]:
    """Let time pass; each due check runs and ends at once. Return when each began."""
    found: list[tuple[float, str]] = []
    end = clock.mono + seconds
    while clock.mono < end:
        now = clock.go(step)
        for due in schedule.due(now):
            schedule.started(due.check, now)
            schedule.finished(due.check, now, soft=False)
            found.append((now.mono, due.check))
    return found


@given(st.integers(1, 120), st.sampled_from([0.2, 1.0, 10.0, 60.0]), st.floats(0, 1e6))
def test_the_first_round_is_spread_evenly_over_one_interval(
    number: int, interval: float, boot: float
) -> None:
    """Each check starts once within the first interval, and no tenth of it holds more than its share."""
    clock = HandClock(boot)
    schedule = Schedule()
    schedule.set([check(f"t{i}/c", interval=interval) for i in range(number)], clock.now())
    began = starts(schedule, clock, interval * 1.002, step=interval / 1000)
    counted = Counter(name for _, name in began)
    assert set(counted) == {f"t{i}/c" for i in range(number)}
    assert max(counted.values()) <= 2  # the edges of the interval may both be met
    tenths = Counter(min(9, int((at - boot) / interval * 10)) for at, _ in began)
    assert max(tenths.values()) <= number / 10 + 3


def test_the_plan_is_the_same_at_every_start() -> None:
    """A check keeps its place in the interval over restarts."""
    plans = []
    for _ in range(2):
        clock = HandClock(5000.0)
        schedule = Schedule()
        schedule.set([check(f"t{i}/c") for i in range(20)], clock.now())
        plans.append(starts(schedule, clock, 10))
    assert plans[0] == plans[1]


def test_runs_are_counted_from_start_to_start() -> None:
    """A check that takes long keeps its rate; the starts stay on their places."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(interval=10.0)], clock.now())
    began: list[float] = []
    while len(began) < 5:
        now = clock.go(0.01)
        for due in schedule.due(now):
            schedule.started(due.check, now)
            began.append(now.mono)
            schedule.finished(due.check, clock.go(4.0), soft=False)
    gaps = [later - earlier for earlier, later in itertools.pairwise(began)]
    assert all(abs(gap - 10.0) < 0.05 for gap in gaps)


@given(st.floats(0, 30), st.integers(1, 60), st.floats(2, 86_400))
def test_after_a_gap_there_is_one_round_and_no_burst(warm: float, number: int, gap: float) -> None:
    """Sleep or stop: every missed check runs once, soon, and then goes on in its own rhythm."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(f"t{i}/c") for i in range(number)], clock.now())
    starts(schedule, clock, warm, step=0.05)
    clock.go(gap)
    began = starts(schedule, clock, 3.0)
    counted = Counter(name for _, name in began)
    assert all(times <= 2 for times in counted.values())
    assert len(began) <= number + number * 3 / 10 + 2
    later = Counter(name for _, name in starts(schedule, clock, 10.0))
    assert set(later) == {f"t{i}/c" for i in range(number)}
    assert all(times <= 2 for times in later.values())


def test_a_round_after_a_gap_is_not_one_burst() -> None:
    """Two hundred missed checks do not start in the same hundredth of a second."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(f"t{i}/c") for i in range(200)], clock.now())
    starts(schedule, clock, 10.0)
    clock.go(600.0)
    began = Counter(at for at, _ in starts(schedule, clock, 2.5))
    assert max(began.values()) <= 4
    assert sum(began.values()) >= 200


def test_a_late_loop_starves_nobody() -> None:
    """A loop that comes by only every two seconds still runs every check."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(f"t{i}/c") for i in range(50)], clock.now())
    counted = Counter(name for _, name in starts(schedule, clock, 40.0, step=2.0))
    assert len(counted) == 50
    assert min(counted.values()) >= 3


def test_a_bad_result_is_confirmed_after_the_retry_interval() -> None:
    """While soft the next run comes after the retry interval, counted from the start."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(interval=10.0, retry_interval=2.0)], clock.now())
    clock.mono = schedule.next_at() or 0.0
    start = clock.mono
    (due,) = schedule.due(clock.now())
    schedule.started(due.check, clock.now())
    schedule.finished(due.check, clock.go(1.0), soft=True)
    assert schedule.next_at() == start + 2.0


def test_a_check_runs_once_at_a_time() -> None:
    """While it runs it is not due; places that pass meanwhile are counted as skipped."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(interval=1.0)], clock.now())
    clock.go(1.0)
    (due,) = schedule.due(clock.now())
    schedule.started(due.check, clock.now())
    for _ in range(35):
        assert schedule.due(clock.go(0.1)) == ()
    schedule.finished(due.check, clock.now(), soft=False)
    assert schedule.skipped == 3


def test_a_recheck_is_due_at_once_and_again_after_a_run_under_way() -> None:
    """A wish to check now is met now, or right after the run that is on its way."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(interval=60.0)], clock.now())
    assert schedule.recheck(["a/b", "unknown"], clock.now()) == 1
    (due,) = schedule.due(clock.now())
    schedule.started(due.check, clock.now())
    schedule.recheck(["a/b"], clock.now())
    assert schedule.due(clock.now()) == ()
    schedule.finished("a/b", clock.go(0.5), soft=False)
    assert [due.check for due in schedule.due(clock.now())] == ["a/b"]


def test_a_new_inventory_keeps_the_plan_of_what_stays() -> None:
    """Kept checks stay on their places; removed ones are never due again; new ones join."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check("kept/c"), check("gone/c")], clock.now())
    before = {name: at for at, name in starts(schedule, clock, 10.0)}
    schedule.set([check("kept/c"), check("new/c"), check("off/c", enabled=False)], clock.now())
    after = {name: at for at, name in starts(schedule, clock, 10.0)}
    assert set(after) == {"kept/c", "new/c"}
    assert abs(after["kept/c"] - before["kept/c"] - 10.0) < 0.02


def test_a_run_under_way_survives_a_new_inventory() -> None:
    """A check that runs while the inventory changes is not started a second time."""
    clock = HandClock()
    schedule = Schedule()
    schedule.set([check(interval=10.0)], clock.now())
    clock.go(10.0)
    (due,) = schedule.due(clock.now())
    schedule.started(due.check, clock.now())
    schedule.set([check(interval=1.0)], clock.now())
    assert schedule.due(clock.go(1.0)) == ()
    schedule.finished("a/b", clock.now(), soft=False)
    assert len(schedule.due(clock.go(1.0))) == 1


@pytest.mark.parametrize("number", [3, 100, 400])
def test_what_is_looked_at_again_keeps_its_pace(number: int) -> None:
    """So many a second at most, in the order that is asked for, and nobody later than its plan."""
    clock = HandClock()
    schedule = Schedule()
    names = [f"t{i}/c" for i in range(number)]
    schedule.set([check(name, interval=600.0) for name in names], clock.now())
    schedule.look_again(names, clock.now(), rate=100.0)
    began = starts(schedule, clock, number / 100 + 0.05)
    assert {name for _, name in began} == set(names)
    seconds = Counter(int(at - began[0][0]) for at, _ in began)
    assert max(seconds.values()) <= 105  # a few come by their own plan
