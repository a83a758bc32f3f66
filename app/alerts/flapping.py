"""Whether a check goes bad and good in turn: Nagios' weighted window over its newest results.

Each of the last 21 results that differs from the one before it is a change; of the 20 possible ones the
newest weighs 1.2, the oldest 0.8. Their weight as a share of all is 1 where every result differs from the
one before (nagioscore, "Detection and Handling of State Flapping").
"""

from collections.abc import Mapping, Sequence
from typing import Final

from app.model.alert import Alert, AlertPhase
from app.model.check import Check
from app.model.clock import Moment
from app.model.phrase import Phrase, phrase
from app.model.rule import FLAPPING, NO_DATA
from app.model.verdict import Level, Verdict

RESULTS: Final = 21
_CHANGES: Final = RESULTS - 1
_ALL: Final = (1 << RESULTS) - 1
_MASK: Final = (1 << _CHANGES) - 1
_HALF: Final = _CHANGES // 2
_HALF_MASK: Final = (1 << _HALF) - 1
_IN_TURN: Final = sum(1 << place for place in range(0, RESULTS, 2))
_HARD: Final = (AlertPhase.FIRING, AlertPhase.RECOVERING)
_WORSE: Final = {Level.NONE: 0, Level.GOOD: 1, Level.WARNING: 2, Level.CRITICAL: 3}


def _weight(place: int) -> float:
    """Return the share of one change, ``place`` 0 being the newest."""
    return (1.2 - 0.4 * place / (_CHANGES - 1)) / _CHANGES


def _table(first: int) -> tuple[float, ...]:
    """Return the weight of each pattern of ten changes, so that a result costs two look-ups."""
    return tuple(
        sum(_weight(first + place) for place in range(_HALF) if pattern >> place & 1)
        for pattern in range(1 << _HALF)
    )


_NEWER: Final = _table(0)
_OLDER: Final = _table(_HALF)


class Flaps:
    """The newest results of one check, good or bad, in one number."""

    __slots__ = ("_bits", "level")

    def __init__(self) -> None:
        self._bits: int | None = None  # newest lowest, 1 is bad
        self.level = Level.GOOD  # of the newest bad result

    def add(self, level: Level) -> None:
        """Take a judged result; one that proves nothing is none."""
        bad = level is not Level.GOOD
        if bad:
            self.level = level
        if self._bits is None:
            self._bits = _ALL if bad else 0  # what was before the first is taken to be the same
        else:
            self._bits = (self._bits << 1 | bad) & _ALL

    def suppose(self, level: Level) -> None:
        """Take the worst of what is not known: after a restart a flapping check has to prove itself calm."""
        self._bits = _IN_TURN
        self.level = level

    @property
    def bad(self) -> bool:
        """Whether the newest result is bad."""
        return bool(self._bits and self._bits & 1)

    @property
    def share(self) -> float:
        """The weight of the changes among the newest results, 0 to 1."""
        bits = self._bits
        if not bits or bits == _ALL:
            return 0.0
        changes = (bits ^ bits >> 1) & _MASK
        return _NEWER[changes & _HALF_MASK] + _OLDER[changes >> _HALF]


def counted(flaps: Flaps, verdicts: Sequence[Verdict]) -> bool:
    """Take the verdicts over one result into ``flaps``; False where they prove nothing."""
    if len(verdicts) == 1:  # as for most checks, at each result
        level = verdicts[0].level
    else:
        level = max((verdict.level for verdict in verdicts), key=_WORSE.__getitem__, default=Level.NONE)
    if level is Level.NONE:
        return False
    flaps.add(level)
    return True


def flapping(check: Check, flaps: Flaps, alerts: Mapping[str, Alert], now: Moment) -> Verdict | None:
    """Return the verdict of the rule ``flapping`` after a judged result; None where there is nothing to say.

    ``alerts``: the check's present ones, by rule. It begins at the upper limit and ends below the lower one,
    but only with a good result or while another alert is confirmed: an end amid results that are bad and
    not confirmed would say that all is well.
    Step it with one attempt and no recover-hold. It never becomes milder, so its incident is told once.
    """
    share, limits, alert = flaps.share, check.flapping, alerts.get(FLAPPING)
    if limits is None or (alert is None and share < limits.high):
        return None
    if alert is not None and share < limits.low and (not flaps.bad or _confirmed(alerts)):
        return _verdict(check, Level.GOOD, phrase("Calm again"), now)
    level = max(flaps.level, alert.level if alert else Level.GOOD, key=_WORSE.__getitem__)
    # Without the share: a reason that changed with each result would be a change each time.
    return _verdict(check, level, phrase("Its results are good and bad in turn"), now)


def _confirmed(alerts: Mapping[str, Alert]) -> bool:
    """Return whether something else than the flapping says that the target is bad."""
    return any(alert.phase in _HARD for rule, alert in alerts.items() if rule not in (FLAPPING, NO_DATA))


def _verdict(check: Check, level: Level, reason: Phrase, now: Moment) -> Verdict:
    return Verdict(check=check.id, rule=FLAPPING, level=level, at=now, reason=reason)
