"""From changes of alerts to firings, and from firings to figures."""

from collections.abc import Iterable, Sequence
from typing import Final

from app.model.alert import AlertChange, AlertEvent, AlertKey
from app.model.replay import Firing, Load, Span, Tally
from app.model.rule import FLAPPING
from app.model.verdict import Level

TEN_MINUTES: Final = 600.0
FLOOD: Final = 10  # more in ten minutes than one person can take (EEMUA 191)
_ENDS: Final = (AlertEvent.CLEARED, AlertEvent.WITHDRAWN)
_TURNS: Final = (AlertEvent.WORSENED, AlertEvent.EASED, AlertEvent.RELAPSED)


class _Open:
    """An alert that is firing."""

    __slots__ = ("began", "level", "since", "spans")

    def __init__(self, began: float, since: float, level: Level) -> None:
        self.began = began
        self.since = since
        self.level = level
        self.spans: list[Span] = []

    def turn(self, at: float, level: Level) -> None:
        if at > self.since and level is not self.level:
            self.spans.append(Span(begin=self.since, end=at, level=self.level))
            self.since = at
        self.level = level


class Track:
    """Follows the changes of alerts over a time; what is over before ``since`` is left out."""

    def __init__(self, since: float) -> None:
        self._since = since
        self._open: dict[AlertKey, _Open] = {}
        self._done: list[Firing] = []

    def take(self, change: AlertChange) -> None:
        """Take a change, in the order of time."""
        key, at, alert = change.after.key, change.at.wall, change.after
        if change.event is AlertEvent.FIRED:
            began = alert.since.wall if alert.since else at
            self._open[key] = _Open(began, at, alert.level)
        elif change.event in _ENDS and key in self._open:
            self._close(key, at, ended=True)
        elif change.event in _TURNS and key in self._open:
            self._open[key].turn(at, alert.level)

    def firings(self, until: float) -> tuple[Firing, ...]:
        """Return all firings, by the time at which they were confirmed; open ones last until then."""
        for key in tuple(self._open):
            self._close(key, until, ended=False)
        return tuple(sorted(self._done, key=lambda each: each.hard))

    def _close(self, key: AlertKey, at: float, *, ended: bool) -> None:
        it = self._open.pop(key)
        if ended and at <= self._since:
            return
        it.spans.append(Span(begin=it.since, end=at, level=it.level))
        before = it.spans[0].begin < self._since
        spans = tuple(span for each in it.spans if (span := _from(each, self._since)) is not None)
        if spans:
            whose = {"check": key.check, "rule": key.rule}
            self._done.append(Firing(**whose, began=it.began, spans=spans, ended=ended, before=before))


def tally(firings: Sequence[Firing]) -> Tally:
    """Return the figures of firings, which may be those of many checks."""
    counted = [each for each in firings if not each.before and each.rule != FLAPPING]
    real = [each for each in firings if each.rule != FLAPPING]
    return Tally(
        fired=len(counted),
        critical=sum(each.level is Level.CRITICAL for each in counted),
        seconds=sum(length(covered(mine)) for mine in by_check(real).values()),
        longest=max((each.end - each.hard for each in real), default=0.0),
        first=min((each.hard for each in counted), default=None),
        last=max((each.hard for each in counted), default=None),
        flaps=sum(not each.before and each.rule == FLAPPING for each in firings),
    )


def load(firings: Iterable[Firing], since: float, until: float) -> Load:
    """Return the alarm load of all checks together."""
    times = sorted(each.hard for each in firings if not each.before)
    worst, worst_at, first = 0, None, 0
    for place, at in enumerate(times):
        while times[first] <= at - TEN_MINUTES:
            first += 1
        if place - first + 1 > worst:
            worst, worst_at = place - first + 1, times[first]
    slots: dict[int, int] = {}
    for at in times:
        slot = int((at - since) // TEN_MINUTES)
        slots[slot] = slots.get(slot, 0) + 1
    lasted = max(until - since, TEN_MINUTES)
    return Load(
        mean=len(times) * TEN_MINUTES / lasted,
        worst=worst,
        worst_at=worst_at,
        floods=sum(count > FLOOD for count in slots.values()),
    )


def by_check(firings: Iterable[Firing]) -> dict[str, list[Firing]]:
    """Return firings by their check."""
    found: dict[str, list[Firing]] = {}
    for each in firings:
        found.setdefault(each.check, []).append(each)
    return found


Stretch = tuple[float, float]


def covered(firings: Iterable[Firing], least: Level = Level.WARNING) -> list[Stretch]:
    """Return the stretches of time in which any of them fires at ``least``, joined, in order."""
    spans = [span for each in firings for span in each.spans]
    if least is Level.CRITICAL:
        spans = [span for span in spans if span.level is Level.CRITICAL]
    joined: list[Stretch] = []
    for begin, end in sorted((span.begin, span.end) for span in spans):
        if joined and begin <= joined[-1][1]:
            joined[-1] = joined[-1][0], max(joined[-1][1], end)
        else:
            joined.append((begin, end))
    return joined


def without(stretches: Iterable[Stretch], others: Sequence[Stretch]) -> list[Stretch]:
    """Return what of the stretches lies in none of the others; both joined and in order."""
    left: list[Stretch] = []
    for begin, end in stretches:
        at = begin
        for other_begin, other_end in others:
            if other_end <= at or other_begin >= end:
                continue
            if other_begin > at:
                left.append((at, other_begin))
            at = max(at, other_end)
        if at < end:
            left.append((at, end))
    return left


def length(stretches: Iterable[Stretch]) -> float:
    """Return the seconds of stretches."""
    return sum(end - begin for begin, end in stretches)


def _from(span: Span, since: float) -> Span | None:
    if span.end < since or (span.end == since and span.begin < since):
        return None
    return span if span.begin >= since else Span(begin=since, end=span.end, level=span.level)
