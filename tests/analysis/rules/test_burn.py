import sys

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.analysis.rules.burn import BurnFollower
from app.analysis.rules.making import follower
from app.analysis.wording import metric_of, wording_of
from app.model.rule import SPANS, Burn, Span
from app.model.state import ErrorClass
from app.model.verdict import Level
from tests.alerts.making import at, check
from tests.analysis.rules.following import Walk

HOUR = 3600.0
RULE = Burn(objective=0.999)
QUICK = Burn(objective=0.9, windows=(Span(burn=2.0, long=600.0, short=60.0),), least=5)


def steady(walk: Walk, share: float, hours: float, start: float = 0.0, each: float = 60.0) -> Level:
    """Have a share of the runs fail, evenly; return the last level."""
    owed, level = 0.0, Level.NONE
    for step in range(round(hours * HOUR / each)):
        owed += share
        when = start + step * each
        level = (walk.fail(when) if owed >= 1 else walk.answer(when)).level
        owed -= owed >= 1
    return level


def test_the_windows_are_those_of_the_workbook() -> None:
    """14.4 over 1 h and 5 min and 6 over 6 h and 30 min are critical, 1 over 3 d and 6 h is a warning."""
    assert [(span.burn, span.long, span.short, span.level) for span in SPANS] == [
        (14.4, HOUR, 300.0, "critical"),
        (6.0, 6 * HOUR, 1800.0, "critical"),
        (1.0, 72 * HOUR, 6 * HOUR, "warning"),
    ]


@pytest.mark.parametrize(
    ("share", "hours", "level"),
    [
        (0.0, 2, Level.GOOD),
        (0.2, 1.2, Level.CRITICAL),  # 20 times over an hour
        (0.1, 1.2, Level.CRITICAL),  # 10 times: over the part that is known of six hours
        (0.02, 30, Level.WARNING),  # 2 times over what is known of three days
    ],
)
def test_a_steady_share_of_failures(share: float, hours: float, level: Level) -> None:
    """Against an objective of 99 % a share of failures burns a hundred times its size."""
    walk = Walk(Burn(objective=0.99), interval=60.0)
    steady(walk, share, hours)
    assert walk.present is level


def test_the_reason_says_how_fast_and_over_how_much() -> None:
    """Both windows, both rates, the limit and what is known of the window stand in it."""
    walk = Walk(QUICK)
    for step in range(12):
        said = walk.fail(step * 10.0)
    assert said.level is Level.CRITICAL
    assert said.reason.plain() == (
        "The error budget of 90 % burns 10 times too fast over the 2 min known of 10 min and 10 times "
        "over 1 min, limit 2 times"
    )
    assert said.value == pytest.approx(10.0)
    assert said.limit == 2.0
    for step in range(60):
        said = walk.fail(120.0 + step * 10.0)
    assert "over 10 min and 10 times over 1 min" in said.reason.plain()


def test_too_little_is_known_at_first() -> None:
    """Before the time of the short window and the fewest events nothing is said."""
    walk = Walk(QUICK)
    assert walk.fail(0.0).level is Level.NONE
    assert walk.say(0.0).reason.plain() == "Too little is known yet to tell how fast the error budget burns"
    levels = [walk.fail(10.0 * step).level for step in range(1, 9)]
    assert levels[:3] == [Level.NONE] * 3
    assert levels[-1] is Level.CRITICAL


def test_a_good_one_says_how_much_is_known() -> None:
    """A budget that lasts as far as is known is not said to last without more."""
    walk = Walk(QUICK)
    for step in range(12):
        said = walk.answer(step * 10.0)
    assert said.reason.plain() == "The error budget lasts, as far as is known: 2 min of 10 min"
    for step in range(60):
        said = walk.answer(120.0 + step * 10.0)
    assert said.reason.plain() == "The error budget lasts"


def test_it_ends_with_the_short_window() -> None:
    """What is over ends the alarm within the short window, though the long one still remembers."""
    walk = Walk(QUICK)
    for step in range(30):
        walk.fail(step * 10.0)
    levels = [walk.answer(300.0 + step * 10.0).level for step in range(9)]
    assert levels[0] is Level.CRITICAL
    assert levels[-1] is Level.GOOD


def test_what_trembles_on_the_limit_stays() -> None:
    """A pair that is bad stays so until its short window burns a tenth below the limit."""
    walk = Walk(Burn(objective=0.9, windows=(Span(burn=2.0, long=600.0, short=300.0),), least=5))
    for step in range(60):
        when = step * 10.0
        walk.fail(when) if step % 5 == 0 or step == 59 else walk.answer(when)
    assert walk.present is Level.CRITICAL
    for step in range(60, 160):
        when = step * 10.0
        walk.fail(when) if step % 5 == 0 else walk.answer(when)
        assert walk.present is Level.CRITICAL


def test_what_is_not_known_ends_nothing() -> None:
    """While a pair is not known an alarm that stands is not ended by the other pairs."""
    spans = (Span(burn=50.0, long=100.0, short=20.0), Span(burn=2.0, long=HOUR, short=900.0, level="warning"))
    walk = Walk(Burn(objective=0.9, windows=spans, least=2))
    walk.present = Level.WARNING  # as after a restart that lost what was counted
    levels = [walk.answer(10.0 * step).level for step in range(90)]
    assert Level.GOOD not in levels[:64]  # 900 s of the short window, in slots of 150 s
    assert walk.answer(950.0).level is Level.GOOD


