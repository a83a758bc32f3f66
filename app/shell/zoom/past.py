"""The past of a check's charts, asked of the engine part by part, the newest first."""

import asyncio
import math
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from app.model.message import Answer, AskMarks, AskSpan, Point, Question
from app.model.past import DAY, ChartMark, SpanFigures, step_for, tier_for
from app.model.phrase import foreign, phrase
from widgets.track import Track
from widgets.zoom.timespan import OLDEST, Timespan

COLUMNS = 700  # of a chart: what is finer cannot be told apart
FINE_COLUMNS = 8 * COLUMNS  # of a table
BUCKETS = 1200  # of the span that is seen
FINEST = 1.0  # seconds of a bucket
AROUND = 0.25  # of the span, loaded before and after it, so that a small move shows something
POINTS = 4500  # of a series in all
KEPT_OF_STRETCH = 3  # points, where an answer is thinned: both extremes and a gap
FEWEST = 200  # in one part
SLICE = 300  # points that are taken in one turn of the loop
PATIENCE = 30.0  # seconds for one part
# What one question may cover: the engine reads all that was stored meanwhile.
PART_OF_VALUES, PART_OF_ROLLS = DAY / 4, 900  # seconds; roll-ups

Asking = Callable[..., Awaitable[Answer]]

# As one sentence; what happened; what can be done.
_AWAY = (
    phrase("There is no connection to the engine: what is shown is what was loaded before"),
    phrase("There is no connection to the engine"),
    phrase("The charts come by themselves when it is back"),
)
_REFUSED = (
    phrase("The history was not read: {why}. Ask again, or choose a shorter span"),
    phrase("The history was not read"),
    phrase("Ask again, or choose a shorter span"),
)


class NoPast(Exception):  # noqa: N818 - it is the name of the outcome
    """The question was not answered: what happened, why, what can be done; the sentence says all of it."""

    def __init__(self, error: str) -> None:
        away = "connection" in error
        self.why = "" if away else foreign(error)
        self.sentence, self.what, self.remedy = _AWAY if away else _REFUSED
        if not away:
            self.sentence = phrase(self.sentence.template, why=self.why)
        super().__init__(self.sentence.plain())


class Wish(NamedTuple):
    """What is to be loaded; ``shifts``: also what the first series was so many seconds earlier."""

    check: str
    series: tuple[str, ...]
    window: Timespan
    shifts: tuple[float, ...] = ()
    figures: bool = True


@dataclass
class Record:
    """What was loaded. ``covered``: the stretch of time of the tracks."""

    covered: Timespan
    tracks: dict[tuple[str, float], Track] = field(default_factory=dict)
    rolled: float = 0.0
    thinned: float = 0.0  # seconds of which three values are left, where there were more
    rolled_before: dict[float, float] = field(default_factory=dict)
    figures: dict[str, SpanFigures] = field(default_factory=dict)
    marks: tuple[ChartMark, ...] = ()
    loaded: bool = False  # all values are there: what is empty stays empty

    def serves(self, wish: Wish) -> bool:
        """Whether nothing has to be asked to show a wish well enough."""
        window, covered = wish.window, self.covered
        inside = covered.start <= window.start and (window.end <= covered.end or window.live)
        fine = 0.45 <= window.span / (covered.span / (1 + 2 * AROUND)) <= 1.5 if not window.live else True
        known = all((name, 0.0) in self.tracks for name in wish.series)
        return inside and fine and known and set(wish.shifts) <= set(self.rolled_before)

    def add(self, point: Point) -> None:
        """Take a value that came just now."""
        track = self.tracks.get((point.series, 0.0))
        if track is not None:
            track.add(point.at, point.value, point.low, point.high)


class Part(NamedTuple):
    """One question, and what of the record it fills."""

    ask: AskSpan
    shift: float
    rolled: float


async def load(ask: Asking, wish: Wish, now: float) -> AsyncIterator[tuple[Record, int, int]]:
    """Yield the record after each part, how many are done and how many there are; raises ``NoPast``."""
    record = _empty(wish, now)
    parts = list(_parts(record, wish, now))
    more = 1 + wish.figures
    for number, part in enumerate(parts):
        answer = await _answer(ask, part.ask)
        await _fill(record, part, answer.points)
        yield record, number + 1, len(parts) + more
    window, record.loaded = record.covered, True
    marks = await _answer(ask, AskMarks(check=wish.check, since=window.start, until=window.end + DAY))
    record.marks = marks.marks
    yield record, len(parts) + 1, len(parts) + more
    if wish.figures:
        seen = _question(wish.series, wish.window, wish.window, now, limit=1)
        record.figures = {each.series: each for each in (await _answer(ask, _of(seen, wish.check))).spans}
        yield record, len(parts) + more, len(parts) + more


