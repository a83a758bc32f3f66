import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analysis.rules.usual import SLOT
from app.model.rule import Volume
from app.model.verdict import Level
from tests.alerts.making import at
from tests.analysis.rules.following import Walk

BETS = Volume(metric="bets", least=20.0, warning=0.6, critical=0.3, recovery=0.8, over=60.0)
COUNTED = Volume(
    metric="bets_total", least=20.0, warning=0.6, critical=0.3, over=60.0, counter=True, per="minute"
)


def usual(walk: Walk, amount: float, hours: float = 2.0) -> float:
    """Have an amount for some hours; return the time after."""
    when = 0.0
    while when < hours * 4 * SLOT:
        walk.answer(when, bets=amount)
        when += 30.0
    return when


def during(walk: Walk, amount: float, start: float, seconds: float = 90.0) -> Level:
    """Have an amount for a while; return the last level."""
    when, level = start, Level.NONE
    while when < start + seconds:
        level = walk.answer(when, bets=amount).level
        when += 10.0
    return level


@pytest.mark.parametrize(
    ("amount", "level"),
    [
        (100.0, Level.GOOD),
        (61.0, Level.GOOD),
        (59.0, Level.WARNING),
        (29.0, Level.CRITICAL),
        (500.0, Level.GOOD),
    ],
)
def test_a_share_of_the_usual_is_judged(amount: float, level: Level) -> None:
    """Below the shares of the usual it is bad, more than usual never is."""
    walk = Walk(BETS)
    assert during(walk, amount, usual(walk, 100.0)) is level


def test_the_reason_says_by_how_much() -> None:
    """The drop, the amount, the usual and what is allowed stand in it; a chart gets the limit."""
    walk = Walk(BETS)
    after = usual(walk, 100.0)
    during(walk, 38.0, after)
    said = walk.say(after + 80)
    assert said.reason.plain() == "Bets fell 62 % against the last hours (38 against 100), limit 40 %"
    assert said.value == pytest.approx(38.0)
    assert said.limit == pytest.approx(60.0)
    assert said.low == pytest.approx(60.0)