def test_errors_of_ours_are_no_events() -> None:
    """What we could not find out neither burns nor saves the budget."""
    walk = Walk(QUICK)
    for step in range(100):
        assert walk.fail(step * 10.0, ErrorClass.LATE).level is Level.NONE


def test_two_series() -> None:
    """Of two counters what they grew by burns; without one of them nothing is said."""
    rule = Burn(objective=0.9, bad="failed", total="requests", windows=QUICK.windows, least=50)
    walk = Walk(rule)
    for step in range(12):
        said = walk.answer(step * 10.0, failed=step * 5.0, requests=step * 10.0)
    assert said.level is Level.CRITICAL
    assert said.value == pytest.approx(5.0)
    assert walk.answer(120.0, requests=130.0).level is Level.NONE
    assert said.metric == "failed"


def test_no_traffic_burns_nothing() -> None:
    """A counter that stands still is known to burn nothing."""
    rule = Burn(objective=0.9, bad="failed", total="requests", windows=QUICK.windows, least=50)
    walk = Walk(rule)
    for step in range(12):
        walk.answer(step * 10.0, failed=step * 5.0, requests=step * 10.0)
    for step in range(12, 24):
        said = walk.answer(step * 10.0, failed=55.0, requests=110.0)
    assert said.level is Level.GOOD


@settings(max_examples=50)
@given(st.lists(st.tuples(st.booleans(), st.floats(0.5, 40.0)), min_size=1, max_size=150))
def test_it_is_what_the_events_themselves_say(steps: list[tuple[bool, float]]) -> None:
    """However runs come, each burn rate is that of a recount of all events of the window's slots."""
    walk, events, when = Walk(QUICK, interval=1.0), [], 1000.0
    for failed, pause in steps:
        when += pause
        said = walk.fail(when - 1000.0) if failed else walk.answer(when - 1000.0)
        events.append((when, failed))
        newest = int(when // 10.0)
        long = [bad for at_, bad in events if newest - 60 < int(at_ // 10.0)]
        short = [bad for at_, bad in events if newest - 6 < int(at_ // 10.0)]
        if said.level is Level.NONE:
            continue
        burn = sum(long) / len(long) / 0.1
        assert said.value == pytest.approx(burn)
        if said.level is Level.CRITICAL:
            assert burn > 1.8
            assert sum(short) / len(short) / 0.1 > 1.8
        else:
            assert not (burn > 2.0 and sum(short) / len(short) / 0.1 > 2.0)


def made(rule: Burn, interval: float = 10.0) -> BurnFollower:
    """Return a follower of ``rule``."""
    it = check("a/b", rule, interval=interval)
    found = follower(it, rule, wording_of(metric_of(it, rule.metric)))
    assert isinstance(found, BurnFollower)
    return found


def test_what_was_counted_survives_a_restart() -> None:
    """After a restart the budget goes on burning from where it was, the pause not known."""
    walk = Walk(QUICK)
    for step in range(20):
        walk.fail(step * 10.0)
    kept = walk.window.follower(QUICK).kept(at(190.0))
    assert kept is not None
    again = Walk(QUICK)
    again.window.follower(QUICK).restore(kept, at(190.0))
    said = again.fail(210.0)
    assert said.level is Level.CRITICAL
    assert said.value == pytest.approx(10.0)


def test_only_what_is_new_is_stored() -> None:
    """Nothing is stored where nothing was counted since."""
    walk = Walk(QUICK)
    walk.fail(0.0)
    it = walk.window.follower(QUICK)
    assert it.kept(at(0.0)) is not None
    assert it.kept(at(1.0)) is None
    walk.fail(10.0, ErrorClass.LATE)
    assert it.kept(at(10.0)) is None


@pytest.mark.parametrize("body", [b"", b"rubbish", b"x" * 1000])
def test_damaged_stores_are_nothing(body: bytes) -> None:
    """What cannot be read is as if it were not there."""
    walk = Walk(QUICK)
    walk.window.follower(QUICK).restore(body, at(0.0))
    assert walk.fail(0.0).level is Level.NONE


def test_the_store_of_another_rule_is_nothing() -> None:
    """Slots of other windows are not taken."""
    one = made(RULE)
    other = Walk(RULE)
    other.answer(0.0)
    kept = other.window.follower(RULE).kept(at(0.0))
    assert kept is not None
    made(QUICK).restore(kept, at(0.0))
    one.restore(kept, at(0.0))
    assert one._rows[0].sums(at(0.0).mono, HOUR).total == 1


def test_memory_and_store_are_small() -> None:
    """Three days of the default windows are some 4 KiB in memory and less than that on the disk."""
    it = made(RULE)
    size = sum(sys.getsizeof(row._bad) * 2 + sys.getsizeof(row._seen) for row in it._rows)
    assert size < 5000
    walk = Walk(RULE, interval=60.0)
    steady(walk, 0.02, 74.0)
    kept = walk.window.follower(RULE).kept(at(74 * HOUR))
    assert kept is not None
    assert len(kept) < 2000
