"""What a page of zoomable charts shows, second by second, and what walls share with it."""

from typing import TYPE_CHECKING

from tests.bench.charts.samples import BAND, CURVES, LIMITS, sample

if TYPE_CHECKING:
    from widgets.strip_paint import StripStyle
    from widgets.track import Track
    from widgets.zoom.chart import ZoomView

START = 1_000_000_000
BUCKETS = 1200


class Zoomed:
    """Charts as a desk has them, live: limits, percentiles, read-out, large value."""

    def __init__(self, charts: int, points: int) -> None:
        from widgets.track import Track
        from widgets.zoom.readings import Curve

        self._now, self._span = START + points, points
        self._curves = []
        for chart in range(charts):
            tracks = [Track(bucket=points / BUCKETS, capacity=2 * BUCKETS) for _ in range(CURVES)]
            for curve, track in enumerate(tracks):
                for second in range(points):
                    add(track, chart, curve, START + second)
            names = ("now", "yesterday", "last week")
            self._curves.append(tuple(Curve(*pair) for pair in zip(names, tracks, strict=True)))

    def second(self) -> None:
        """Let a second pass: a sample for every curve."""
        self._now += 1
        for chart, curves in enumerate(self._curves):
            for number, curve in enumerate(curves):
                add(curve.track, chart, number, self._now)

    def views(self) -> "list[ZoomView]":
        """Return the views of this moment."""
        from app.model.past import SpanFigures
        from app.model.quantity import Unit, quantity
        from widgets.chart import ChartView
        from widgets.zoom.chart import ZoomView
        from widgets.zoom.readings import Limit
        from widgets.zoom.timespan import latest

        style = style_of(self._span)
        limits = (Limit("warning", LIMITS[0]), Limit("critical", LIMITS[1]))
        views = []
        for number, curves in enumerate(self._curves):
            last = curves[0].track.last
            value = "No proof" if last is None else quantity(last, Unit.SECONDS)
            chart = ChartView(f"Service {number}", value, ("limit 350 ms",), Unit.SECONDS, style)
            numbers = {"low": 0.1, "high": 0.3, "mean": 0.2, "p50": 0.2, "p95": 0.26, "p99": 0.29}
            found = SpanFigures(check="a", series="b", count=9, **numbers)
            window, now = latest(self._span, self._now), float(self._now)
            views.append(ZoomView(chart, curves, limits, (), found, True, window, now, 5.0))
        return views


def style_of(points: int) -> "StripStyle":
    """Return how a chart of so many seconds is drawn."""
    from widgets.strip_paint import StripStyle

    return StripStyle(
        span=float(points),
        gap=max(30.0, points / 200),
        warning=LIMITS[0],
        critical=LIMITS[1],
        hold_limit=True,
        grid=True,
        nice=True,
    )


def add(track: "Track", chart: int, curve: int, at: int) -> None:
    """Give a track the sample of a second."""
    track.add(at, sample(chart, curve, at), *(BAND if curve == 0 else ()))
