"""When having no data is worth an alert of its own."""

from app.model.clock import Moment
from app.model.phrase import Phrase, phrase
from app.model.quantity import age
from app.model.rule import NO_DATA
from app.model.state import State
from app.model.verdict import Level, Verdict

HOLD_INTERVALS = 3
_UNPROVED = (State.UNKNOWN, State.PENDING)
_COMING = phrase("Results come in")


def hold(interval: float, patience: float = 0.0) -> float:
    """Return the seconds for which a check may be unknown before that is told."""
    return max(HOLD_INTERVALS * interval, patience)


def no_data(
    check: str, state: State, since: Moment, *, soft: bool, hold: float, inhibited: bool, now: Moment
) -> Verdict:
    """Return the verdict of the rule ``no-data`` over a check.

    ``state`` is shown ``since`` then; ``soft`` if an unconfirmed bad result is shown, for that is data too.
    ``inhibited`` while the monitor is blind or overloaded: that is one alarm of its own, not one a check.
    The verdict is WARNING at most, NONE until ``hold`` is over, and GOOD only while there is a judged result.
    Step it with one attempt and no recover-hold.
    """
    if soft or state not in _UNPROVED:
        return _verdict(check, Level.GOOD, now, _COMING)  # as after nearly every run
    if inhibited:
        return _verdict(check, Level.NONE, now, phrase("This monitor itself cannot tell"))
    passed = now.seconds_since(since)
    if passed < hold:
        return _verdict(check, Level.NONE, now, phrase("No result yet"))
    # The hold, not the running age: a reason that changed with each second would be a change each second.
    return _verdict(check, Level.WARNING, now, phrase("Unknown for more than {age}", age=age(hold)))


def _verdict(check: str, level: Level, now: Moment, reason: Phrase) -> Verdict:
    return Verdict(check=check, rule=NO_DATA, level=level, at=now, reason=reason)
