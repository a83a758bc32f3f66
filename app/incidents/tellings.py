"""What each channel was told of an incident so far."""

from msgspec.structs import replace

from app.model.incident import Incident
from app.model.notice import PROBLEMS, Notice, Telling
from app.model.verdict import Level

_SEVERITY = {Level.NONE: 0, Level.GOOD: 0, Level.WARNING: 1, Level.CRITICAL: 2}


def told(incident: Incident, notice: Notice) -> tuple[Telling, ...]:
    """Return the tellings of an incident after a notice; one that is withheld, or an end, adds nothing."""
    if not notice.told or notice.kind not in PROBLEMS:
        return incident.tellings
    before = incident.telling_of(notice.channel)
    others = tuple(each for each in incident.tellings if each.channel != notice.channel)
    return (*others, _after(incident, notice, before))


def _after(incident: Incident, notice: Notice, before: Telling | None) -> Telling:
    goes_on = before if notice.channel in incident.told else None
    level, size, step = notice.level, incident.size, notice.step
    if goes_on is not None:
        level = max(level, goes_on.level, key=_SEVERITY.__getitem__)
        size, step = max(size, goes_on.size), max(step, goes_on.step)
    known = before or Telling(channel=notice.channel, at=notice.at, times=0, level=level)
    return replace(
        known,
        at=notice.at,
        times=known.times + 1,
        level=level,
        size=size,
        step=step,
        flapping=incident.flaps,
    )
