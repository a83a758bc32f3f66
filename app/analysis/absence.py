"""When a result is too old to prove anything."""

from app.model.clock import Moment
from app.model.state import STALE_AFTER


def is_stale(last_ended: Moment | None, interval: float, now: Moment) -> bool:
    """Return whether the newest result is older than three intervals; no result at all is not stale."""
    if last_ended is None:
        return False
    return now.mono - last_ended.mono > STALE_AFTER * interval
