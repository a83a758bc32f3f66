"""The stretch of time that a zoomable chart shows."""

from typing import NamedTuple

MINUTE, HOUR, DAY = 60.0, 3600.0, 86_400.0
SPANS = (15 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY)
SHORTEST, LONGEST = MINUTE, 30 * DAY
OLDEST = 38 * DAY  # seconds before now: what is kept
ZOOM = 1.25  # of one step of the wheel
STEP = 0.2  # of the span, by an arrow key
NEAR = 0.02  # of the span: so close to now it is live again


class Timespan(NamedTuple):
    """Wall seconds at both edges; ``live``: it moves on with time."""

    start: float
    end: float
    live: bool = True

    @property
    def span(self) -> float:
        """Seconds."""
        return self.end - self.start

    def at(self, now: float) -> "Timespan":
        """Return the same at another moment: a live one ends there."""
        return Timespan(now - self.span, now) if self.live else self

    def zoomed(self, factor: float, at: float | None, now: float) -> "Timespan":
        """Return a span so many times as long; ``at`` stays where it is, without it the right edge."""
        span = min(LONGEST, max(SHORTEST, self.span * factor))
        anchor = self.end if at is None else min(self.end, max(self.start, at))
        share = (self.end - anchor) / self.span
        return _within(anchor + share * span, span, now)

    def panned(self, seconds: float, now: float) -> "Timespan":
        """Return a span that lies so many seconds later."""
        return _within(self.end + seconds, self.span, now)

    def shifted(self, seconds: float) -> "Timespan":
        """Return what lay so many seconds before."""
        return Timespan(self.start - seconds, self.end - seconds, live=False)


def latest(span: float, now: float) -> Timespan:
    """Return the span that ends now."""
    return Timespan(now - span, now)


def _within(end: float, span: float, now: float) -> Timespan:
    if end >= now - NEAR * span:
        return latest(span, now)
    end = max(end, now - OLDEST + span)
    return Timespan(end - span, end, live=end >= now)
