"""One run of a check: deadline, timing, outcome. It never raises."""

import asyncio
import logging
from typing import Protocol

import msgspec

from app.engine.clean import clean, detail, sentence
from app.model.check import Check
from app.model.clock import Clock, Moment
from app.model.metric import RESPONSE_TIME
from app.model.phrase import Phrase, phrase
from app.model.probe import Context, ProbeFailed, Reading
from app.model.quantity import Unit, quantity
from app.model.sample import Sample
from app.model.state import STATE_OF_ERROR, ErrorClass, State

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


class _Broken(Exception):  # noqa: N818 - it is the name of the outcome
    """The probe itself is at fault."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.text = text


class _Deadline(Exception):  # noqa: N818 - same
    """The time of this run is over."""


async def run_check(check: Check, context: Context, clock: Clock, lateness: Lateness) -> Sample:
    """Run a check once and return its sample, whatever happens. Only cancellation from outside passes."""
    started = clock.now()
    try:
        reading = await _bounded(check, context)
    except ProbeFailed as failure:
        ended = clock.now()
        sample = _failed(check, started, ended, failure)
    except _Deadline:
        ended = clock.now()
        sample = _failed(check, started, ended, _no_answer(check))
    except _Broken as broken:
        ended = clock.now()
        sample = _failed(check, started, ended, _our_fault(broken.text))
    else:
        ended = clock.now()
        sample = _answered(check, started, ended, reading)
    return _judged_by_own_clock(check, sample, lateness.stalled(started.mono, ended.mono))


async def _bounded(check: Check, context: Context) -> Reading:
    """Give the probe its time and not more, even where it does not let itself be cancelled."""
    task = asyncio.get_running_loop().create_task(_guarded(check, context), name=f"probe {check.id}")
    try:
        done, _ = await asyncio.wait({task}, timeout=check.timeout + _LAST_WORD)
        if not done:
            await _cancelled(check, task)
            raise _Deadline
        return task.result()
    except asyncio.CancelledError:
        # Our own end, or a probe that cancelled itself; only the first may pass.
        if task.done() and task.cancelled():
            raise _Broken("the probe cancelled itself") from None
        task.cancel()
        await asyncio.wait({task}, timeout=_CLEANUP)
        raise


async def _guarded(check: Check, context: Context) -> Reading:
    try:
        return await _told(check, context)
    except ProbeFailed:
        raise
    except Exception as error:
        # One of the two broad handlers of the program: a probe's own fault is not the target's.
        _log.debug("the probe of %s is broken", check.id, exc_info=error)
        raise _Broken(f"{type(error).__name__}: {error}") from error


async def _told(check: Check, context: Context) -> Reading:
    try:
        return clean(await check.probe.run(context))
    except ProbeFailed as failure:
        # Of the same class: who reads it tells a resolver that is down from a name that is not there.
        raise type(failure)(
            ErrorClass(failure.error), sentence(failure.sentence), detail(failure.detail)
        ) from failure


async def _cancelled(check: Check, task: asyncio.Task[Reading]) -> None:
    """End a probe at its deadline; it may still say what it was waiting for."""
    task.cancel()
    done, _ = await asyncio.wait({task}, timeout=_CLEANUP)
    if not done:
        task.add_done_callback(_seen)
        _log.info("the probe of %s does not end after its deadline", check.id)
    elif not task.cancelled() and isinstance(failure := task.exception(), ProbeFailed):
        raise failure


def _seen(task: asyncio.Task[Reading]) -> None:
    if not task.cancelled():
        task.exception()


def _answered(check: Check, started: Moment, ended: Moment, reading: Reading) -> Sample:
    values = {RESPONSE_TIME.name: ended.seconds_since(started)} | reading.values
    return Sample(
        check=check.id,
        started=started,
        ended=ended,
        sentence=reading.sentence,
        values=values,
        phases=reading.phases,
        facts=reading.facts,
        errors=reading.errors,
        coarse=reading.coarse,
        detail=reading.detail,
    )


def _failed(check: Check, started: Moment, ended: Moment, failure: ProbeFailed) -> Sample:
    return Sample(
        check=check.id,
        started=started,
        ended=ended,
        error=failure.error,
        sentence=failure.sentence,
        detail=failure.detail,
    )


def _no_answer(check: Check) -> ProbeFailed:
    limit = quantity(check.timeout, Unit.SECONDS)
    return ProbeFailed(ErrorClass.TIMEOUT_READ, phrase("No answer within {limit}", limit=limit))


def _our_fault(text: str) -> ProbeFailed:
    return ProbeFailed(
        ErrorClass.INTERNAL, phrase("Our own probe is broken; nothing is known of the target"), text
    )


def _judged_by_own_clock(check: Check, sample: Sample, stalled: float) -> Sample:
    """Take our own standstill out of what the target is blamed for."""
    if stalled < _NOTABLE:
        return sample
    if sample.error is None:
        return _untimed(sample)
    waited = sample.ended.seconds_since(sample.started) - stalled
    if STATE_OF_ERROR[sample.error] is not State.CRITICAL or not sample.error.startswith("timeout"):
        return sample
    if waited >= _ENOUGH * check.timeout:
        return sample  # it had its time all the same
    return msgspec.structs.replace(sample, error=ErrorClass.LATE, sentence=_late(stalled))


def _untimed(sample: Sample) -> Sample:
    values = {name: value for name, value in sample.values.items() if name != RESPONSE_TIME.name}
    return msgspec.structs.replace(sample, values=values, phases=(), coarse=True)


def _late(stalled: float) -> Phrase:
    return phrase(
        "This monitor stood still for {time}; nothing is known of the target",
        time=quantity(stalled, Unit.SECONDS),
    )
