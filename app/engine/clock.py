"""The machine's clocks."""

import os
import time
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from app.model.clock import Moment

_LOCALTIME = Path("/etc/localtime")


class SystemClock:
    """Wall clock for people; for durations the clock that never jumps and counts the machine's sleep."""

    def __init__(self) -> None:
        self._mono = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)

    def now(self) -> Moment:
        """Return the present moment."""
        return Moment(wall=time.time(), mono=time.clock_gettime(self._mono))


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name, as Europe/Malta; of an empty or unknown one, that of this machine.

    Zones have their changes to summer time; where the machine does not say its zone, its present offset.
    """
    place = os.environ.get("TZ", "") or _linked()
    for each in (name, place.removeprefix(":")):
        with suppress(ZoneInfoNotFoundError, ValueError, OSError):
            if each:
                return ZoneInfo(each)
    return datetime.now().astimezone().tzinfo or UTC


def _linked() -> str:
    """Return the zone to which this machine's clock file leads."""
    return str(_LOCALTIME.resolve()).partition("zoneinfo/")[2]
