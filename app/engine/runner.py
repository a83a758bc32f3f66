"""One run of a check: deadline, timing, outcome. It never raises."""

import asyncio
import logging
from collections.abc import Callable
from typing import Protocol

import msgspec

from app.engine.clean import clean, detail, sentence
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.metric import RESPONSE_TIME
from app.model.phrase import Phrase, phrase
from app.model.probe import Context, NoResolver, ProbeFailed, Reading
from app.model.quantity import Unit, quantity
from app.model.sample import Sample
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.verdict import Level

# A probe that watches the deadline itself knows best what it was waiting for: time to say so.
_LAST_WORD = 0.1
_CLEANUP = 1.0  # seconds a cancelled probe may take to end
_NOTABLE = 0.05  # seconds of our own lateness that spoil a measurement
_ENOUGH = 0.8  # share of its time after which a silent target is to blame in spite of our standstill
_log = logging.getLogger("nocwall.engine")


class Lateness(Protocol):
    """Tells how long our own loop stood still."""

    def stalled(self, start: float, end: float) -> float:
        """Return the seconds of standstill between two monotonic times."""
        ...


class Run:
    """One run of a check, in a task of its own. Whatever happens in it becomes one sample.

    The task is the probe's: a timer beside it strikes at the deadline, and gives the probe up where it does
    not let itself be cancelled. A task more and a wait for it would double what a run costs.
    """

    __slots__ = (
        "_check",
        "_clock",
        "_context",
        "_lateness",
        "_loop",
        "_over",
        "_started",
        "_struck",
        "_timer",
    )

    def __init__(self, check: Check, context: Context, clock: Clock, lateness: Lateness) -> None:
        self._check = check
        self._context = context
        self._clock = clock
        self._lateness = lateness
        self._loop = asyncio.get_running_loop()
        self._struck = False

    def begin(self, over: Callable[[Sample], None], now: Moment | None = None) -> asyncio.Task[None]:
        """Start ``now``; ``over`` is called once with the sample, never where the task is cancelled outside.

        What ``over`` raises is the task's exception.
        """
        self._over: Callable[[Sample], None] | None = over
        self._started = now or self._clock.now()
        task = self._loop.create_task(self._whole(), name=f"run {self._check.id}")
        self._timer = self._loop.call_later(self._check.timeout + _LAST_WORD, self._strike, task)
        return task

    @property
    def is_over(self) -> bool:
        """Whether the sample was handed over."""
        return self._over is None

    async def _whole(self) -> None:
        try:
            sample = await self._sample()
        finally:
            self._timer.cancel()
        over, self._over = self._over, None
        if over is not None:
            over(sample)

    async def _sample(self) -> Sample:
        try:
            try:
                reading = clean(await self._check.probe.run(self._context))
            except ProbeFailed as failure:
                return self._failed(_cleaned(failure))
        except asyncio.CancelledError:
            return self._failed(self._cancelled())
        except Exception as error:  # noqa: BLE001 - a probe's own fault is not the target's
            # One of the two broad handlers of the program.
            _log.debug("the probe of %s is broken", self._check.id, exc_info=error)
            return self._failed(_our_fault(f"{type(error).__name__}: {error}"))
        if self._struck:  # it made nothing of its cancellation, and came too late
            return self._failed(_no_answer(self._check))
        sample = _answered(self._check, self._started, self._clock.now(), reading)
        stamped = RESPONSE_TIME.name in reading.values and not reading.coarse
        return self._by_own_clock(sample, stamped=stamped)

    def _cancelled(self) -> ProbeFailed:
        """Return what a cancellation means; raises it again where it is our own end."""
        task = asyncio.current_task()
        asked = task.cancelling() if task is not None else 0
        if asked > self._struck:
            raise asyncio.CancelledError
        if not asked:
            return _our_fault("the probe cancelled itself")
        assert task is not None
        task.uncancel()
        return _no_answer(self._check)

    def _failed(self, failure: ProbeFailed) -> Sample:
        return self._by_own_clock(_failed(self._check, self._started, self._clock.now(), failure))

    def _by_own_clock(self, sample: Sample, *, stamped: bool = False) -> Sample:
        stalled = self._lateness.stalled(sample.started.mono, sample.ended.mono)
        return _judged_by_own_clock(self._check, sample, stalled, stamped=stamped)

    def _strike(self, task: asyncio.Task[None]) -> None:
        """End a probe at its deadline; it may still say what it was waiting for."""
        self._struck = True
        task.cancel()
        self._timer = self._loop.call_later(_CLEANUP, self._give_up)

    def _give_up(self) -> None:
        over, self._over = self._over, None
        if over is not None:
            _log.info("the probe of %s does not end after its deadline", self._check.id)
            over(self._failed(_no_answer(self._check)))


