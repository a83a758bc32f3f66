"""Whether hours hold now: what the wall's clocks show counts, also on the days when they are changed."""

from collections.abc import Iterable
from datetime import datetime, timedelta, tzinfo
from typing import Final

from app.model.clock import Moment
from app.model.local_time import instant
from app.model.routing import DAY, Heard, Hours, Routing, Stretch
from app.model.verdict import Level

_AHEAD: Final = 9  # days that are searched for a change; a week has all of them
_SPARED: Final = {Level.CRITICAL: Heard.CRITICAL, Level.WARNING: Heard.ALL}


def present(routing: Routing, now: Moment, zone: tzinfo) -> frozenset[str]:
    """Return the names of the hours that hold now."""
    local = datetime.fromtimestamp(now.wall, zone) if routing.hours else None
    return frozenset(hours.name for hours in routing.hours if local is not None and _hold(hours, local))


def holds(hours: Hours, wall: float, zone: tzinfo) -> bool:
    """Return whether the clocks of ``zone`` show one of these hours."""
    return _hold(hours, datetime.fromtimestamp(wall, zone))


def ends(names: Iterable[str], routing: Routing, now: Moment, zone: tzinfo) -> Moment | None:
    """Return when the first of these hours begins or ends next; None: never within a week."""
    found = [
        wall
        for hours in routing.hours
        if hours.name in names and (wall := _change(hours, now.wall, zone)) is not None
    ]
    return now.later(min(found) - now.wall) if found else None


def heard(routing: Routing, hold: frozenset[str]) -> Heard:
    """Return what the desktop sounds for now; ``hold``: the hours that do."""
    if routing.desktop.quiet and routing.desktop.quiet in hold:
        spares = next((each.spares for each in routing.hours if each.name == routing.desktop.quiet), None)
        return Heard.NONE if spares is None else _SPARED.get(spares, Heard.NONE)
    profiles = routing.desktop.sound
    return next((profile.heard for profile in profiles if profile.hours in hold), Heard.ALL)


def _hold(hours: Hours, local: datetime) -> bool:
    day, minute = local.weekday(), local.hour * 60 + local.minute
    return any(_within(stretch, day, minute) for stretch in hours.stretches)


def _within(stretch: Stretch, day: int, minute: int) -> bool:
    if stretch.start < stretch.end:
        return day in stretch.days and stretch.start <= minute < stretch.end
    late = day in stretch.days and minute >= stretch.start
    return late or ((day - 1) % 7 in stretch.days and minute < stretch.end)


def _change(hours: Hours, wall: float, zone: tzinfo) -> float | None:
    """Return when these hours begin or end next, in wall seconds."""
    before = holds(hours, wall, zone)
    today = datetime.fromtimestamp(wall, zone).replace(hour=0, minute=0, second=0, microsecond=0)
    marks = {mark % DAY for stretch in hours.stretches for mark in (stretch.start, stretch.end)}
    for number in range(_AHEAD):
        day = today.replace(tzinfo=None) + timedelta(days=number)
        for at in sorted(instant(day + timedelta(minutes=mark), zone) for mark in marks):
            if at > wall and holds(hours, at, zone) is not before:
                return at
    return None
