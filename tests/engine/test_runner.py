import asyncio
import math
from collections.abc import Awaitable, Callable

import pytest

from app.engine.context import Memory, RunContext
from app.engine.runner import run_check
from app.engine.shared import SharedThings
from app.model.phrase import phrase
from app.model.probe import Context, ErrorGroup, Phase, ProbeFailed, Reading, Secret
from app.model.sample import Sample
from app.model.state import ErrorClass
from app.model.verdict import Level
from app.transport.errors import Limits
from app.transport.stopwatch import Stopwatch
from tests.engine.parts import RealClock, Told, answers, check, context, hangs, refuses, told


class Late:
    """Our own loop was late by a given time."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds

    def stalled(self, start: float, end: float) -> float:
        return min(self.seconds, end - start)


async def ran(
    does: Callable[[Context], Awaitable[Reading]], late: float = 0.0, within: float = 0.2
) -> Sample:
    """Run a probe that does this, once."""
    it = check(probe=told("it", does), timeout=within)
    return await run_check(it, context(it, RealClock()), RealClock(), Late(late))


async def test_an_answer_is_timed() -> None:
    """The response time is measured by the runner where the probe gives none."""
    sample = await ran(answers)
    assert sample.error is None
    assert sample.values["things"] == 1.0
    assert 0 <= sample.values["response_time"] < 0.1
    assert sample.ended.mono >= sample.started.mono


async def test_a_probe_that_knows_its_time_better_is_believed() -> None:
    """A response time of the probe's own stands."""

    async def knows(_: Context) -> Reading:
        return Reading(values={"response_time": 0.025})

    assert (await ran(knows)).values["response_time"] == 0.025


async def test_a_target_that_calls_itself_critical_is_an_error_with_its_values() -> None:
    """The numbers of a bad answer are kept, its time is not; a warning is an answer like any other."""

    async def critical(_: Context) -> Reading:
        return Reading(values={"things": 9.0}, level=Level.CRITICAL, sentence=phrase("Full"))

    async def warning(_: Context) -> Reading:
        return Reading(level=Level.WARNING)

    sample = await ran(critical)
    assert (sample.error, sample.level) == (ErrorClass.CONTENT, Level.CRITICAL)
    assert sample.values == {"things": 9.0}
    sample = await ran(warning)
    assert (sample.error, sample.level) == (None, Level.WARNING)
    assert "response_time" in sample.values


async def test_a_probe_that_waits_for_nobody_has_no_response_time() -> None:
    """How long we took to look is no time of the target's."""

    class Passive(Told, frozen=True, kw_only=True, tag="passive"):
        timed = False

    Told.does["passive"] = answers
    it = check(probe=Passive(name="passive"))
    sample = await run_check(it, context(it, RealClock()), RealClock(), Late(0.0))
    assert sample.values == {"things": 1.0}


async def test_silence_ends_at_the_deadline() -> None:
    """A probe that never answers is a timeout of the target, in time."""
    sample = await ran(hangs)
    assert sample.error is ErrorClass.TIMEOUT_READ
    assert 0.2 <= sample.ended.mono - sample.started.mono < 0.5
    assert sample.values == {}
    assert sample.sentence.plain() == "No answer within 200 ms"


async def test_a_probe_may_say_what_it_was_waiting_for() -> None:
    """The class that a cancelled probe gives is better than a plain timeout."""

    async def connects(_: Context) -> Reading:
        try:
            await asyncio.Event().wait()
        except asyncio.CancelledError:
            raise ProbeFailed(ErrorClass.TIMEOUT_CONNECT, phrase("No connection")) from None
        raise AssertionError("unreachable")

    assert (await ran(connects)).error is ErrorClass.TIMEOUT_CONNECT


async def test_a_probe_that_will_not_end_holds_up_nobody() -> None:
    """Even who swallows cancellation is left behind soon after the deadline."""
    release = asyncio.Event()

    async def stubborn(_: Context) -> Reading:
        while not release.is_set():
            try:
                await release.wait()
            except asyncio.CancelledError:
                continue
        return Reading()

    sample = await ran(stubborn)
    assert sample.error is ErrorClass.TIMEOUT_READ
    assert sample.ended.mono - sample.started.mono < 2
    release.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)


async def test_a_reasoned_failure_keeps_class_sentence_and_detail() -> None:
    """What the probe says of the target arrives."""
    sample = await ran(refuses)
    assert (sample.error, sample.sentence.plain(), sample.detail) == (
        ErrorClass.REFUSED,
        "it refuses connections",
        "errno 111",
    )


async def test_a_keyring_that_hangs_is_our_fault() -> None:
    """The target is not blamed for the time that we wait for a secret, however short its time limit is."""

    class Hanging:
        async def get(self, reference: Secret) -> str:
            await asyncio.sleep(60)
            return reference.secret

    async def asks(ctx: Context) -> Reading:
        async with Limits(ctx.timeout, Stopwatch()):
            await ctx.secret(Secret(secret="key"))
            await ctx.secret(Secret(secret="key-2"))
        return Reading()

    it = check(probe=told("asks-keyring", asks), timeout=0.2)
    clock = RealClock()
    given = RunContext(it, clock=clock, secrets=Hanging(), shared=SharedThings(), memory=Memory())
    sample = await run_check(it, given, clock, Late(0.0))
    assert sample.error is ErrorClass.CREDENTIAL
    assert "key" in sample.sentence.plain()


