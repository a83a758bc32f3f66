"""Local times of a zone as instants, across the changes of its clocks.

A local time that does not exist (the clock was put forward over it) is the first instant after the gap; one
that exists twice is the first of the two.
"""

from datetime import UTC, datetime, timedelta, tzinfo


def instant(local: datetime, zone: tzinfo) -> float:
    """Return the wall seconds at which the clocks of ``zone`` first show ``local`` (naive), or more."""
    early, late = local.replace(tzinfo=zone, fold=0), local.replace(tzinfo=zone, fold=1)
    before, after = early.utcoffset(), late.utcoffset()
    assert before is not None
    assert after is not None
    if before >= after:
        return early.timestamp()
    return _end_of_gap(late.timestamp(), early.timestamp(), after, zone)


def _end_of_gap(low: float, high: float, after: timedelta, zone: tzinfo) -> float:
    """Return the first second between the two at which the clocks have been put forward."""
    below, above = int(low), int(high)
    while above - below > 1:
        middle = (below + above) // 2
        if datetime.fromtimestamp(middle, UTC).astimezone(zone).utcoffset() == after:
            above = middle
        else:
            below = middle
    return float(above)