async def run_check(check: Check, context: Context, clock: Clock, lateness: Lateness) -> Sample:
    """Run a check once and return its sample, whatever happens. Only cancellation from outside passes."""
    found: asyncio.Future[Sample] = asyncio.get_running_loop().create_future()

    def over(sample: Sample) -> None:
        if not found.done():
            found.set_result(sample)

    task = Run(check, context, clock, lateness).begin(over)
    try:
        return await found
    except asyncio.CancelledError:
        task.cancel()
        await asyncio.wait({task}, timeout=_CLEANUP)
        raise


def _cleaned(failure: ProbeFailed) -> ProbeFailed:
    # Of the same class: who reads it tells a resolver that is down from a name that is not there.
    return type(failure)(ErrorClass(failure.error), sentence(failure.sentence), detail(failure.detail))


def _answered(check: Check, started: Moment, ended: Moment, reading: Reading) -> Sample:
    critical = reading.level is Level.CRITICAL
    timed = {RESPONSE_TIME.name: ended.seconds_since(started)} if check.probe.timed and not critical else {}
    return Sample(
        check=check.id,
        started=started,
        ended=ended,
        error=ErrorClass.CONTENT if critical else None,
        sentence=reading.sentence,
        values=timed | reading.values,
        phases=reading.phases,
        facts=reading.facts,
        errors=reading.errors,
        coarse=reading.coarse,
        detail=reading.detail,
        level=reading.level,
    )


def _failed(check: Check, started: Moment, ended: Moment, failure: ProbeFailed) -> Sample:
    return Sample(
        check=check.id,
        started=started,
        ended=ended,
        error=failure.error,
        sentence=failure.sentence,
        detail=failure.detail,
        no_names=isinstance(failure, NoResolver),
    )


def _no_answer(check: Check) -> ProbeFailed:
    limit = quantity(check.timeout, Unit.SECONDS)
    return ProbeFailed(ErrorClass.TIMEOUT_READ, phrase("No answer within {limit}", limit=limit))


def _our_fault(text: str) -> ProbeFailed:
    return ProbeFailed(
        ErrorClass.INTERNAL, phrase("Our own probe is broken; nothing is known of the target"), text
    )


def _judged_by_own_clock(check: Check, sample: Sample, stalled: float, *, stamped: bool) -> Sample:
    """Take our own standstill out of what the target is blamed for.

    ``stamped``: the probe has timed the answer by the kernel's stamps, and our standstill is not in it.
    """
    if stalled < _NOTABLE:
        return sample
    if sample.error is None:
        return sample if stamped else untimed(sample)
    waited = sample.ended.seconds_since(sample.started) - stalled
    if STATE_OF_ERROR[sample.error] is not State.CRITICAL or not sample.error.startswith("timeout"):
        return sample
    if waited >= _ENOUGH * check.timeout:
        return sample  # it had its time all the same
    return msgspec.structs.replace(sample, error=ErrorClass.LATE, sentence=_late(stalled))


def voided(sample: Sample) -> Sample:
    """Return what a run proves while this machine does not keep up: no time, and no blame for silence."""
    if sample.error is None:
        return untimed(sample)
    silent = sample.fault is State.CRITICAL and sample.error.startswith("timeout")
    if not silent and not sample.no_names:
        return sample
    sentence = phrase("This monitor does not keep up; nothing is known of the target")
    return msgspec.structs.replace(sample, error=ErrorClass.LATE, sentence=sentence, no_names=False)


def untimed(sample: Sample) -> Sample:
    """Return a sample without the time that it took."""
    values = {name: value for name, value in sample.values.items() if name != RESPONSE_TIME.name}
    return msgspec.structs.replace(sample, values=values, phases=(), coarse=True)


def _late(stalled: float) -> Phrase:
    return phrase(
        "This monitor stood still for {time}; nothing is known of the target",
        time=quantity(stalled, Unit.SECONDS),
    )
