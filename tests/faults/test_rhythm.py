"""When checks run: after a bad result, on demand, after a stop; seen from the server that is asked."""

import asyncio
import signal
import time
from collections.abc import Callable

import pytest

from app.model.intent import Recheck
from app.model.state import State
from tests.faults.engine_process import engine_over, target
from tests.faults.web import Web

pytestmark = pytest.mark.alone

Evidence = Callable[..., None]


async def test_a_recheck_runs_at_once_and_what_is_bad_again_after_the_retry_interval() -> None:
    """Asked for, a check runs now; until it is confirmed it is asked again quickly, then at its own pace."""
    web = Web()
    async with web.up():
        probe = f'{{kind: http, url: "http://127.0.0.1:{web.port}/"}}'
        times = "{interval: 2s, timeout: 250ms, attempts: 4, retry_interval: 300ms}"
        async with engine_over(target("pay", probe), times=times) as engine:
            await web.until("/", 1)
            await asyncio.sleep(0.3)
            web.status = lambda _path, _times: 503
            count, asked = len(web.arrivals["/"]), time.monotonic()
            await engine.submit(Recheck(what="pay"))
            await engine.until(lambda board: board.summary.counts.critical == 1)
            await web.until("/", count + 5)
        board_at = web.arrivals["/"][count:]
    first, *rest = (round(at - asked, 2) for at in board_at)
    gaps = [round(later - earlier, 2) for earlier, later in zip((first, *rest), rest, strict=False)]
    assert first < 0.25
    assert all(0.25 < gap < 0.5 for gap in gaps[:3])
    assert 0.5 < gaps[3] <= 2.3


@pytest.mark.fault("N23")
async def test_after_a_stop_there_is_one_round_that_is_spread(evidence: Evidence) -> None:
    """Eighty checks that missed more than a round run once each, spread out, and none is called down."""
    number = 80
    web = Web()
    async with web.up():
        place = f"http://127.0.0.1:{web.port}"
        targets = "".join(target(f"t{n:02}", f'{{kind: http, url: "{place}/{n}"}}') for n in range(number))
        times = "{interval: 2s, timeout: 1s, attempts: 1, retry_interval: 2s}"
        async with engine_over(targets, times=times) as engine:
            await engine.until(lambda board: board.summary.counts.ok == number)
            engine.send(signal.SIGSTOP)
            await asyncio.sleep(2.5)
            engine.send(signal.SIGCONT)
            went_on = time.monotonic()
            await asyncio.sleep(2.2)
            board = await engine.status()
            red = [subject for subject, what in await engine.events() if what == State.CRITICAL.value]
    arrivals = web.since(went_on)
    crowd = max(sum(at <= other < at + 0.1 for other in arrivals) for at in arrivals)
    evidence(runs=len(arrivals), crowd=crowd, red=len(red), ok=board.summary.counts.ok)
    # One round each, and those whose own time came meanwhile.
    assert number <= len(arrivals) <= number * (1 + 2.4 / 2)
    assert crowd < number / 2
    assert red == []
