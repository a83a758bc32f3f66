import asyncio
import time

import pytest

from app.engine.gauge import LoopGauge
from tests.engine.parts import HandClock, RealClock


@pytest.fixture
def clock() -> RealClock:
    """Real time."""
    return RealClock()


async def test_a_stalled_loop_is_measured(clock: RealClock) -> None:
    """Seconds in which the loop stood still are known, before and after the gauge's own turn."""
    gauge = LoopGauge(clock)
    task = asyncio.create_task(gauge.run())
    await asyncio.sleep(0.12)
    start = clock.now().mono
    time.sleep(0.3)  # noqa: ASYNC251 - the fault
    at_once = gauge.stalled(start, clock.now().mono)
    await asyncio.sleep(0.06)
    later = gauge.stalled(start, clock.now().mono)
    assert 0.2 < at_once < 0.45
    assert 0.2 < later < 0.45
    assert gauge.worst > 0.2
    assert gauge.stalled(start - 1.0, start - 0.2) == 0.0
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


async def test_a_loop_on_time_has_no_stalls(clock: RealClock) -> None:
    """Ordinary noise of timers is no stall."""
    gauge = LoopGauge(clock)
    task = asyncio.create_task(gauge.run())
    start = clock.now().mono
    await asyncio.sleep(0.2)
    assert gauge.stalled(start, clock.now().mono) < 0.15
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def test_sleep_of_the_machine_is_a_stall() -> None:
    """A jump of the clock that counts sleep is no time of the target."""
    clock = HandClock()
    gauge = LoopGauge(clock)
    clock.go(600.0)
    assert gauge.stalled(clock.mono - 599.0, clock.mono) == pytest.approx(599.0)