def test_the_usual_of_the_hour_goes_before_that_of_the_last_ones() -> None:
    """After three days a quiet night is compared with quiet nights, and the reason says so."""
    walk = Walk(BETS, interval=300.0)

    def of(when: float) -> float:
        return 480.0 if int(when // (8 * 3600)) % 3 else 60.0

    when = 0.0
    while when < 3.2 * 86_400:
        walk.answer(when, bets=of(when))
        when += 300.0
    assert walk.present is Level.GOOD
    for _ in range(3):
        said = walk.answer(when, bets=of(when) * 0.38)
        when += 60.0
    assert said.level is Level.WARNING
    assert said.reason.plain().startswith("Bets fell 62 % against the usual of this hour (22.8 against 60)")


def test_where_little_is_usual_nothing_is_proved() -> None:
    """Below the low-traffic guard even no traffic at all is neither good nor bad."""
    walk = Walk(BETS)
    after = usual(walk, 15.0)
    assert during(walk, 0.0, after) is Level.NONE
    reason = walk.say(after + 80).reason.plain()
    assert reason == "Bets: the usual of 15 is below 20 and proves nothing"


def test_before_the_usual_is_known_nothing_is_said() -> None:
    """A young record proves nothing."""
    walk = Walk(BETS)
    assert during(walk, 100.0, 0.0) is Level.NONE
    assert walk.say(80.0).reason.plain() == "What is usual is not known yet"


def test_under_the_floor_it_is_critical_at_any_time() -> None:
    """The lower bound needs no usual."""
    walk = Walk(Volume(metric="bets", least=20.0, floor=5.0, over=60.0))
    assert during(walk, 4.0, 0.0) is Level.CRITICAL
    said = walk.say(80.0)
    assert said.reason.plain() == "Bets 4, below the least of 5 at any time"
    assert said.limit == 5.0


def test_half_of_the_span_must_be_known() -> None:
    """One small value is no drop."""
    walk = Walk(Volume(metric="bets", least=20.0, floor=5.0, over=60.0))
    assert walk.answer(0.0, bets=0.0).level is Level.NONE
    assert walk.say(0.0).reason.plain() == "Bets: not yet known over 1 min"


def test_it_is_held_until_the_recovery() -> None:
    """A drop ends only at the recovery's share."""
    walk = Walk(BETS)
    after = usual(walk, 100.0)
    assert during(walk, 50.0, after) is Level.WARNING
    assert during(walk, 70.0, after + 90) is Level.WARNING
    assert during(walk, 85.0, after + 180) is Level.GOOD


def test_an_outage_does_not_become_the_usual() -> None:
    """An hour without traffic is as bad at its end as at its beginning."""
    walk = Walk(BETS)
    after = usual(walk, 100.0)
    assert during(walk, 5.0, after, 3600.0) is Level.CRITICAL


def counted(walk: Walk, start: float, speed: float, seconds: float, total: float) -> tuple[float, float]:
    """Have a counter grow by ``speed`` a minute; return time and total after."""
    when = start
    while when < start + seconds:
        walk.answer(when, bets_total=total)
        when += 10.0
        total += speed / 6
    return when, total


def test_a_counter_is_judged_by_its_growth() -> None:
    """Of what counts up the increase a minute is meant, and it is said so."""
    walk = Walk(COUNTED)
    when, total = counted(walk, 0.0, 480.0, 8 * SLOT, 1e6)
    assert walk.present is Level.GOOD
    when, total = counted(walk, when, 182.4, 90.0, total)
    said = walk.say(when)
    assert said.reason.plain() == (
        "Bets total fell 62 % against the last hours (182/min against 480/min), limit 40 %"
    )
    assert said.low is None


def test_a_counter_that_begins_anew_is_no_drop() -> None:
    """A restart of the service that counts loses some seconds, and is never an alarm."""
    walk = Walk(COUNTED)
    when, _ = counted(walk, 0.0, 480.0, 8 * SLOT, 1e6)
    counted(walk, when, 480.0, 300.0, 0.0)
    assert walk.present is Level.GOOD


def test_without_a_value_nothing_is_said() -> None:
    """No value is not an amount of nothing."""
    walk = Walk(BETS)
    after = usual(walk, 100.0)
    assert walk.answer(after).level is Level.NONE
    assert walk.fail(after + 10).level is Level.NONE
    assert not walk.window.missing
    walk.answer(after + 20)
    assert list(walk.window.missing) == ["bets"]


def test_instances_count_together() -> None:
    """The amount of a metric is that of all its instances."""
    walk = Walk(Volume(metric="bets", least=20.0, floor=50.0, over=60.0))
    for step in range(9):
        said = walk.read(step * 10.0, {"bets:mt": 30.0, "bets:se": 30.0})
    assert said.value == pytest.approx(60.0)


def test_the_usual_survives_a_restart() -> None:
    """What was learned is stored with each quarter of an hour, and judged with after a restart."""
    walk = Walk(BETS)
    after = usual(walk, 100.0)
    kept = walk.window.follower(BETS).kept(at(after))
    assert kept is not None
    assert len(kept) < 1000
    assert walk.window.follower(BETS).kept(at(after)) is None
    again = Walk(BETS)
    again.window.follower(BETS).restore(kept, at(after))
    assert during(again, 30.0, after + 60) is Level.WARNING
    broken = Walk(BETS)
    broken.window.follower(BETS).restore(b"rubbish", at(after))
    assert during(broken, 30.0, after + 60) is Level.NONE


@given(st.lists(st.one_of(st.none(), st.floats(0, 1e6)), max_size=80))
def test_nothing_becomes_good_without_a_value(values: list[float | None]) -> None:
    """Only an answer that has the amount is ever called good or bad."""
    walk = Walk(BETS)
    usual(walk, 100.0, hours=1.5)
    for step, value in enumerate(values):
        when = 5500.0 + step * 10.0
        said = walk.answer(when) if value is None else walk.answer(when, bets=value)
        assert said.level is Level.NONE or value is not None
