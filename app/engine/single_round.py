"""One round of all checks, without memory: what ``nocwall check`` shows."""

import asyncio
from collections.abc import Sequence

from msgspec.structs import replace

from app.analysis.state import Shown
from app.analysis.window import Window
from app.engine.check_memory import CheckMemory
from app.engine.context import NOWHERE, Memory, RunContext
from app.engine.gauge import LoopGauge
from app.engine.limits import host_limit, host_of
from app.engine.runner import run_check
from app.engine.shared import SharedThings
from app.engine.together import judge_all
from app.model.check import Check, Inventory
from app.model.clock import Clock
from app.model.metric import RESPONSE_TIME
from app.model.ports import SecretSource
from app.model.probe import Shared
from app.model.sample import Sample
from app.model.value import Value

# Rates need two readings; this many seconds lie between them.
BETWEEN = 1.0
# Runs begin this many seconds apart, or closer where there are many: a crowd would slow its own answers.
_STEP = 0.01
_ALL_BEGUN = 3.0


class Result(Value, frozen=True, kw_only=True):
    """What one check showed. ``response_time`` in seconds, None where there was no answer."""

    check: Check
    sample: Sample
    shown: Shown

    @property
    def response_time(self) -> float | None:
        """Seconds until the answer."""
        return self.sample.values.get(RESPONSE_TIME.name)


class SingleRound:
    """Runs each enabled check once and judges it with one attempt.

    A check whose rules miss a value after the first reading (a rate) is read a second time.
    """

    def __init__(
        self, *, clock: Clock, secrets: SecretSource, at_once: int, lent: Sequence[Shared] = ()
    ) -> None:
        self._clock = clock
        self._secrets = secrets
        self._places = asyncio.Semaphore(at_once)
        self._hosts: dict[str, asyncio.Semaphore] = {}
        self._per_host = host_limit(at_once)
        self._gauge = LoopGauge(clock)
        self._shared = SharedThings(lent)
        self._around = NOWHERE

    async def run(self, inventory: Inventory) -> tuple[Result, ...]:
        """Return one result a check, in the order of the inventory."""
        self._around = inventory.around
        enabled = [check for check in inventory.checks if check.enabled]
        step = min(_STEP, _ALL_BEGUN / max(1, len(enabled)))
        gauge = asyncio.create_task(self._gauge.run(), name="loop gauge")
        try:
            async with asyncio.TaskGroup() as group:
                runs = [group.create_task(self._one(check, i * step)) for i, check in enumerate(enabled)]
            memories = [run.result() for run in runs]
            judge_all(inventory, memories, self._clock.now())
            return tuple(_result(memory) for memory in memories)
        finally:
            gauge.cancel()
            await asyncio.gather(gauge, return_exceptions=True)
            await self._shared.close()

    async def _one(self, check: Check, wait: float) -> CheckMemory:
        await asyncio.sleep(wait)
        host = self._hosts.setdefault(host_of(check.probe.address), asyncio.Semaphore(self._per_host))
        async with host, self._places:
            return await self._ran(check)

    async def _ran(self, check: Check) -> CheckMemory:
        found, memory = CheckMemory(check, self._clock.now()), Memory()
        sample = await self._sampled(check, found.window, memory)
        if sample.error is None and found.window.missing:
            await asyncio.sleep(BETWEEN)
            await self._sampled(check, found.window, memory)
        return found

    async def _sampled(self, check: Check, window: Window, memory: Memory) -> Sample:
        context = RunContext(
            check,
            clock=self._clock,
            secrets=self._secrets,
            shared=self._shared,
            memory=memory,
            around=self._around,
        )
        sample = await run_check(check, context, self._clock, self._gauge)
        if sample.no_names:  # one round alone cannot tell whether it is the name or all names
            sample = replace(sample, no_names=False)
        window.add(sample)
        return sample


def _result(memory: CheckMemory) -> Result:
    return Result(check=memory.check, sample=memory.window.newest, shown=memory.shown)
