"""What is said of a curve: at one moment, of the whole span, and to a screen reader."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from app.model.past import SpanFigures
from app.model.probe import Phase
from app.model.quantity import Unit, age, quantity
from widgets.time_marks import full_words, moment_words
from widgets.tr import tr
from widgets.track import Column, Track
from widgets.views.sheet import phase_word
from widgets.zoom.timespan import Timespan

ABOVE = 1.0 + 1e-9


class Curve(NamedTuple):
    """One curve of a chart with its name in the legend; ``shift``: it lay so many seconds earlier."""

    name: str
    track: Track
    shift: float = 0.0


class Outline(NamedTuple):
    """What a span holds of one curve: highest and lowest with their times, how often it is broken."""

    last: float | None
    high: float | None
    high_at: float
    low: float | None
    low_at: float
    gaps: int

    def joined(self, last: float | None, at: float) -> "Outline":
        """Return the same with a value that came since."""
        if last is None or self.high is None or self.low is None:
            return self._replace(last=last)
        found = self._replace(last=last)
        if last > self.high:
            found = found._replace(high=last, high_at=at)
        return found._replace(low=last, low_at=at) if last < self.low else found


class Limit(NamedTuple):
    """A limit that is drawn, in the unit of the chart."""

    level: str  # warning, critical
    value: float
    below: bool = False

    def broken_by(self, value: float) -> bool:
        """Whether a value lies beyond it."""
        return value < self.value if self.below else value > self.value


def outline(track: Track, window: Timespan, gap: float) -> Outline:
    """Look through a track once."""
    last = high = low = None
    high_at = low_at = 0.0
    gaps, before, broken = 0, None, False
    for column in track.between(window.start, window.end + track.bucket):
        if math.isnan(column.high):
            gaps += not broken
            broken = True
            continue
        if before is not None and column.at - before > gap and not broken:
            gaps += 1
        before, broken, last = column.at, False, column.last
        if high is None or column.high > high:
            high, high_at = column.high, column.at
        if low is None or column.low < low:
            low, low_at = column.low, column.at
    if before is not None and not broken and window.live and window.end - before > gap:
        gaps += 1
    if last is not None and math.isnan(last):
        last = None
    return Outline(last, high, high_at, low, low_at, gaps)


def spoken(title: str, unit: Unit, seen: Outline, window: Timespan, now: float) -> str:
    """Return a chart in a sentence: ``Response time of X: now 120 ms, highest 480 ms at 14:03, 2 gaps``."""
    if seen.high is None or seen.low is None:
        return tr("{title}: no value in {span}", title=title, span=age(window.span))
    parts = []
    if window.live:
        parts.append(
            tr("no value now") if seen.last is None else tr("now {value}", value=quantity(seen.last, unit))
        )
    else:
        begin, end = full_words(window.start, now), full_words(window.end, now)
        parts.append(tr("from {begin} to {end}", begin=begin, end=end))
    parts += extremes(unit, seen, now)
    return f"{title}: {', '.join(parts)}"


def extremes(unit: Unit, seen: Outline, now: float) -> list[str]:
    """Return highest, lowest and gaps in words."""
    if seen.high is None or seen.low is None:
        return []
    return [
        tr("highest {value} at {time}", value=quantity(seen.high, unit), time=_short(seen.high_at, now)),
        tr("lowest {value}", value=quantity(seen.low, unit)),
        _gaps(seen.gaps),
    ]


def percentiles(unit: Unit, found: SpanFigures) -> list[str]:
    """Return the percentiles of a span in words; those of averages are called so."""
    words = [
        f"p50 {quantity(found.p50, unit)}",
        f"p95 {quantity(found.p95, unit)}",
        f"p99 {quantity(found.p99, unit)}",
    ]
    if found.rolled:
        words.append(tr("of averages over {span}", span=age(found.rolled)))
    return words


def reading(
    curves: Sequence[Curve], at: float, unit: Unit, limits: Sequence[Limit], *, within: float, now: float
) -> list[str]:
    """Return what stands at a wall time: the time, and the value of each curve that is not silent there.

    ``within``: seconds from the nearest value, beyond which nothing is known.
    """
    words = [full_words(at, now)]
    for number, curve in enumerate(curves):
        found = nearest(curve.track, at, within)
        value = tr("no value") if found is None else _value(found, unit)
        words.append(value if not number else f"{curve.name} {value}")
        if number or found is None:
            continue
        if not math.isnan(found.usual_high):
            low, high = quantity(found.usual_low, unit), quantity(found.usual_high, unit)
            words.append(tr("usual {low} to {high}", low=low, high=high))
        beyond = [limit for limit in limits if limit.broken_by(found.last)]
        if beyond:
            worst = next((each for each in beyond if each.level == "critical"), beyond[0])
            words.append(tr("beyond {limit}", limit=quantity(worst.value, unit)))
    return words


def spent(phases: Sequence[Phase]) -> str:
    """Return the phases of a run in words: ``DNS 2 ms, Connect 11 ms``."""
    return ", ".join(f"{phase_word(phase.name)} {quantity(phase.seconds, Unit.SECONDS)}" for phase in phases)


def nearest(track: Track, at: float, within: float) -> Column | None:
    """Return the column with a value that lies nearest to a wall time; None where it was silent then."""
    found: Column | None = None
    for column in track.between(at - within, at + within):
        if found is None or abs(column.at - at) < abs(found.at - at):
            found = column
    return None if found is None or math.isnan(found.high) else found


def _value(column: Column, unit: Unit) -> str:
    last = column.high if math.isnan(column.last) else column.last
    if column.high > column.low * ABOVE and quantity(column.high, unit) != quantity(column.low, unit):
        low, high = quantity(column.low, unit), quantity(column.high, unit)
        return tr("{value} ({low} to {high})", value=quantity(last, unit), low=low, high=high)
    return quantity(last, unit)


def _short(at: float, now: float) -> str:
    words = full_words(at, now)
    return moment_words(at - at % 60) if words.count(" ") == 0 else words.rpartition(":")[0]


def _gaps(number: int) -> str:
    if not number:
        return tr("no gap")
    return tr("1 gap") if number == 1 else tr("{n} gaps", n=str(number))
