"""What is said of curves."""

from app.model.past import SpanFigures
from app.model.quantity import Unit
from widgets.track import Track
from widgets.zoom.readings import Curve, Limit, nearest, outline, percentiles, reading, spoken
from widgets.zoom.timespan import Timespan, latest

NOW = 1_700_000_000.0
LIMITS = (Limit("warning", 0.35), Limit("critical", 1.0))


def track(*values: tuple[float, float | None], band: tuple[float, float] = (0.1, 0.2)) -> Track:
    """Return a track of values by their seconds before now."""
    made = Track(bucket=1.0, capacity=5000)
    for before, value in values:
        made.add(NOW - before, value, *band)
    return made


def test_a_chart_is_told_in_a_sentence() -> None:
    """Now, highest with its time, lowest and the number of gaps stand in one sentence."""
    made = track((100, 0.12), (90, 0.48), (80, 0.11), (70, None), (60, 0.1), (10, 0.12))
    words = spoken(
        "Response time of X", Unit.SECONDS, outline(made, latest(120, NOW), 30), latest(120, NOW), NOW
    )
    assert words.startswith("Response time of X: now 120 ms, highest 480 ms at ")
    assert words.endswith(", lowest 100 ms, 2 gaps")


def test_a_silence_is_told() -> None:
    """A span without a value says so, and one that is silent now counts that as a gap."""
    window = latest(120, NOW)
    assert spoken("X", Unit.SECONDS, outline(track(), window, 30), window, NOW) == "X: no value in 2 min"
    assert outline(track((100, 0.1), (90, 0.1)), window, 30).gaps == 1
    assert outline(track((100, 0.1), (90, 0.1)), Timespan(NOW - 120, NOW - 80, live=False), 30).gaps == 0


def test_a_moment_is_read_of_every_curve() -> None:
    """The time, value, usual and broken limit of the first curve, and the values of the others by name."""
    now, before = track((60, 0.4)), track((61, 0.2))
    curves = (Curve("now", now), Curve("yesterday", before, 86_400.0))
    words = reading(curves, NOW - 60, Unit.SECONDS, LIMITS, within=5, now=NOW)
    assert words[1:] == ["400 ms", "usual 100 ms to 200 ms", "beyond 350 ms", "yesterday 200 ms"]
    silent = reading(curves, NOW - 30, Unit.SECONDS, LIMITS, within=5, now=NOW)
    assert silent[1:] == ["no value", "yesterday no value"]


def test_the_worst_broken_limit_is_named() -> None:
    """Beyond both limits the critical one is said."""
    words = reading((Curve("now", track((60, 2.0))),), NOW - 60, Unit.SECONDS, LIMITS, within=5, now=NOW)
    assert "beyond 1 s" in words


def test_nothing_is_bridged() -> None:
    """At a failure and in a silence there is no nearest value."""
    made = track((60, 0.1), (50, None))
    assert nearest(made, NOW - 50, 2) is None
    assert nearest(made, NOW - 20, 5) is None
    assert nearest(made, NOW - 59, 5) is not None


def test_percentiles_of_averages_are_called_so() -> None:
    """Where only averages are kept the read-out does not pretend to know values."""
    found = SpanFigures(
        check="a", series="b", count=3, low=0, high=1, mean=0.5, p50=0.5, p95=0.9, p99=0.99, rolled=600.0
    )
    assert percentiles(Unit.SECONDS, found)[-1] == "of averages over 10 min"
    assert percentiles(Unit.SECONDS, found)[:2] == ["p50 500 ms", "p95 900 ms"]


def test_a_value_that_came_since_is_never_beyond_what_is_told() -> None:
    """Highest and lowest hold the newest value, also before the curve is looked through anew."""
    seen = outline(track((100, 0.2), (90, 0.3)), latest(120, NOW), 30)
    assert seen.joined(0.9, NOW)[:3] == (0.9, 0.9, NOW)
    assert seen.joined(0.1, NOW).low == 0.1
    assert seen.joined(None, NOW).last is None
