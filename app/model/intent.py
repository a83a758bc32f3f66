"""Wishes of people, on their way to the engine; each is answered when it is stored."""

from typing import Literal

from app.model.maintenance import Plan
from app.model.matcher import Matcher
from app.model.value import Value


class Acknowledge(Value, frozen=True, kw_only=True, tag="acknowledge"):
    """Take an incident (by id), or every open incident that touches a check or target id."""

    what: str
    who: str
    comment: str = ""
    sticky: bool = False  # keep it even if it gets worse
    seconds: float = 0.0  # for so long; 0: until it is over


class Release(Value, frozen=True, kw_only=True, tag="release"):
    """Give back what somebody has (what: as of ``Acknowledge``); it needs someone again."""

    what: str
    who: str


class Assign(Value, frozen=True, kw_only=True, tag="assign"):
    """Make somebody else the owner."""

    what: str
    to: str
    who: str


class Comment(Value, frozen=True, kw_only=True, tag="comment"):
    """Write a line into the timeline; of a closed incident, too."""

    what: str
    text: str
    who: str


class Merge(Value, frozen=True, kw_only=True, tag="merge"):
    """Make other open incidents (ids) part of the one with the id ``into``."""

    into: str
    what: tuple[str, ...]
    who: str


class Split(Value, frozen=True, kw_only=True, tag="split"):
    """Take targets or checks (ids) out of an open incident, into a new one."""

    what: str
    part: tuple[str, ...]
    who: str


class Tick(Value, frozen=True, kw_only=True, tag="tick"):
    """Tick a step of the runbook (its text, or its number from 1), or take the tick back."""

    what: str
    step: str
    done: bool = True
    who: str


class Act(Value, frozen=True, kw_only=True, tag="act"):
    """Write down what somebody did about it."""

    what: str
    text: str
    who: str


class Fixed(Value, frozen=True, kw_only=True, tag="fixed"):
    """Say that it is fixed; it closes by proof only."""

    what: str
    who: str
    comment: str = ""


class Looked(Value, frozen=True, kw_only=True, tag="looked"):
    """Somebody at a desk looked at all that happened, or opened the detail of one incident (``what``)."""

    who: str
    what: str = ""


class Recheck(Value, frozen=True, kw_only=True, tag="recheck"):
    """Run checks now: a check id, a target id, or empty for all."""

    what: str = ""


class Mute(Value, frozen=True, kw_only=True, tag="mute"):
    """No tone for some seconds; 0 ends it. The wall goes on showing it."""

    seconds: float
    who: str


class TestTone(Value, frozen=True, kw_only=True, tag="test-tone"):
    """Prove the alarm path: play a tone on the speaker and report."""

    __test__ = False

    who: str = ""


class TestChannel(Value, frozen=True, kw_only=True, tag="test-channel"):
    """Prove an outside channel: send a test to it now, past whatever waits, and say what became of it."""

    __test__ = False

    channel: str
    who: str = ""


class Report(Value, frozen=True, kw_only=True, tag="report"):
    """The speaker's holder tells what became of a pop-up or a tone."""

    what: Literal["sound", "desktop"]
    ok: bool
    notice: str = ""
    detail: str = ""
    wall: str = ""  # the screen whose wall shows it, so that no pop-up does


class Stop(Value, frozen=True, kw_only=True, tag="stop"):
    """End the engine in good order."""

    who: str = ""


class MakeSilence(Value, frozen=True, kw_only=True, tag="make-silence"):
    """Tell nobody of what matches, for some seconds, beginning in ``starts_in`` seconds.

    ``when_clear``: it ends earlier when nothing that matches has fired for so many seconds; 0: it does not.
    ``id``: change this silence instead; what is empty then (matchers, reason) stays as it is.
    """

    matchers: tuple[Matcher, ...] = ()
    who: str
    reason: str = ""
    seconds: float
    starts_in: float = 0.0
    when_clear: float = 0.0
    id: str = ""


class EndSilence(Value, frozen=True, kw_only=True, tag="end-silence"):
    """End a silence now."""

    what: str  # "S-3"
    who: str


class PlanMaintenance(Value, frozen=True, kw_only=True, tag="plan-maintenance"):
    """Plan work on what matches. Without a ``plan`` it begins now and lasts so many ``seconds``."""

    matchers: tuple[Matcher, ...]
    who: str
    reason: str
    plan: Plan | None = None
    seconds: float = 0.0


class EndMaintenance(Value, frozen=True, kw_only=True, tag="end-maintenance"):
    """Take a window back; of one that the inventory plans, end what runs now."""

    what: str  # "M-2", or its name
    who: str


class PlaceMark(Value, frozen=True, kw_only=True, tag="place-mark"):
    """Mark that something was done, so many seconds ``ago``, to targets; without any to all of them."""

    text: str
    who: str
    targets: tuple[str, ...] = ()
    ago: float = 0.0


Suppressing = MakeSilence | EndSilence | PlanMaintenance | EndMaintenance
Managing = Release | Assign | Comment | Merge | Split | Tick | Act | Fixed
Intent = (
    Acknowledge
    | Managing
    | Looked
    | Recheck
    | Mute
    | TestTone
    | TestChannel
    | Report
    | Stop
    | PlaceMark
    | Suppressing
)
