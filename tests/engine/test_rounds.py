import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.engine.limits import Limits
from app.engine.rounds import Rounds
from app.model.check import Check
from app.model.probe import Context, Reading
from app.model.sample import Sample
from app.model.state import ErrorClass
from tests.engine.parts import NoSecrets, RealClock, check, told


class Punctual:
    """A loop that is never late."""

    def stalled(self, start: float, end: float) -> float:  # noqa: ARG002 - the protocol's form
        return 0.0


class Seen:
    """Takes samples and notes them."""

    def __init__(self) -> None:
        self.samples: list[Sample] = []
        self.soft = False
        self.fails = False
        self.failed = asyncio.Event()
        self._came = asyncio.Event()

    def take(self, check: Check, sample: Sample, late: float) -> bool:  # noqa: ARG002 - the protocol's form
        if self.fails:
            raise RuntimeError("a fault of ours")
        self.samples.append(sample)
        self._came.set()
        return self.soft

    async def until(self, holds: Callable[[], object]) -> None:
        async with asyncio.timeout(5):
            while not holds():
                self._came.clear()
                await self._came.wait()


@asynccontextmanager
async def rounds(seen: Seen, limits: Limits) -> AsyncIterator[Rounds]:
    """Run a scheduler that gives its samples to ``seen``."""
    it = Rounds(
        clock=RealClock(),
        limits=limits,
        secrets=NoSecrets(),
        lateness=Punctual(),
        take=seen.take,
        overdue=lambda _: None,
        on_failure=lambda *_: seen.failed.set(),
    )
    task = asyncio.create_task(it.run())
    try:
        yield it
    finally:
        await it.close()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


class Crowd:
    """Probes that count how many run at a time, until they may end."""

    def __init__(self) -> None:
        self.now = 0
        self.most = 0
        self.go = asyncio.Event()
        self.entered = asyncio.Event()

    async def run(self, _: Context) -> Reading:
        self.now += 1
        self.entered.set()
        self.most = max(self.most, self.now)
        try:
            await self.go.wait()
        finally:
            self.now -= 1
        return Reading()


async def test_no_more_runs_at_a_time_than_allowed() -> None:
    """The limits in all and for a host are held, and everybody has a turn in the end."""
    seen, crowd = Seen(), Crowd()
    checks = [check(f"t{i}/c", told(f"crowd{i}", crowd.run, f"h{i % 2}"), interval=0.2) for i in range(8)]
    async with rounds(seen, Limits(total=5, per_host=2)) as it:
        it.set([*checks])
        await asyncio.sleep(0.4)
        assert (crowd.now, crowd.most, it.running) == (4, 4, 4)
        assert it.waiting == 4
        crowd.go.set()
        await seen.until(lambda: {sample.check for sample in seen.samples} == {c.id for c in checks})


async def test_a_host_that_hangs_does_not_hold_up_others() -> None:
    """While one host's places are taken the checks of other hosts run on time."""
    seen, crowd = Seen(), Crowd()
    hung = [check(f"hung{i}/c", told(f"hung{i}", crowd.run, "hung"), interval=0.2) for i in range(6)]
    well = check("well/c", interval=0.2)
    async with rounds(seen, Limits(total=5, per_host=2)) as it:
        it.set([*hung, well])
        await seen.until(lambda: len([s for s in seen.samples if s.check == "well/c"]) >= 4)
        assert crowd.most == 2
        crowd.go.set()


async def test_a_check_that_fails_runs_again_after_the_retry_interval() -> None:
    """A bad result is confirmed sooner than the interval says."""
    seen = Seen()
    seen.soft = True
    async with rounds(seen, Limits(5)) as it:
        it.set([check(interval=60.0, retry_interval=0.1)])
        it.recheck(["a/b"])
        await seen.until(lambda: len(seen.samples) >= 3)
        first, second = seen.samples[0].started, seen.samples[1].started
        assert 0.08 <= second.seconds_since(first) < 1.0


async def test_what_a_probe_remembers_is_there_at_its_next_run() -> None:
    """Memory belongs to a check and ends with it; what is shared is one thing, closed at the end."""

    class Pool:
        opened: list["Pool"] = []

        def __init__(self) -> None:
            self.opened.append(self)
            self.closed = False

        async def close(self) -> None:
            self.closed = True

    async def counts(ctx: Context) -> Reading:
        await ctx.shared(Pool)
        before = ctx.recall(int) or 0
        assert ctx.recall(str) is None
        ctx.remember(before + 1)
        return Reading(values={"runs": before + 1.0})

    seen = Seen()
    async with rounds(seen, Limits(5)) as it:
        it.set(
            [
                check("a/b", told("counts", counts), interval=0.2),
                check("c/d", told("counts", counts), interval=0.2),
            ]
        )
        await seen.until(lambda: max((s.values["runs"] for s in seen.samples), default=0) >= 3)
        assert len(Pool.opened) == 1
    assert Pool.opened[0].closed


async def test_a_removed_check_brings_no_more_samples() -> None:
    """What a run of a removed check finds is thrown away."""
    seen, crowd = Seen(), Crowd()
    async with rounds(seen, Limits(5)) as it:
        it.set([check("gone/c", told("gone", crowd.run), interval=0.2)])
        async with asyncio.timeout(5):
            await crowd.entered.wait()
        it.set([check("kept/c", interval=0.2)])
        crowd.go.set()
        await seen.until(lambda: len(seen.samples) >= 2)
        assert {sample.check for sample in seen.samples} == {"kept/c"}


async def test_a_fault_of_our_own_in_judging_is_reported_and_the_check_goes_on(
    expect_log: Callable[[str], None],
) -> None:
    """An exception while a sample is taken is told, and costs neither place nor plan."""
    expect_log("run a/b failed")
    seen = Seen()
    seen.fails = True
    async with rounds(seen, Limits(1)) as it:
        it.set([check(interval=0.2)])
        async with asyncio.timeout(5):
            await seen.failed.wait()
        seen.fails = False
        await seen.until(lambda: seen.samples)


async def test_a_hundred_hung_targets_and_then_all_are_well() -> None:
    """After a time in which everything timed out every place is free again."""
    seen, crowd = Seen(), Crowd()
    checks = [
        check(f"t{i}/c", told(f"t{i}", crowd.run, f"h{i}"), interval=0.6, timeout=0.1) for i in range(100)
    ]
    async with rounds(seen, Limits(total=40)) as it:
        it.set([*checks])
        await seen.until(lambda: len(seen.samples) >= 200)
        assert {sample.error for sample in seen.samples} == {ErrorClass.TIMEOUT_READ}
        crowd.go.set()
        count = len(seen.samples) + 100
        await seen.until(lambda: len(seen.samples) >= count)
        await seen.until(lambda: {s.error for s in seen.samples[-100:]} == {None})
        assert it.running <= 5
