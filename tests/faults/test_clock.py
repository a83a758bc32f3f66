"""The wall clock is set while the engine runs, and between two runs; its own clock goes on."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model.intent import Acknowledge, Mute
from app.model.message import AskHistory
from tests.faults.engine_process import EngineProcess, Platform, platform

Evidence = Callable[..., None]
_TWO_HOURS = 7200


def steered(it: Platform) -> Path:
    """Put the engine's wall clock under the control of the file that is returned."""
    return steered_engine(it.engine)


def steered_engine(engine: EngineProcess) -> Path:
    """As ``steered``, for any engine."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    file = engine.state.parent / "faketime"
    file.write_text("+0\n")
    engine.environment |= {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    return file


@pytest.mark.fault("N20")
async def test_a_step_back_of_the_wall_clock_stops_nothing(evidence: Evidence) -> None:
    """After a step back by two hours the checks go on as before, nothing is stale, and history runs on."""
    async with platform() as it:
        await it.engine.kill()
        clock = steered(it)
        await it.engine.start()
        await it.engine.until(lambda board: board.summary.counts.ok == 1)
        count = it.service.connections
        await asyncio.sleep(1.6)
        before = it.service.connections - count
        clock.write_text(f"-{_TWO_HOURS}\n")
        count = it.service.connections
        await asyncio.sleep(1.6)
        after = it.service.connections - count
        board = await it.engine.status()
        assert abs(board.now.wall - time.time() + _TWO_HOURS) < 5, "the clock was not stepped"
        asked = AskHistory(wanted=((board.checks[0].id, "response_time"),), since=0.0)
        async with it.engine.client() as client:
            times = [point.at for point in (await client.ask(asked)).points]
        await it.service.down()
        await it.hook.until(1)
        evidence(before=before, after=after, state=board.checks[0].state.value, told=it.hook.said)
        assert board.summary.counts.ok == 1
        assert abs(after - before) <= 2
        assert times == sorted(times)
        assert times[-1] - times[0] < 30
        assert times[-1] <= board.now.wall
        assert it.hook.said == ["I-1 problem"]


@pytest.mark.fault("N21")
async def test_a_record_with_times_in_the_future_is_no_hindrance(evidence: Evidence) -> None:
    """Started two hours back: checks run at once, nothing is told anew, muting ends in time."""
    async with platform() as it:
        await it.service.down()
        await it.hook.until(1)
        await it.engine.until_event("I-1:problem:1:ops", "delivered")
        await it.engine.submit(Acknowledge(what="I-1", who="ana"))
        await it.engine.submit(Mute(seconds=600, who="ana"))
        await it.engine.kill()
        steered(it).write_text(f"-{_TWO_HOURS}\n")
        await it.service.up()
        count = it.service.connections
        began = time.monotonic()
        await it.engine.start()
        started = time.monotonic()
        while it.service.connections == count:  # noqa: ASYNC110 - the kernel takes the connection
            await asyncio.sleep(0.01)
        first = time.monotonic() - started
        board = await it.engine.until(lambda board: not board.incidents and board.summary.counts.ok == 1)
        await it.hook.until(2)
        assert abs(board.now.wall - time.time() + _TWO_HOURS) < 5, "the clock was not stepped"
        assert board.summary.muted_until is not None
        muted = board.summary.muted_until.seconds_since(board.now)
        evidence(seconds=round(time.monotonic() - began, 2), first_run=round(first, 2), muted=round(muted))
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]
        assert 500 < muted <= 600
        assert first < 0.4 + 0.3
