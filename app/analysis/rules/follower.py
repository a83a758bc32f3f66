"""What a rule with a memory of its own is: it takes each result, and says what it finds."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from app.model.clock import Moment
from app.model.phrase import Phrase
from app.model.rule import Peer
from app.model.sample import Sample
from app.model.verdict import Level


class Finding(NamedTuple):
    """A verdict but for whose it is."""

    level: Level
    reason: Phrase
    metric: str = ""
    value: float | None = None
    limit: float | None = None
    low: float | None = None
    high: float | None = None


class Results(Protocol):
    """The window of the check, as far as a rule looks into it."""

    @property
    def newest(self) -> Sample:
        """The newest result; there is one."""
        ...

    def values_of(self, metric: str) -> tuple[tuple[str, float], ...]:
        """Return the newest series that a rule on ``metric`` means, with their values."""
        ...


class Member(NamedTuple):
    """How another check is: GOOD, or the level of its confirmed problem; NONE where nothing is proved."""

    level: Level
    name: str
    waiting: bool = False  # for its first result


class Others(Protocol):
    """What is known of other checks at this moment. Cheap: it is asked with each verdict."""

    def peers(self, check: str, rule: Peer, series: str, now: Moment) -> Sequence[float]:
        """Return the fresh values of a series at the other members of a check's pool, in any order."""
        ...

    def member(self, name: str, now: Moment) -> Member:
        """Return how a member (``target/check`` or ``target/check#rule``) is."""
        ...


class _Nobody:
    """Nothing is known of anybody else."""

    def peers(self, check: str, rule: Peer, series: str, now: Moment) -> Sequence[float]:  # noqa: ARG002
        return ()

    def member(self, name: str, now: Moment) -> Member:  # noqa: ARG002 - the protocol's form
        return Member(Level.NONE, name)


NOBODY: Others = _Nobody()


class Follower(Protocol):
    """One rule of one check. Fed with each judged result (ours prove nothing, and are not shown to it)."""

    def take(self, results: Results) -> None:
        """Take the newest result."""
        ...

    def judge(self, results: Results, present: Level, now: Moment, others: Others) -> Finding:
        """Return what the rule says while its alert stands at ``present``."""
        ...

    def kept(self, now: Moment) -> bytes | None:
        """Return what is to be stored of it, None where nothing is new (or nothing is ever stored)."""
        ...

    def restore(self, body: bytes, at: Moment) -> None:
        """Go on from what was stored at ``at``; what cannot be read, or is of another rule, is nothing."""
        ...


class Forgetful:
    """A rule that begins anew with each start."""

    __slots__ = ()

    def kept(self, now: Moment) -> bytes | None:  # noqa: ARG002 - the protocol's form
        """Store nothing."""
        return None

    def restore(self, body: bytes, at: Moment) -> None:
        """Nothing was stored."""