async def values(ask: Asking, wish: Wish, now: float, limit: int) -> AsyncIterator[tuple[Point, ...]]:
    """Yield all values of a span, oldest first, at most ``limit`` a series in each part."""
    step = step_for(wish.window.start, wish.window.end, now, FINE_COLUMNS)
    for start, end in reversed(list(_stretches(wish.window, _length(step)))):
        names = tuple((wish.check, name) for name in wish.series)
        part = AskSpan(wanted=names, since=start, until=math.nextafter(end, 0), step=step, limit=limit)
        yield (await _answer(ask, part)).points


def _empty(wish: Wish, now: float) -> Record:
    window = wish.window
    around = AROUND * window.span
    covered = Timespan(
        max(now - OLDEST, window.start - around), min(now, window.end + around), live=window.live
    )
    bucket = max(FINEST, window.span / BUCKETS)
    capacity = math.ceil(covered.span / bucket) + BUCKETS // 10

    def track() -> Track:
        return Track(bucket=bucket, capacity=capacity)

    record = Record(covered)
    for name in wish.series:
        record.tracks[name, 0.0] = track()
    for shift in wish.shifts:
        record.tracks[wish.series[0], shift] = track()
    return record


def _parts(record: Record, wish: Wish, now: float) -> Iterator[Part]:
    """Yield the questions, and note in the record how coarse their answers are."""
    for shift in (0.0, *wish.shifts):
        series = wish.series if not shift else wish.series[:1]
        window = wish.window.shifted(shift)
        # What was before goes on beyond now.
        covered = Timespan(record.covered.start - shift, min(now, record.covered.end - shift + DAY / 24))
        asked = _question(series, window, covered, now, limit=POINTS)
        tier = tier_for(asked.step)
        rolled = tier.seconds if tier else 0.0
        if shift:
            record.rolled_before[shift] = rolled
        else:
            record.rolled = rolled
        for start, end in _stretches(covered, _length(asked.step)):
            share = (end - start) / max(1.0, covered.span)
            part = _with(_of(asked, wish.check), start, end, max(FEWEST, round(POINTS * share)))
            yield Part(part, shift, rolled)


def _question(series: Sequence[str], window: Timespan, covered: Timespan, now: float, limit: int) -> AskSpan:
    step = max(
        step_for(window.start, window.end, now, COLUMNS),
        step_for(covered.start, covered.start, now, COLUMNS) if covered.start >= now - OLDEST else 0.0,
    )
    wanted = tuple(("", name) for name in series)
    return AskSpan(wanted=wanted, since=covered.start, until=covered.end, step=step, limit=limit)


def _of(ask: AskSpan, check: str) -> AskSpan:
    wanted = tuple((check, name) for _, name in ask.wanted)
    return AskSpan(wanted=wanted, since=ask.since, until=ask.until, step=ask.step, limit=ask.limit)


def _with(ask: AskSpan, since: float, until: float, limit: int) -> AskSpan:
    return AskSpan(wanted=ask.wanted, since=since, until=until, step=ask.step, limit=limit)


def _length(step: float) -> float:
    """Return the seconds that one question covers."""
    tier = tier_for(step)
    return PART_OF_VALUES if tier is None else tier.seconds * PART_OF_ROLLS


def _stretches(window: Timespan, length: float) -> Iterator[tuple[float, float]]:
    """Yield equal stretches that are no longer than a length, the newest first."""
    number = max(1, math.ceil(window.span / length - 1e-6))
    each = window.span / number
    for place in range(number):
        yield window.end - (place + 1) * each, window.end - place * each


async def _answer(ask: Asking, question: Question) -> Answer:
    answer = await ask(question, PATIENCE)
    if answer.error:
        raise NoPast(answer.error)
    return answer


async def _fill(record: Record, part: Part, points: Sequence[Point]) -> None:
    ask = part.ask
    if not part.rolled and len(points) > len(ask.wanted) * ask.limit / 2:
        record.thinned = max(record.thinned, (ask.until - ask.since) * KEPT_OF_STRETCH / ask.limit)
    for first in range(0, len(points), SLICE):
        for point in points[first : first + SLICE]:
            track = record.tracks.get((point.series, part.shift))
            if track is not None:
                _add(track, point, part)
        await asyncio.sleep(0)  # the window may paint in between


def _add(track: Track, point: Point, part: Part) -> None:
    at = point.at + part.shift
    if part.rolled and point.value is not None and not part.shift:
        # A track keeps extremes: those of a roll-up first, its average is the last.
        track.add(at, point.low)
        track.add(at, point.high)
        track.add(at, point.value)
    elif part.shift:
        track.add(at, point.value)
    else:
        track.add(at, point.value, point.low, point.high)
