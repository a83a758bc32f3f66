"""Moments, silences and windows for tests."""

from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.clock import Moment
from app.model.intent import MakeSilence
from app.model.maintenance import Maintenance, Plan
from app.model.matcher import matchers_of
from app.model.verdict import Level

WALL = 1_800_000_000.0


def at(seconds: float, shifted: float = 0.0) -> Moment:
    """Return the moment so many seconds on; the wall clock may be put on or back by ``shifted``."""
    return Moment(wall=WALL + seconds + shifted, mono=1000.0 + seconds)


def key(check: str = "pay/in", rule: str = "up") -> AlertKey:
    """Return the name of an alert."""
    return AlertKey(check=check, rule=rule)


def alert(check: str = "pay/in", rule: str = "up") -> Alert:
    """Return an alert that fires."""
    return Alert(key=key(check, rule), phase=AlertPhase.FIRING, level=Level.CRITICAL)


def wish(
    text: str = "target=pay",
    seconds: float = 60.0,
    *,
    starts_in: float = 0.0,
    when_clear: float = 0.0,
    change: str = "",
) -> MakeSilence:
    """Return the wish for a silence."""
    return MakeSilence(
        matchers=matchers_of(text) if text else (),
        who="ann",
        reason="cable",
        seconds=seconds,
        starts_in=starts_in,
        when_clear=when_clear,
        id=change,
    )


def window(plan: Plan, text: str = "target=pay", name: str = "work") -> Maintenance:
    """Return a window of the inventory."""
    return Maintenance(id=name, matchers=matchers_of(text), author="ops", reason="disks", plan=plan)
