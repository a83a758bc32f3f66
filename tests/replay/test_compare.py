import math

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from app.model.alert import AlertEvent
from app.model.replay import Firing
from app.model.rule import Absence, Baseline, Burn, Rate, Ratio, Span, Threshold
from app.model.sample import Sample
from app.model.state import ErrorClass
from app.model.verdict import Level
from app.replay.compare import Row
from app.replay.track import Track
from tests.alerts.making import at, check, outspoken, sample
from tests.replay.past import Recorder, compared, rows, run

SLOW = Threshold(metric="response_time", warning=0.4, critical=2.0, recovery=0.3)
RULES = (
    SLOW,
    Threshold(metric="error_rate", critical=0.3),
    Threshold(metric="memory", warning=0.8),
    Baseline(metric="response_time", min_points=8, window=600.0),
    Rate(metric="memory", warning=0.5, over=60.0),
    Absence(metric="memory", after=30.0),
    Ratio(critical=0.4, window=300.0, least=5),
    Burn(objective=0.9, windows=(Span(burn=2.0, long=600.0, short=60.0),), least=5),
)
whats = st.sampled_from(["good", "good", "good", "slow", "very-slow", "hang", "ours", "bare", "said"])
pasts = st.lists(st.tuples(whats, st.sampled_from([5.0, 10.0, 10.0, 29.0, 200.0])), max_size=90)


def made(what: str, when: float) -> Sample:
    """Return a result of each sort that an engine can have."""
    sorts = {
        "hang": sample(when, ErrorClass.TIMEOUT_READ),
        "ours": sample(when, ErrorClass.CREDENTIAL),
        "bare": Sample(check="kestrin/launch", started=at(when), ended=at(when), coarse=True),
        "said": replace(sample(when, memory=math.nan), level=Level.WARNING),
        "slow": sample(when, response_time=0.5, memory=0.9),
        "very-slow": sample(when, response_time=3.0),
    }
    return sorts.get(what, sample(when, memory=0.2))


def steady(slow: int, fast: int, times: int, *, value: float = 0.5) -> list[Row]:
    """Return runs each 10 s of a service that is slow and fast in turn."""
    values = ([value] * slow + [0.08] * fast) * times
    return [run(at(place * 10.0).wall, response_time=each) for place, each in enumerate(values)]


def later(seconds: float, past: list[Row]) -> list[Row]:
    """Return the same past at a later time."""
    return [(wall + seconds, name, values) for wall, name, values in past]


@settings(max_examples=150, deadline=None)
@given(pasts, st.integers(0, 90))
def test_what_is_recorded_fires_again_as_it_fired(past: list[tuple[str, float]], restart: int) -> None:
    """Replayed with the rules it was judged by, a record gives the engine's own alerts, moment by moment."""
    it = outspoken("kestrin/launch", *RULES)
    it = replace(it, recover_hold=20.0)
    recorder, when = Recorder(it), 0.0
    for place, (what, after) in enumerate(past):
        when += after
        if place == restart:
            recorder.restart()
        recorder.take(made(what, when))
    truth = Track(0.0)
    for change in recorder.changes:
        truth.take(change)
    replay = compared(it, it, rows(recorder.points)).replay()
    expected = truth.firings(replay.until)
    assert mine(replay.present_firings) == mine(expected)
    assert mine(replay.changed_firings) == mine(expected)
    assert replay.missed.seconds == replay.added.seconds == 0


def mine(firings: tuple[Firing, ...]) -> list[tuple[str, float, float, Level]]:
    """Return what the engine's path without its clock can say: no-data moves with time alone."""
    return sorted(
        (each.rule, round(each.hard, 3), round(each.end, 3), each.level)
        for each in firings
        if each.rule != "no-data"
    )


def test_a_calmer_rule_says_what_it_saves_and_what_it_misses() -> None:
    """Ten stumbles and one real outage: the higher limit fires once instead of eleven times, and says so."""
    now = check("kestrin/launch", SLOW)
    calm = check("kestrin/launch", replace(SLOW, warning=1.0, recovery=0.8))
    past = steady(4, 30, 10) + later(3400.0, steady(30, 30, 1, value=3.0))
    found = compared(now, calm, past).replay()
    (each,) = found.checks
    assert each.rules == ("response_time",)
    assert (found.present.fired, found.changed.fired) == (11, 1)
    assert found.present.critical == 1
    assert found.missed.whole == 10
    assert found.missed.critical == 0
    assert found.missed.seconds == 10 * 20.0  # hard with the third result of four, good with the first after
    assert found.added.whole == 0
    assert found.present.longest == found.changed.longest == 280.0
    assert (found.present.first, found.changed.first) == (at(20).wall, at(3420).wall)