async def test_a_missing_secret_is_our_fault() -> None:
    """A credential that is not there proves nothing about the target."""

    async def asks(ctx: Context) -> Reading:
        await ctx.secret(Secret(secret="key"))
        return Reading()

    assert (await ran(asks)).error is ErrorClass.CREDENTIAL


@pytest.mark.parametrize(
    "error",
    [ValueError("x"), OSError(111, "y"), RecursionError(), MemoryError(), TimeoutError(), KeyError("k")],
)
async def test_any_other_exception_is_our_broken_probe(error: Exception) -> None:
    """Whatever escapes a probe is never booked as the target's fault."""

    async def breaks(_: Context) -> Reading:
        raise error

    sample = await ran(breaks)
    assert sample.error is ErrorClass.INTERNAL
    assert type(error).__name__ in sample.detail


async def test_a_probe_that_cancels_itself_is_broken() -> None:
    """A cancellation from within is not our shutdown."""

    async def cancels(_: Context) -> Reading:
        raise asyncio.CancelledError

    assert (await ran(cancels)).error is ErrorClass.INTERNAL


@pytest.mark.parametrize("value", [None, Reading(values={"x": "text"}), 7])  # type: ignore[dict-item]
async def test_what_is_no_reading_is_our_broken_probe(value: object) -> None:
    """A probe that brings home something else is broken."""

    async def gives(_: Context) -> Reading:
        return value  # type: ignore[return-value]

    assert (await ran(gives)).error is ErrorClass.INTERNAL


async def test_our_own_shutdown_passes() -> None:
    """Cancellation from outside ends the run and the probe."""
    ended = asyncio.Event()

    async def long(_: Context) -> Reading:
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()
        raise AssertionError("unreachable")

    task = asyncio.create_task(ran(long, within=5))
    await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert ended.is_set()


async def test_foreign_text_is_cut_and_cleaned() -> None:
    """Endless texts, control characters and numbers that are none stop at the runner."""

    async def babbles(ctx: Context) -> Reading:
        return Reading(
            values={"nan": math.nan, "inf": math.inf, "good": 1},
            phases=(Phase(name="resolve\x1b[31m", seconds=-1.0),),
            sentence=phrase("says {what}", what="x" * 10_000),
            facts={f"f{i}": "y" * 1000 for i in range(1000)},
            errors=(ErrorGroup(template="t" * 999, count=1, first=ctx.now, last=ctx.now, example="\u202e"),),
            detail="one\n\x00two\udcff\n" + "z" * 100_000,
        )

    sample = await ran(babbles)
    assert sample.error is None
    assert set(sample.values) == {"good", "response_time"}
    assert sample.phases == (Phase(name="resolve[31m", seconds=0.0),)
    assert len(sample.sentence.plain()) < 210
    assert len(sample.facts) == 40
    assert max(map(len, sample.facts.values())) == 200
    assert len(sample.errors[0].template) == 200
    assert sample.errors[0].example == ""
    assert len(sample.detail) <= 8192
    assert sample.detail.startswith("one\n\ufffdtwo\ufffd\nzzz")
    sample.detail.encode()


async def test_our_lateness_is_not_booked_as_the_targets_time() -> None:
    """An answer measured while our loop stood still counts as an answer, without a time."""

    async def slow(_: Context) -> Reading:
        await asyncio.sleep(0.1)
        return Reading(values={"things": 1.0}, phases=(Phase(name="read", seconds=0.1),))

    sample = await ran(slow, late=0.09)
    assert sample.error is None
    assert sample.values == {"things": 1.0}
    assert sample.phases == ()
    assert sample.coarse


@pytest.mark.parametrize("coarse", [False, True])
async def test_a_stamped_time_stands_whatever_our_loop_did(coarse: bool) -> None:
    """A time by the kernel's stamps has nothing of our standstill in it; a coarse one has."""

    async def stamped(_: Context) -> Reading:
        await asyncio.sleep(0.1)
        return Reading(values={"response_time": 0.02}, coarse=coarse)

    sample = await ran(stamped, late=0.09)
    assert sample.error is None
    assert sample.values == ({} if coarse else {"response_time": 0.02})


async def test_a_timeout_of_our_own_making_is_late() -> None:
    """A target that did not get most of its time is not blamed."""
    assert (await ran(hangs, late=0.22)).error is ErrorClass.LATE


async def test_a_silent_target_is_blamed_in_spite_of_a_short_standstill() -> None:
    """A busy moment of this machine does not turn an outage into something unknown."""
    assert (await ran(hangs, late=0.11)).error is ErrorClass.TIMEOUT_READ


async def test_a_refusal_stands_however_late_we_are() -> None:
    """What does not depend on time is evidence all the same."""
    assert (await ran(refuses, late=0.15)).error is ErrorClass.REFUSED
