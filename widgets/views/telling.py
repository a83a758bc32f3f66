"""Which series of a check tells most. Knows no pictures: it is asked before the wall is loaded."""

from app.model.board import CheckView, SeriesView
from app.model.metric import base_name

LOAD = ("cpu", "cpu_load", "cpu_used", "load", "load1")
ANSWER = ("response_time",)


def telling_series(view: CheckView) -> SeriesView | None:
    """Return the series beyond its limit or band, else the response time, else the first."""
    for series in view.series:
        if beyond(series):
            return series
    named = [series for series in view.series if base_name(series.name) in (*LOAD, *ANSWER)]
    return next(iter(named or view.series), None)


def beyond(series: SeriesView) -> bool:
    """Whether a series is beyond a limit, or above its usual band where it has no limit."""
    if series.value is None:
        return False
    if any(breaks(series, limit) for limit in (series.warning, series.critical)):
        return True
    return series.high is not None and series.value > series.high and series.warning is None


def breaks(series: SeriesView, limit: float | None) -> bool:
    """Whether the newest value of a series is beyond this limit."""
    if limit is None or series.value is None:
        return False
    return series.value < limit if series.below else series.value > limit
