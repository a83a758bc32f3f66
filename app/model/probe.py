"""The contract between the engine and a probe kind."""

from collections.abc import Callable
from typing import Annotated, Any, ClassVar, Protocol, TypeVar

import msgspec

from app.model.clock import Moment
from app.model.metric import Metric
from app.model.phrase import NOTHING, Phrase
from app.model.state import ErrorClass
from app.model.surroundings import Objection, Surroundings
from app.model.value import Value
from app.model.verdict import Level

# In the file a duration is a text with a unit ("200ms", "10s", "5m", "1h") or a number of seconds.
# inventory.load converts every field so marked before msgspec sees it.
Duration = Annotated[float, msgspec.Meta(gt=0, le=86_400 * 31, extra={"form": "duration"})]
Port = Annotated[int, msgspec.Meta(ge=1, le=65_535)]
Host = Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
# A text that may be given as is or as {secret: name}; the file never holds the secret itself.
Name = Annotated[str, msgspec.Meta(min_length=1, max_length=80)]


class Secret(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A reference to a secret by name, in the file ``{secret: name}``."""

    secret: Name


class ProbeFailed(Exception):  # noqa: N818 - it is the name of the outcome, not of an accident
    """A probe has no good answer, and knows why.

    ``sentence`` is ours and for people; ``detail`` is raw text of the other side for the detail pane.
    """

    def __init__(self, error: ErrorClass, sentence: Phrase, detail: str = "") -> None:
        super().__init__(error, sentence.plain(), detail)
        self.error = error
        self.sentence = sentence
        self.detail = detail


class NoResolver(ProbeFailed):
    """A name could not be looked up because no name server of this machine answers, or all of them fail.

    Nothing is known of the target, nor of the name: the resolver is what is down. A name that does not exist,
    and a name server that is itself the target of a probe, are plain ``ProbeFailed``.
    """


class Inbound(Value, frozen=True, kw_only=True):
    """Reports that are taken under a name, from whoever has the token.

    ``signed``: the token never travels; a report is a sign of life of another monitor, signed with it.
    """

    name: str
    token: Secret
    signed: bool = False


class Phase(Value, frozen=True, kw_only=True):
    """One part of a response time."""

    name: str  # resolve connect tls send first_byte transfer query …
    seconds: float


class ErrorGroup(Value, frozen=True, kw_only=True):
    """Errors of one message template found by a probe that reads errors."""

    template: str  # the message with its variable parts as <*>
    count: int
    first: Moment
    last: Moment
    example: str  # newest line, foreign


class Reading(Value, frozen=True, kw_only=True):
    """What a probe brings home when the target answered well.

    ``values`` maps a series name (see ``metric``) to its number in base units; a metric that is not there
    has no value (never 0). ``response_time`` is given where the probe knows better than the runner: by the
    kernel's stamps. Then it stands also where this machine stood still meanwhile, unless it is ``coarse``.
    ``level``: what the target (or a plugin) says of itself, only where the kind is ``outspoken``. WARNING and
    CRITICAL keep their values, and rules judge them all the same; CRITICAL counts as an error (``content``).
    """

    values: dict[str, float] = {}
    phases: tuple[Phase, ...] = ()
    sentence: Phrase = NOTHING
    facts: dict[str, str] = {}  # address used, TLS version, server … foreign texts, cut by the runner
    errors: tuple[ErrorGroup, ...] = ()
    coarse: bool = False  # times are not to be trusted below some milliseconds: our own delays are in them
    detail: str = ""
    level: Level = Level.GOOD


class Shared(Protocol):
    """Something that many probes use together, such as one socket for all pings; closed by the engine."""

    async def close(self) -> None:
        """Give everything back."""
        ...


R = TypeVar("R", bound=Shared)
M = TypeVar("M")


class Context(Protocol):
    """What a run is given by the engine."""

    @property
    def check(self) -> str:
        """The id of the check that runs."""
        ...

    @property
    def timeout(self) -> float:
        """Seconds this run may take in all; the runner cancels at the end of them."""
        ...

    @property
    def now(self) -> Moment:
        """The present moment, read anew each time."""
        ...

    @property
    def around(self) -> Surroundings:
        """What the inventory says beside its checks."""
        ...

    async def secret(self, reference: Secret) -> str:
        """Return the secret; raises ``ProbeFailed`` with class ``credential``."""
        ...

    async def shared(self, kind: type[R], open_: Callable[[], Any] | None = None) -> R:
        """Return the one instance of ``kind``, opened by ``open_`` (default: ``kind()``) at first use.

        ``open_`` may be a coroutine function.
        """
        ...

    def recall(self, kind: type[M]) -> M | None:
        """Return what the last run of this check remembered, if it was of this kind."""
        ...

    def remember(self, memory: object) -> None:
        """Keep something for the next run of this check (counters, file positions); lost at a restart."""
        ...


class Probe(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    gc=False,  # as in ``Value``
    omit_defaults=True,  # what is not said is the same object for all, also after a way over a wire
    tag_field="kind",
    forbid_unknown_fields=True,
):
    """Settings and code of one probe kind. Subclasses: ``frozen=True, kw_only=True, tag="name"``."""

    # Settings as in the file with which tests/probes/test_every_kind.py decodes and cancels the kind.
    example: ClassVar[dict[str, object]]
    metrics: ClassVar[tuple[Metric, ...]] = ()
    timed: ClassVar[bool] = True  # a run waits for the target, so that its length is a response time
    local: ClassVar[bool] = False  # the way to the target never leaves this machine
    asks: ClassVar[bool] = True  # a run asks something; else it is no measurement
    outspoken: ClassVar[bool] = False  # readings have a level; judged by the rule ``said``

    @property
    def address(self) -> str:
        """What is probed, for people and for the per-host limit: a host, an address, a path."""
        raise NotImplementedError

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics of this very probe: those of its kind, and those that its settings add."""
        return self.metrics

    @property
    def patience(self) -> float:
        """Seconds for which it is no news that nothing is known of the target; beside three intervals."""
        return 0.0

    @property
    def certain(self) -> tuple[Metric, ...]:
        """Of ``measured`` those that each good run brings with these settings."""
        return self.measured

    @property
    def inbound(self) -> Inbound | None:
        """The reports that this probe waits for, where it asks for none itself."""
        return None

    def objections(self, around: Surroundings) -> tuple[Objection, ...]:  # noqa: ARG002 - for kinds that have some
        """Return why this probe cannot be used; asked when the inventory is read. May look at files."""
        return ()

    async def run(self, ctx: Context) -> Reading:
        """Measure once. Raises ``ProbeFailed``; anything else that escapes is "our probe is broken"."""
        raise NotImplementedError
