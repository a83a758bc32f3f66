import math
import sys

from app.analysis.window import POINTS, Window
from app.model.rule import Baseline, Threshold
from app.model.state import ErrorClass, State
from tests.alerts.making import check, sample

MEMORY = Threshold(metric="memory", warning=0.9)
DISK = Threshold(metric="disk", warning=0.9)


def test_the_error_rate_counts_the_targets_failures_among_the_last_twenty() -> None:
    """Failures of the target count, errors of ours do not, and only twenty runs are remembered."""
    assert Window(check()).error_rate is None
    window = Window(check())
    for i in range(20):
        window.add(sample(i * 10.0, ErrorClass.REFUSED if i < 5 else None))
    assert window.error_rate == 0.25
    window.add(sample(200.0, ErrorClass.LATE))
    assert window.error_rate == 0.25
    for i in range(20):
        window.add(sample(210.0 + i * 10))
    assert window.error_rate == 0.0


def test_few_runs_are_not_judged() -> None:
    """An error rate over fewer than five runs is shown, not judged."""
    window = Window(check())
    for i in range(4):
        window.add(sample(i * 10.0))
    assert not window.enough_runs
    window.add(sample(40.0))
    assert window.enough_runs


def test_sixty_points_of_each_judged_series_are_kept() -> None:
    """The window holds the newest sixty values of the response time and of the series its rules name."""
    window = Window(check("a/b", MEMORY))
    for i in range(70):
        window.add(sample(i * 10.0, memory=i / 100, unjudged=1.0))
    assert len(window.recent("memory")) == POINTS
    assert window.recent("memory")[-1] > window.recent("memory")[0]
    assert len(window.recent("response_time")) == POINTS
    assert len(window.recent("unjudged")) == 0


def test_a_metric_means_all_its_instances() -> None:
    """A rule on a metric takes every instance of it; a rule on a series takes that one."""
    window = Window(check("a/b", DISK))
    one = sample(0.0)
    window.add(
        type(one)(
            check=one.check, started=one.started, ended=one.ended, values={"disk:/": 0.5, "disk:/var": 0.6}
        )
    )
    assert window.values_of("disk") == (("disk:/", 0.5), ("disk:/var", 0.6))
    assert window.values_of("disk:/var") == (("disk:/var", 0.6),)


def test_what_is_no_number_is_no_value() -> None:
    """NaN and infinity are no values, never 0."""
    window = Window(check("a/b", MEMORY))
    window.add(sample(0.0, memory=math.nan))
    assert window.values_of("memory") == ()
    assert window.missing == ("memory",)
    window.add(sample(10.0, memory=math.inf))
    assert len(window.recent("memory")) == 0


def test_missing_values_are_those_of_answers_only() -> None:
    """An answer without a judged value lacks it; a failure lacks nothing."""
    window = Window(check("a/b", MEMORY))
    window.add(sample(0.0, ErrorClass.REFUSED))
    assert not list(window.missing)
    window.add(sample(10.0))
    assert list(window.missing) == ["memory"]


def test_a_long_pause_makes_what_was_shown_unknown() -> None:
    """A pause of more than three intervals between two results ends what the older one proved."""
    window = Window(check())
    window.add(sample(0.0))
    window.shown = State.OK
    found = []
    for when in (10.0, 100.0):
        window.add(sample(when, ErrorClass.REFUSED))
        found.append(window.shown)
    assert found == [State.OK, State.UNKNOWN]


def test_bands_are_learned_for_each_instance_up_to_a_limit() -> None:
    """Each instance has a usual of its own, and a flood of instances does not eat the memory."""
    rule = Baseline(metric="disk")
    window = Window(check("a/b", rule))
    one = sample(0.0)
    values = {f"disk:{i}": 0.5 for i in range(100)}
    window.add(type(one)(check=one.check, started=one.started, ended=one.ended, values=values))
    assert len(window.bands(rule)) == 32
    held = sum(sys.getsizeof(part) for part in (window.bands(rule)["disk:1"],))
    assert held < 2048


def test_a_time_left_out_for_our_lateness_is_no_missing_value_at_once() -> None:
    """A late moment of this machine leaves a known response time unjudged; three in a row are no proof."""
    slow = Threshold(metric="response_time", warning=1.0)
    window = Window(check("a/b", slow))

    def untimed(at: float) -> None:
        one = sample(at)
        window.add(type(one)(check=one.check, started=one.started, ended=one.ended, coarse=True))

    untimed(0.0)
    assert window.missing == ("response_time",), "what was never measured is missing"
    window.add(sample(10.0))
    found = []
    for at in (20.0, 30.0, 40.0):
        untimed(at)
        found.append(bool(window.missing))
    assert found == [False, False, True]
