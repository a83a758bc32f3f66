"""A notice: what one channel is told, or not told, and why."""

import enum
from typing import Final

from msgspec.structs import replace

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.value import Value
from app.model.verdict import Level

DESKTOP = "desktop"  # the pop-up; tray and wall need no notices, they show the state itself
SOUND = "sound"


class NoticeKind(enum.StrEnum):
    """What a notice says."""

    PROBLEM = "problem"
    WORSENED = "worsened"
    RECOVERY = "recovery"
    WITHDRAWN = "withdrawn"
    REMINDER = "reminder"  # it lasts, and nobody has it
    ESCALATION = "escalation"  # nobody has it for so long that others are told, or the same once more
    GREW = "grew"  # there is more of it than was told
    TEST = "test"  # asked for by somebody; it says nothing of any target


# What says that something is wrong, and makes a channel one that is told the end.
PROBLEMS: Final = frozenset(
    {
        NoticeKind.PROBLEM,
        NoticeKind.WORSENED,
        NoticeKind.REMINDER,
        NoticeKind.ESCALATION,
        NoticeKind.GREW,
    }
)


class Reason(enum.StrEnum):
    """Why a channel was told, or why not; every decision has one."""

    NEW = "new"
    WORSE = "worse"
    RECOVERED = "recovered"
    WITHDRAWN = "withdrawn"
    PARENT_DOWN = "parent-down"
    ALREADY_TOLD = "already-told"
    NEVER_TOLD = "never-told"
    ACKNOWLEDGED = "acknowledged"
    MUTED = "muted"
    BELOW_SEVERITY = "below-severity"
    BLIND = "blind"
    ASKED = "asked"
    ITSELF = "itself"  # it is the channel itself of which the notice speaks
    SILENCED = "silenced"
    MAINTENANCE = "maintenance"
    INHIBITED = "inhibited"
    QUIET_HOURS = "quiet-hours"
    NOT_ROUTED = "not-routed"
    NOT_YET = "not-yet"
    REMIND = "remind"
    ESCALATED = "escalated"
    GREW = "grew"
    FLAPPING = "flapping"
    UNSUPPRESSED = "unsuppressed"


class Notice(Value, frozen=True, kw_only=True):
    """One decision about one channel."""

    id: str  # "<incident>:<kind>:<n>:<channel>", stable across restarts
    incident: str
    channel: str
    kind: NoticeKind
    level: Level
    told: bool
    reason: Reason
    title: Phrase
    body: Phrase = NOTHING
    at: Moment
    step: int = 0  # the step of an escalation that told it

    def replaced(self, *, told: bool, reason: Reason, step: int = 0) -> "Notice":
        """Return it decided otherwise."""
        return replace(self, told=told, reason=reason, step=step)


class Telling(Value, frozen=True, kw_only=True):
    """What one channel was told of one incident; kept when its end was told, for it may be opened again."""

    channel: str
    at: Moment  # the newest problem or reminder
    times: int = 1  # problems and reminders so far
    level: Level  # the worst that was told since it was told last that it is over
    size: int = 1  # of how many targets it was told
    step: int = 0  # the highest step of an escalation that was told there
    flapping: bool = False  # whether it was told as flapping


class Delivery(Value, frozen=True, kw_only=True):
    """What became of a told notice."""

    notice: str
    channel: str
    at: Moment
    ok: bool
    attempts: int = 1
    detail: str = ""  # foreign
    wall: str = ""  # foreign; the screen whose wall shows it, so that no pop-up does