def test_a_stricter_rule_adds_alarms_and_raises_the_load() -> None:
    """What a tighter limit would fire anew is counted, with the worst ten minutes of it."""
    past = steady(1, 1, 200, value=0.35)
    loose = replace(check("kestrin/launch", SLOW, attempts=1), flapping=None)
    tight = replace(loose, rules=(Threshold(metric="response_time", warning=0.3),))
    found = compared(loose, tight, past).replay()
    assert (found.present.fired, found.changed.fired) == (0, 200)
    assert found.added.whole == 200
    assert found.changed_load.worst == 30
    assert found.changed_load.floods == 7
    assert round(found.changed_load.mean) == 30


def test_flapping_is_counted_apart() -> None:
    """Good and bad in turn is one flapping, and is not counted among what fired."""
    it = check("kestrin/launch", SLOW)
    found = compared(it, it, steady(1, 1, 30)).replay()
    assert (found.present.flaps, found.present.fired) == (1, 0)


def test_what_burned_already_counts_its_seconds_only() -> None:
    """An alert from before the time asked for adds the seconds within that time, and no firing."""
    it = check("kestrin/launch", SLOW)
    found = compared(it, it, steady(30, 30, 1), since=at(100).wall).replay()
    assert found.present.fired == 0
    assert found.present.seconds == 200.0
    assert found.present_firings[0].before


def test_attempts_count_for_every_rule() -> None:
    """Where more than rules differ, all alerts of the check are counted, that of its being up among them."""
    now = check("kestrin/launch", SLOW)
    sooner, good = replace(now, attempts=1), {"response_time": 0.08}
    past = [
        (at(place * 10.0).wall, now.id, {"!outcome": 7.0} if place % 10 == 5 else {"!outcome": 0.0, **good})
        for place in range(50)
    ]
    found = compared(now, sooner, past).replay()
    assert found.checks[0].rules == ()
    assert (found.present.fired, found.changed.fired) == (0, 5)


def test_what_an_older_nocwall_recorded_is_passed_over() -> None:
    """Runs whose outcome is not known are counted as skipped and never taken for good ones."""
    it = check("kestrin/launch", SLOW)
    past = [(at(place * 10.0).wall, "kestrin/launch", {"response_time": 9.0}) for place in range(10)]
    found = compared(it, it, past).replay()
    assert (found.skipped, found.checks[0].results, found.present.fired) == (10, 0, 0)


def test_a_pause_is_nobodys_fault() -> None:
    """An hour without results is neither an alert of its own nor evidence for those that are there."""
    it = check("kestrin/launch", SLOW)
    found = compared(it, it, steady(5, 0, 1) + later(3600.0, steady(5, 5, 1))).replay()
    assert [(each.rule, each.hard) for each in found.present_firings] == [("response_time", at(20).wall)]
    assert found.present_firings[0].ended


def test_no_data_through_our_own_fault_is_replayed() -> None:
    """A credential that was missing for longer than the hold is the alert no-data, as in the engine."""
    recorder = Recorder(check("kestrin/launch"))
    for place in range(10):
        recorder.take(sample(place * 10.0, ErrorClass.CREDENTIAL))
    it = recorder.check
    found = compared(it, it, rows(recorder.points)).replay()
    assert [each.rule for each in found.present_firings] == ["no-data"]
    assert found.checks[0].unknown == 10


def test_a_removed_check_fires_no_more() -> None:
    """A check that the changed inventory has not is missed as a whole."""
    now = check("kestrin/launch", SLOW)
    found = compared(now, replace(now, enabled=False), steady(5, 5, 2)).replay()
    assert (found.present.fired, found.changed.fired, found.missed.whole) == (2, 0, 2)


def test_each_step_of_an_alert_is_followed() -> None:
    """Worse and milder again within one firing are its spans, and its level is the worst."""
    it = check("kestrin/launch", SLOW, attempts=1)
    values = (0.5, 3.0, 0.5, 0.08)
    past = [run(at(place * 10.0).wall, response_time=each) for place, each in enumerate(values)]
    (each,) = compared(it, it, past).replay().present_firings
    assert [span.level for span in each.spans] == [Level.WARNING, Level.CRITICAL, Level.WARNING]
    assert (each.level, each.ended) == (Level.CRITICAL, True)
    assert AlertEvent.FIRED.value == "fired"
