"""Whether this engine does what it is there for. Pure: what its parts last did goes in, reasons come out."""

import enum

from app.model.deadman import Whole
from app.model.phrase import NOTHING, Phrase, phrase
from app.model.value import Value

LATE = 5.0  # seconds by which a part that turns each half second may be late
PUBLISH = 10.0  # seconds between two boards at most; an idle one comes each second
JUDGING = 10.0  # seconds that a result may be kept back, or wait for a place, beyond its own pace
UNSAVED = 10.0  # seconds for which a change may wait without the store being known to be sick
STALLED = 5.0  # seconds of standstill within the last ten
_MOST = 0.5  # share of checks without a fresh result from which nothing is proved


class Why(enum.StrEnum):
    """What is not proved; each alone withholds our heartbeat."""

    NOTHING_WATCHED = "nothing-watched"
    NOT_BEGUN = "not-begun"
    SCHEDULER = "scheduler"
    NOT_JUDGED = "not-judged"
    STALE = "stale"
    HOUSEKEEPING = "housekeeping"
    PUBLISHER = "publisher"
    STORE = "store"
    STALLED = "stalled"


# What a start anew can mend. Not: what the inventory, the machine or a disk must be helped with.
MENDED_BY_RESTART = frozenset({Why.SCHEDULER, Why.NOT_JUDGED, Why.HOUSEKEEPING, Why.PUBLISHER})


class Signs(Value, frozen=True, kw_only=True):
    """What the parts last did; all times are seconds ago, ``inf`` for never."""

    checks: int  # that are enabled
    pace: float  # seconds within which at least one of them has a result
    stale: int  # of them without a fresh result
    scheduler: float
    judged: float | None  # None: nothing since the start
    housekeeping: float
    published: float
    unsaved: float  # for how long a change waits for a store that is not known to be sick
    stalled: float  # seconds of standstill within the last ten
    incidents: int = 0
    overloaded: bool = False
    blind: bool = False
    broken: Phrase = NOTHING  # what of this program is known not to work


class Life(Value, frozen=True, kw_only=True):
    """``why`` is empty where the whole path is proved; then ``whole`` says how we are."""

    why: tuple[tuple[Why, Phrase], ...] = ()
    whole: Whole = Whole.GOOD
    text: Phrase = NOTHING

    @property
    def proved(self) -> bool:
        """Whether a heartbeat may go out."""
        return not self.why

    @property
    def reason(self) -> Phrase:
        """The first reason why it may not, in words."""
        return self.why[0][1] if self.why else NOTHING

    @property
    def dead(self) -> bool:
        """Whether a start anew would help."""
        return any(why in MENDED_BY_RESTART for why, _ in self.why)


def life(signs: Signs) -> Life:
    """Judge whether checks are run, judged, shown and stored, and say how the whole monitor is."""
    why = (*_of_parts(signs), *_of_checks(signs))  # causes before what follows from them
    whole, text = _whole(signs)
    return Life(why=why, whole=whole, text=text)


def _of_checks(signs: Signs) -> list[tuple[Why, Phrase]]:
    found = list[tuple[Why, Phrase]]()
    if not signs.checks:
        found.append((Why.NOTHING_WATCHED, phrase("Nothing is watched")))
    elif signs.judged is None:
        found.append((Why.NOT_BEGUN, phrase("No check has been judged since the start")))
    elif signs.judged > signs.pace + JUDGING:
        found.append((Why.NOT_JUDGED, phrase("No check has been judged in time")))
    if signs.checks and signs.stale > signs.checks * _MOST:
        found.append((Why.STALE, phrase("Most checks have no fresh result")))
    return found


def _of_parts(signs: Signs) -> list[tuple[Why, Phrase]]:
    # Without ages: each change of a sentence on the screen is an event.
    parts = (
        (Why.SCHEDULER, signs.scheduler, LATE, phrase("The scheduler stands still")),
        (Why.HOUSEKEEPING, signs.housekeeping, LATE, phrase("Nobody looks after time and our own troubles")),
        (Why.PUBLISHER, signs.published, PUBLISH, phrase("No board reaches the screens")),
        (Why.STORE, signs.unsaved, UNSAVED, phrase("Changes are neither saved nor refused")),
        (Why.STALLED, signs.stalled, STALLED, phrase("The engine stands still for seconds")),
    )
    return [(why, text) for why, seconds, limit, text in parts if seconds > limit]


def _whole(signs: Signs) -> tuple[Whole, Phrase]:
    if signs.broken.template:
        return Whole.BROKEN, signs.broken
    if signs.blind:
        return Whole.BLIND, phrase("This monitor is cut off")
    if signs.overloaded:
        return Whole.OVERLOADED, phrase("This monitor is overloaded")
    if signs.incidents:
        one = phrase("1 open incident")
        many = phrase("{count} open incidents", count=str(signs.incidents))
        return Whole.INCIDENTS, one if signs.incidents == 1 else many
    return Whole.GOOD, NOTHING
