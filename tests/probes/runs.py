"""Running a probe in a test as the engine would: a deadline, shared resources, memory between runs."""

import inspect
import time
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, TypeVar

from app.model.clock import Moment
from app.model.phrase import phrase
from app.model.probe import Probe, ProbeFailed, Reading, Secret, Shared
from app.model.state import ErrorClass
from app.model.surroundings import Surroundings

R = TypeVar("R", bound=Shared)
M = TypeVar("M")


class TrialContext:
    """A Context on real clocks; ``ahead`` moves its clock on."""

    def __init__(self, *, timeout: float = 2.0, secrets: Mapping[str, str] | None = None) -> None:
        self.check = "target/check"
        self.timeout = timeout
        self.ahead = 0.0
        self.around = Surroundings()
        self._secrets = dict(secrets or {})
        self._shared: dict[type, Any] = {}
        self._memory: object = None

    @property
    def now(self) -> Moment:
        return Moment(wall=time.time() + self.ahead, mono=time.monotonic() + self.ahead)

    async def secret(self, reference: Secret) -> str:
        try:
            return self._secrets[reference.secret]
        except KeyError:
            raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("No secret of that name")) from None

    async def shared(self, kind: type[R], open_: Callable[[], Any] | None = None) -> R:
        if kind not in self._shared:
            made = (open_ or kind)()
            self._shared[kind] = await made if inspect.isawaitable(made) else made
        found = self._shared[kind]
        assert isinstance(found, kind)
        return found

    def recall(self, kind: type[M]) -> M | None:
        return self._memory if isinstance(self._memory, kind) else None

    def remember(self, memory: object) -> None:
        self._memory = memory

    async def close(self) -> None:
        """Close what was shared."""
        for each in self._shared.values():
            await each.close()


@asynccontextmanager
async def context(
    *, seconds: float = 2.0, secrets: Mapping[str, str] | None = None
) -> AsyncIterator[TrialContext]:
    """Give a context and close its shared resources."""
    made = TrialContext(timeout=seconds, secrets=secrets)
    try:
        yield made
    finally:
        await made.close()


async def run_once(
    probe: Probe, *, seconds: float = 2.0, secrets: Mapping[str, str] | None = None
) -> Reading:
    """Run a probe once and return its reading."""
    async with context(seconds=seconds, secrets=secrets) as ctx:
        return await probe.run(ctx)


async def failed_once(
    probe: Probe, *, seconds: float = 2.0, secrets: Mapping[str, str] | None = None
) -> ProbeFailed:
    """Run a probe that has to fail, and return how."""
    try:
        reading = await run_once(probe, seconds=seconds, secrets=secrets)
    except ProbeFailed as failed:
        return failed
    message = f"the probe did not fail: {reading}"
    raise AssertionError(message)
