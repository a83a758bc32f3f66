"""A target that answers well and badly in turn, with the real engine and a real receiver of notices."""

import asyncio
from collections.abc import Callable

import pytest

from app.model.state import State
from tests.faults.engine_process import Hook, engine_over, target
from tests.faults.web import Web

Evidence = Callable[..., None]
_QUICK = "{interval: 200ms, timeout: 150ms, attempts: 2, retry_interval: 200ms}"


@pytest.mark.fault("N14")
async def test_good_and_bad_in_turn_is_one_alarm_and_one_recovery(evidence: Evidence) -> None:
    """A target that never fails twice in a row is told once as flapping, and once more when it is calm."""
    hook, web = Hook(), Web(lambda _path, times: 200 if times % 2 else 503)
    await hook.up()
    async with web.up():
        probe = f'{{kind: http, url: "http://127.0.0.1:{web.port}/"}}'
        targets = target("pay", probe, "flapping: {high: 0.4, low: 0.35}")
        async with engine_over(targets, times=_QUICK, hooks={"ops": hook}) as engine:
            await hook.until(1, within=8)
            shown = (await engine.status()).checks[0]
            asked = len(web.arrivals["/"])
            while len(web.arrivals["/"]) < asked + 8:
                assert (await engine.status()).checks[0].state is State.CRITICAL
                await asyncio.sleep(0.05)
            told = list(hook.said)
            web.status = lambda _path, _times: 200
            await hook.until(2, within=8)
            board = await engine.until(lambda board: board.summary.counts.ok == 1)
            calm = board.checks[0]
        await asyncio.sleep(0.3)
    await hook.down()
    evidence(
        told=hook.said, asked=len(web.arrivals["/"]), state=shown.state.value, title=hook.got[0]["title"]
    )
    assert shown.flapping
    assert told == ["I-1 problem"]
    assert hook.said == ["I-1 problem", "I-1 recovery"]
    assert "flaps" in hook.got[0]["title"]
    assert not calm.flapping
    assert board.incidents == ()
