"""The wall clock is set while the engine runs, and between two runs; its own clock goes on."""

import asyncio
import os
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import pytest

from app.model.board import Board
from app.model.intent import Acknowledge, MakeSilence, Mute
from app.model.matcher import matchers_of
from app.model.message import AskHistory
from tests.faults.engine_process import EngineProcess, Hook, Platform, engine_over, platform, target

pytestmark = pytest.mark.alone

Evidence = Callable[..., None]
_TWO_HOURS = 7200


def steered(it: Platform) -> Path:
    """Put the engine's wall clock under the control of the file that is returned."""
    return steered_engine(it.engine)


def steered_engine(engine: EngineProcess) -> Path:
    """As ``steered``, for any engine."""
    library = next(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
    file = engine.state.parent / "faketime"
    write(file, "+0")
    engine.environment |= {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
        # Times of files stay: Python would compile each module anew, and other clocks would own the result.
        "NO_FAKE_STAT": "1",
    }
    return file


def write(file: Path, offset: str) -> None:
    """Put an offset in place at once: who reads a file that is being written finds it empty, so no step."""
    coming = file.with_suffix(".new")
    coming.write_text(f"{offset}\n")
    coming.replace(file)


async def step_back(engine: EngineProcess, clock: Path) -> None:
    """Step the clock back by two hours, and wait until another process under it sees that."""
    write(clock, f"-{_TWO_HOURS}")
    async with asyncio.timeout(10):
        while abs(await _seen(engine) - time.time() + _TWO_HOURS) > 5:  # noqa: ASYNC110 - a process is asked
            await asyncio.sleep(0.05)


async def _seen(engine: EngineProcess) -> float:
    probe = await asyncio.create_subprocess_exec(
        "date", "+%s", env=os.environ | dict(engine.environment), stdout=asyncio.subprocess.PIPE
    )
    said, _ = await probe.communicate()
    return float(said or 0)


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
        await step_back(it.engine, clock)
        count = it.service.connections
        await asyncio.sleep(1.6)
        after = it.service.connections - count
        board = await it.engine.status()
        assert abs(board.now.wall - time.time() + _TWO_HOURS) < 5, "the clock was not stepped"
        # Not the response time: under a clock that costs much the engine stands still, and measures none.
        asked = AskHistory(wanted=((board.checks[0].id, "error_rate"),), since=0.0)
        async with it.engine.client() as client:
            times = [point.at for point in (await client.ask(asked)).points]
        last = (await it.engine.status()).now.wall
        await it.service.down()
        await it.hook.until(1)
        evidence(before=before, after=after, state=board.checks[0].state.value, told=it.hook.said)
        assert board.summary.counts.ok == 1
        assert abs(after - before) <= 2
        assert times == sorted(times)
        assert times[-1] - times[0] < 30
        assert times[-1] <= last
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
        await step_back(it.engine, steered(it))
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


@pytest.mark.fault("N21")
async def test_a_silence_ends_at_its_real_end(evidence: Evidence) -> None:
    """Killed and started two hours back, a silence of eight seconds ends in time, and what it hid is told."""
    async with platform() as it:
        wish = MakeSilence(matchers=matchers_of("target=paygrove"), who="ana", reason="cable", seconds=8.0)
        answer = await it.engine.submit(wish)
        made = time.monotonic()
        await it.service.down()
        await it.engine.until(lambda board: any(each.suppressed for each in board.incidents))
        await it.engine.kill()
        await step_back(it.engine, steered(it))
        await it.engine.start()
        board = await it.engine.status()
        back = time.monotonic() - made
        told_early = list(it.hook.said)
        await it.hook.until(1, within=10.0)
        lasted = time.monotonic() - made
        evidence(said=answer.text, back=round(back, 2), told_after=round(lasted, 2), told=it.hook.said)
        assert abs(board.now.wall - time.time() + _TWO_HOURS) < 30, "the clock was not stepped"
        assert back >= 8 or [each.id for each in board.silences] == ["S-1"]
        assert back >= 8 or told_early == []
        assert it.hook.said == ["I-1 problem"]
        assert 8 <= lasted < 16 or back >= 8


# In UTC; the window is stated as 02:30 for ninety minutes on Malta. In spring that time does not exist, in
# autumn it comes twice.
_INSTANTS = (
    ("2027-03-28 00:58", False),
    ("2027-03-28 01:01", True),
    ("2027-03-28 02:28", True),
    ("2027-03-28 02:32", False),
    ("2027-10-31 00:28", False),
    ("2027-10-31 00:32", True),
    ("2027-10-31 01:35", True),
    ("2027-10-31 02:02", False),
    ("2027-10-31 02:35", False),
    ("2027-11-01 01:32", True),
)


def _shows(board: Board, wall: float, *, within: bool) -> bool:
    """Return whether a board of this time shows its one check as in maintenance, or as not."""
    return (
        bool(board.checks)
        and abs(board.now.wall - wall) < 60
        and bool(board.checks[0].maintenance) is within
        and board.summary.counts.maintenance == int(within)
    )


@pytest.mark.fault("N22")
async def test_a_daily_window_lasts_its_time_once_over_a_change_of_summer_time(evidence: Evidence) -> None:
    """At each sampled instant the check is in maintenance or not, as stated, and only then told or not."""
    hook = Hook()
    await hook.up()
    failing = target("edge", "{kind: tcp, host: 127.0.0.1, port: 9}")
    try:
        async with engine_over(
            failing, started=False, variables={"TZ": "Europe/Malta"}, hooks={"ops": hook}
        ) as engine:
            with engine.inventory.open("a", encoding="utf-8") as file:
                file.write("maintenance: [{name: nightly, match: target=edge, at: '02:30', lasts: 90m}]\n")
            clock = steered_engine(engine)
            seen = []
            for number, (text, within) in enumerate(_INSTANTS):
                wanted = datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()
                write(clock, f"{wanted - time.time():+.0f}")
                if not number:
                    await engine.start()
                board = await engine.until(partial(_shows, wall=wanted, within=within), within=15.0)
                seen.append((text, board.checks[0].maintenance, board.summary.counts.maintenance))
            evidence(seen=seen, told=hook.said)
            assert [bool(name) for _, name, _ in seen] == [within for _, within in _INSTANTS]
            assert [count for _, _, count in seen] == [int(within) for _, within in _INSTANTS]
            assert hook.said == ["I-1 problem"]
    finally:
        await hook.down()
