"""Which channels an incident goes to, and how: the inventory's routes, and the steps that were reached."""

from collections.abc import Iterator, Mapping
from typing import Final

from msgspec.structs import replace

from app.model.clock import Moment
from app.model.incident import EntryKind, Incident
from app.model.matcher import match
from app.model.notice import DESKTOP, SOUND
from app.model.ports import Circumstances
from app.model.routing import Escalation, Route, Routing, Waited
from app.model.value import Value
from app.model.verdict import Level


class Way(Value, frozen=True, kw_only=True):
    """How one channel is told of one incident."""

    wait: float = 0.0
    repeat: float | None = None
    quiet: str = ""
    step: int = 0  # the highest step that was reached and names it, from 1
    late: bool = False  # it is told by a step that waited only


class Ways(Value, frozen=True, kw_only=True):
    """The ways of an incident by channel."""

    by_channel: Mapping[str, Way]
    climbs: bool = False  # an escalation belongs to it
    next_step: float | None = None  # seconds until the next step is reached, if nothing stops it
    next_channels: tuple[str, ...] = ()


_EVERYTHING: Final = Way()


def routes_of(around: Circumstances) -> Iterator[Route]:
    """Yield the routes that count for an incident whose alerts have these labels."""
    for route in around.routing.routes:
        if _matches(route, around):
            yield route
            if not route.goes_on:
                return


def ways(incident: Incident, around: Circumstances, now: Moment) -> Ways:
    """Return how each channel that has to do with an incident is told; a missing one is not routed.

    The desktop is told of everything as long as no route names it.
    """
    routing = around.routing
    if not routing.routes:
        found = {policy.id: _EVERYTHING for policy in around.channels}
        found[DESKTOP] = _desktop(routing, incident, _EVERYTHING)
        return Ways(by_channel=found)
    found = {SOUND: _EVERYTHING}
    if not any(DESKTOP in route.channels for route in routing.routes):
        found[DESKTOP] = _EVERYTHING
    waited = clock_of(incident).by(now)
    coming: list[tuple[float, tuple[str, ...]]] = []
    climbs = False
    for route in routes_of(around):
        for channel in route.channels:
            found.setdefault(channel, Way(wait=route.wait, repeat=route.repeat, quiet=route.quiet))
        ladder = next((each for each in routing.escalations if each.name == route.escalate), None)
        if ladder is not None:
            climbs = True
            coming += _climbed(ladder, route, waited, found)
    if DESKTOP in found:
        found[DESKTOP] = _desktop(routing, incident, found[DESKTOP])
    first = min(coming, default=None)
    return Ways(
        by_channel=found,
        climbs=climbs,
        next_step=first[0] if first else None,
        next_channels=first[1] if first else (),
    )


def clock_of(incident: Incident) -> Waited:
    """Return the clock of an incident's escalation; it begins anew when the incident is opened again."""
    lines = reversed(incident.timeline)
    began = next((entry.at for entry in lines if entry.kind is EntryKind.REOPENED), incident.opened)
    known = incident.waited
    return known if known is not None and known.at.mono >= began.mono else Waited(at=began)


def runs(incident: Incident, around: Circumstances) -> bool:
    """Return whether that clock runs: somebody is to be told, and nobody has it."""
    stopped = incident.taken or incident.suppressed is not None or incident.blocked_by or around.blind
    return incident.closed is None and not stopped


def _matches(route: Route, around: Circumstances) -> bool:
    if route.hours and route.hours not in around.present:
        return False
    return not route.match or any(match(route.match, labels) for labels in around.labels)


def _climbed(
    ladder: Escalation, route: Route, waited: float, found: dict[str, Way]
) -> list[tuple[float, tuple[str, ...]]]:
    """Add the channels of the steps that were reached; return the others: seconds to go, and channels."""
    coming = []
    for number, step in enumerate(ladder.steps, 1):
        if step.after > waited:
            coming.append((step.after - waited, step.channels))
            continue
        for channel in step.channels:
            before = found.get(channel)
            first = Way(
                wait=0.0 if step.after else route.wait,
                repeat=route.repeat,
                quiet=route.quiet,
                late=step.after > 0,
            )
            way = before or first
            repeat = step.repeat or way.repeat
            found[channel] = replace(way, repeat=repeat, step=number if step.after else way.step)
    return coming


def _desktop(routing: Routing, incident: Incident, way: Way) -> Way:
    """Return the desktop's way: by its own times where its route names none."""
    own = routing.desktop
    critical = own.repeat if incident.level is Level.CRITICAL else None
    return replace(way, repeat=way.repeat or critical, quiet=way.quiet or own.quiet)
