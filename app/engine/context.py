"""What a run of a check is given."""

import asyncio
from collections.abc import Callable
from typing import Any, TypeVar

from app.engine.shared import SharedThings
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.phrase import foreign, phrase
from app.model.ports import SecretSource
from app.model.probe import ProbeFailed, Secret, Shared
from app.model.state import ErrorClass
from app.model.surroundings import Surroundings

R = TypeVar("R", bound=Shared)
M = TypeVar("M")
NOWHERE = Surroundings()

# Of a run's time, what it may wait for secrets: else a keyring that hangs looks like a target that does.
_SHARE = 0.5


class Memory:
    """What the last run of one check remembered."""

    __slots__ = ("kept",)

    def __init__(self) -> None:
        self.kept: object = None


class RunContext:
    """Implements ``app.model.probe.Context`` for one run."""

    __slots__ = ("_around", "_check", "_clock", "_memory", "_secrets", "_secrets_until", "_shared")

    def __init__(
        self,
        check: Check,
        *,
        clock: Clock,
        secrets: SecretSource,
        shared: SharedThings,
        memory: Memory,
        around: Surroundings = NOWHERE,
        began: Moment | None = None,
    ) -> None:
        self._check = check
        self._clock = clock
        self._secrets = secrets
        self._shared = shared
        self._memory = memory
        self._around = around
        self._secrets_until = (began or clock.now()).mono + check.timeout * _SHARE

    @property
    def check(self) -> str:
        """The id of the check that runs."""
        return self._check.id

    @property
    def timeout(self) -> float:
        """Seconds this run may take in all."""
        return self._check.timeout

    @property
    def now(self) -> Moment:
        """The present moment."""
        return self._clock.now()

    @property
    def around(self) -> Surroundings:
        """What the inventory says beside its checks."""
        return self._around

    async def secret(self, reference: Secret) -> str:
        """Return the secret; raises ``ProbeFailed`` with class ``credential``, also where it comes late."""
        left = self._secrets_until - self._clock.now().mono
        try:
            async with asyncio.timeout(max(0.0, left)):
                return await self._secrets.get(reference)
        except TimeoutError as late:
            sentence = phrase("The secret {name} is not available in time", name=foreign(reference.secret))
            raise ProbeFailed(ErrorClass.CREDENTIAL, sentence) from late

    async def shared(self, kind: type[R], open_: Callable[[], Any] | None = None) -> R:
        """Return the one instance of ``kind``, opened at first use."""
        return await self._shared.get(kind, open_)

    def recall(self, kind: type[M]) -> M | None:
        """Return what the last run of this check remembered, if it was of this kind."""
        kept = self._memory.kept
        return kept if isinstance(kept, kind) else None

    def remember(self, memory: object) -> None:
        """Keep something for the next run of this check."""
        self._memory.kept = memory
