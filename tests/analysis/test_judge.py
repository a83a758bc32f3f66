from msgspec.structs import replace

from app.analysis.judge import judge
from app.analysis.window import Window
from app.model.phrase import phrase
from app.model.rule import SAID, UP, Baseline, Threshold
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.verdict import Level, Verdict
from tests.alerts.making import at, check, outspoken, sample

SLOW = Threshold(metric="response_time", warning=0.4, critical=2.0)
FAILING = Threshold(metric="error_rate", warning=0.1, critical=0.5)
DISK = Threshold(metric="disk", warning=0.9)


def verdicts(window: Window, when: float = 0.0, **levels: Level) -> dict[str, Verdict]:
    return {verdict.rule: verdict for verdict in judge(window.check, window, levels, at(when))}


def test_up_comes_first_and_every_rule_is_judged() -> None:
    """There is one verdict a rule, the implicit one first."""
    window = Window(check("a/b", SLOW, DISK))
    window.add(sample(0.0, disk=0.5))
    found = judge(window.check, window, {}, at(0))
    assert [verdict.rule for verdict in found] == [UP, "response_time", "disk"]
    assert {verdict.level for verdict in found} == {Level.GOOD}


def test_before_the_first_result_nothing_is_proved() -> None:
    """Without a sample every verdict is NONE."""
    assert {v.level for v in verdicts(Window(check("a/b", SLOW))).values()} == {Level.NONE}


def test_every_error_class_has_its_verdict() -> None:
    """The target's errors are critical for up and prove nothing for the rest; ours prove nothing at all."""
    for error in ErrorClass:
        window = Window(check("a/b", SLOW))
        window.add(sample(0.0, error))
        found = verdicts(window)
        ours = STATE_OF_ERROR[error] is not State.CRITICAL
        assert found[UP].level is (Level.NONE if ours else Level.CRITICAL)
        assert found[UP].error is error
        assert found[UP].reason.plain()
        assert found["response_time"].level is Level.NONE


def test_what_a_target_says_of_itself_has_a_rule_of_its_own() -> None:
    """Its own warning leaves it up; its own critical is down for both rules, so easing keeps the incident."""
    window = Window(outspoken("a/b", DISK))
    for level, error, up in (
        (Level.GOOD, None, Level.GOOD),
        (Level.WARNING, None, Level.GOOD),
        (Level.CRITICAL, ErrorClass.CONTENT, Level.CRITICAL),
    ):
        window.add(replace(sample(0.0, error), level=level, values={"disk": 0.95}))
        found = verdicts(window)
        assert list(found) == [UP, SAID, "disk"]
        assert (found[UP].level, found[SAID].level) == (up, level)
        assert found["disk"].level is Level.WARNING


def test_ours_says_nothing_of_what_the_target_would_say() -> None:
    """Where we could not find out, the rule ``said`` is NONE like all others."""
    window = Window(outspoken("a/b"))
    window.add(sample(0.0, ErrorClass.INTERNAL))
    assert {verdict.level for verdict in verdicts(window).values()} == {Level.NONE}


def test_a_slow_answer_is_told_with_its_limit() -> None:
    """The reason of a bad value names value and limit as people read them."""
    window = Window(check("a/b", SLOW))
    window.add(sample(0.0, response_time=9.8))
    found = verdicts(window)["response_time"]
    assert found.level is Level.CRITICAL
    assert found.reason.plain() == "Response time 9.8 s, limit 2 s"
    assert (found.value, found.limit) == (9.8, 2.0)


def test_a_value_on_its_way_back_says_where_it_is_good_again() -> None:
    """While hysteresis holds a bad level, the reason names the recovery threshold."""
    rule = Threshold(metric="memory", warning=0.9, recovery=0.8)
    window = Window(check("a/b", rule))
    window.add(sample(0.0, memory=0.85))
    found = verdicts(window, memory=Level.WARNING)["memory"]
    assert found.level is Level.WARNING
    assert found.reason.plain() == "Memory 85 %, good again at 80 %"


def test_the_worst_instance_speaks_for_its_metric() -> None:
    """Of several disks the fullest one gives the verdict, by its name."""
    window = Window(check("a/b", DISK))
    one = sample(0.0)
    values = {"disk:/": 0.5, "disk:/var": 0.95, "disk:/home": 0.2}
    window.add(type(one)(check=one.check, started=one.started, ended=one.ended, values=values))
    found = verdicts(window)["disk"]
    assert found.level is Level.WARNING
    assert found.metric == "disk:/var"
    assert found.reason.plain() == "Disk /var 95 %, limit 90 %"


def test_a_missing_value_is_no_good_value() -> None:
    """An answer without the judged value proves nothing for that rule."""
    window = Window(check("a/b", DISK))
    window.add(sample(0.0))
    assert verdicts(window)["disk"].level is Level.NONE


def test_the_error_rate_is_judged_on_failures_too() -> None:
    """A rule on the error rate speaks when runs fail, once there are enough of them."""
    window = Window(check("a/b", FAILING))
    for i in range(4):
        window.add(sample(i * 10.0, ErrorClass.STATUS))
    assert verdicts(window)["error_rate"].level is Level.NONE
    window.add(sample(40.0, ErrorClass.STATUS))
    found = verdicts(window)["error_rate"]
    assert found.level is Level.CRITICAL
    assert found.reason.plain() == "Errors 100 %, limit 50 %"


def test_a_deviation_is_told_with_the_usual() -> None:
    """A deviating series gives a warning with its usual band, which is there for the chart as well."""
    window = Window(check("a/b", Baseline(metric="response_time"), interval=60.0))
    for i in range(60):
        window.add(sample(i * 60.0, response_time=0.1 + i % 5 / 1000))
    good = verdicts(window)["response_time-usual"]
    assert good.level is Level.GOOD
    assert good.low is not None
    assert good.high is not None
    for i in range(3):
        window.add(sample(3600.0 + i * 60.0, response_time=1.2))
    found = verdicts(window)["response_time-usual"]
    assert found.level is Level.WARNING
    assert found.reason.plain().startswith("Response time deviates: 1.2 s, usual ")


def test_a_usual_that_is_not_known_proves_nothing() -> None:
    """While a baseline learns, its verdict is NONE and says so."""
    window = Window(check("a/b", Baseline(metric="response_time")))
    window.add(sample(0.0))
    found = verdicts(window)["response_time-usual"]
    assert found.level is Level.NONE
    assert found.reason.plain() == "The usual of Response time is not known yet"


def test_a_probes_own_sentence_is_the_reason_of_up() -> None:
    """What the probe says goes before the general words of the error's class."""
    window = Window(check())
    one = sample(0.0, ErrorClass.TIMEOUT_READ)
    said = phrase("No answer in {limit}", limit="2 s")
    window.add(
        type(one)(check=one.check, started=one.started, ended=one.ended, error=one.error, sentence=said)
    )
    assert verdicts(window)[UP].reason.plain() == "No answer in 2 s"
