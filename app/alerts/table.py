"""All transitions of an alert, as one table; an illegal step raises."""

import enum
from typing import NamedTuple

from app.model.alert import AlertEvent, AlertPhase


class Evidence(enum.StrEnum):
    """What a verdict means to an alert, given what came before."""

    NOTHING = "nothing"  # no data, stale, blind, overloaded: proves nothing
    BAD = "bad"  # bad, as before; while soft: not confirmed yet
    CONFIRMED = "confirmed"  # bad as often in a row as it takes
    WORSE = "worse"  # bad, and worse than the alert's level
    MILDER = "milder"  # bad, but milder than the alert's level
    GOOD = "good"  # good, but not long enough to close
    PROVED = "proved"  # good, and long enough to close
    GONE = "gone"  # the check or the rule was removed or disabled


class Step(NamedTuple):
    """Where an alert goes, and what is told of it; ``event`` None: nothing that anyone need know."""

    phase: AlertPhase
    event: AlertEvent | None


class IllegalStep(Exception):  # noqa: N818 - it is the name of what happened
    """This evidence cannot come in this phase: the caller is wrong."""


_INACTIVE, _SOFT = AlertPhase.INACTIVE, AlertPhase.SOFT
_FIRING, _RECOVERING = AlertPhase.FIRING, AlertPhase.RECOVERING

TABLE = {
    (_INACTIVE, Evidence.NOTHING): Step(_INACTIVE, None),
    (_INACTIVE, Evidence.BAD): Step(_SOFT, AlertEvent.SOFTENED),
    (_INACTIVE, Evidence.CONFIRMED): Step(_FIRING, AlertEvent.FIRED),
    (_INACTIVE, Evidence.PROVED): Step(_INACTIVE, None),
    (_INACTIVE, Evidence.GONE): Step(_INACTIVE, None),
    (_SOFT, Evidence.NOTHING): Step(_SOFT, None),
    (_SOFT, Evidence.BAD): Step(_SOFT, AlertEvent.ATTEMPT),
    (_SOFT, Evidence.CONFIRMED): Step(_FIRING, AlertEvent.FIRED),
    (_SOFT, Evidence.PROVED): Step(_INACTIVE, AlertEvent.PASSED),
    (_SOFT, Evidence.GONE): Step(_INACTIVE, AlertEvent.WITHDRAWN),
    (_FIRING, Evidence.NOTHING): Step(_FIRING, None),
    (_FIRING, Evidence.BAD): Step(_FIRING, None),
    (_FIRING, Evidence.WORSE): Step(_FIRING, AlertEvent.WORSENED),
    (_FIRING, Evidence.MILDER): Step(_FIRING, AlertEvent.EASED),
    (_FIRING, Evidence.GOOD): Step(_RECOVERING, AlertEvent.RECOVERING),
    (_FIRING, Evidence.PROVED): Step(_INACTIVE, AlertEvent.CLEARED),
    (_FIRING, Evidence.GONE): Step(_INACTIVE, AlertEvent.WITHDRAWN),
    (_RECOVERING, Evidence.NOTHING): Step(_RECOVERING, None),
    (_RECOVERING, Evidence.BAD): Step(_FIRING, AlertEvent.RELAPSED),
    (_RECOVERING, Evidence.WORSE): Step(_FIRING, AlertEvent.RELAPSED),
    (_RECOVERING, Evidence.MILDER): Step(_FIRING, AlertEvent.RELAPSED),
    (_RECOVERING, Evidence.GOOD): Step(_RECOVERING, None),
    (_RECOVERING, Evidence.PROVED): Step(_INACTIVE, AlertEvent.CLEARED),
    (_RECOVERING, Evidence.GONE): Step(_INACTIVE, AlertEvent.WITHDRAWN),
}


def step(phase: AlertPhase, evidence: Evidence) -> Step:
    """Return the step that ``evidence`` makes from ``phase``, or raise ``IllegalStep``."""
    found = TABLE.get((phase, evidence))
    if found is None:
        raise IllegalStep(phase, evidence)
    return found
