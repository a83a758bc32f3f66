"""The time zone in which work is planned and hours are meant."""

import os
from contextlib import suppress
from datetime import UTC, datetime, tzinfo
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

_LOCALTIME = Path("/etc/localtime")


def zone_of(name: str) -> tzinfo:
    """Return a time zone by its name, as Europe/Malta; of an empty or unknown one, that of this machine.

    Zones have their changes to summer time; where the machine does not say its zone, its present offset.
    """
    place = os.environ.get("TZ", "") or _linked()
    for each in (name, place.removeprefix(":")):
        found = known_zone(each)
        if found is not None:
            return found
    with suppress(ValueError, OSError), _LOCALTIME.open("rb") as file:
        return ZoneInfo.from_file(file)  # a copy of the rules, without their name
    return datetime.now().astimezone().tzinfo or UTC


def known_zone(name: str) -> ZoneInfo | None:
    """Return the zone of this name; None where there is none."""
    with suppress(ZoneInfoNotFoundError, ValueError, OSError):
        if name:
            return ZoneInfo(name)
    return None


def zone_names() -> tuple[str, ...]:
    """Return the names of all zones, for who mistyped one."""
    return tuple(sorted(available_timezones()))


def _linked() -> str:
    """Return the zone to which this machine's clock file leads."""
    return str(_LOCALTIME.resolve()).partition("zoneinfo/")[2]
