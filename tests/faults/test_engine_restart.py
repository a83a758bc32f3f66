import asyncio
import signal
import sys
import time
from collections.abc import Callable

import pytest

from app.model.intent import Acknowledge, Stop
from app.model.message import SpeakerPush
from app.model.state import State
from tests.faults.engine_process import Platform, platform

Evidence = Callable[..., None]


async def outage(it: Platform) -> None:
    """Take the service away and wait until its incident is told."""
    await it.service.down()
    await it.engine.until(lambda board: board.incidents and board.incidents[0].told)
    await it.hook.until(1)
    await it.engine.until_event("I-1:problem:1:ops", "delivered")


@pytest.mark.fault("N30")
async def test_kill_9_neither_repeats_nor_forgets(evidence: Evidence) -> None:
    """After kill -9 the incident and its owner are there, nothing is told twice, and its end is told once."""
    async with platform() as it:
        await outage(it)
        assert (await it.engine.submit(Acknowledge(what="paygrove", who="ana"))).text == "ana has I-1"
        before = (await it.engine.status()).incidents[0]
        await it.engine.kill()
        began = time.monotonic()
        await it.engine.start()
        board = await it.engine.until(lambda board: board.summary.counts.critical == 1)
        back = time.monotonic() - began
        (incident,) = board.incidents
        assert (incident.id, incident.owner, incident.told) == ("I-1", "ana", ("ops",))
        assert abs(incident.began.wall - before.began.wall) < 0.001
        assert board.summary.tone is None
        assert board.health is not None
        assert board.health.restarts == 1
        await asyncio.sleep(1.0)
        assert it.hook.said == ["I-1 problem"]
        await it.service.up()
        await it.engine.until(lambda board: not board.incidents)
        await it.hook.until(2)
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]
        evidence(seconds=round(back, 2), told=it.hook.said)
        assert back < 10


@pytest.mark.fault("N30")
async def test_an_outage_that_ends_while_we_are_off_is_told_as_over(evidence: Evidence) -> None:
    """A service that came back during the engine's absence is announced as recovered."""
    async with platform() as it:
        await outage(it)
        await it.engine.kill()
        await it.service.up()
        await it.engine.start()
        await it.engine.until(lambda board: board.summary.counts.ok == 1 and not board.incidents)
        await it.hook.until(2)
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]
        evidence(told=it.hook.said)


@pytest.mark.fault("N23")
async def test_a_stopped_engine_makes_one_round_when_it_goes_on(evidence: Evidence) -> None:
    """After SIGSTOP and SIGCONT there is no burst of missed runs, no alarm, and no client is blamed."""
    async with platform() as it:
        count = it.service.connections
        it.engine.send(signal.SIGSTOP)
        await asyncio.sleep(3.0)
        it.engine.send(signal.SIGCONT)
        await asyncio.sleep(0.3)
        burst = it.service.connections - count
        board = await it.engine.until(lambda board: board.summary.counts.ok == 1)
        evidence(burst=burst)
        assert burst <= 2
        assert board.checks[0].state is State.OK
        assert it.hook.said == []


@pytest.mark.fault("N36")
async def test_the_engine_alarms_by_itself_when_its_wall_vanishes(evidence: Evidence) -> None:
    """A speaker's holder that is gone without a word raises the engine's own alarm within five seconds."""
    async with platform() as it:
        async with it.engine.client(speaker=True, role="desk") as shell:
            async for push in shell:
                if push == SpeakerPush(holds=True):
                    break
            shell._writer.transport.abort()
            began = time.monotonic()
            await it.engine.until_event("wall", "alone")
            passed = time.monotonic() - began
        board = await it.engine.status()
        evidence(seconds=round(passed, 2))
        assert [banner.id for banner in board.banners] == ["wall"]
        assert passed < 5


async def test_sigterm_and_stop_end_in_good_order() -> None:
    """Asked to end, the engine leaves a clean record: no unclean end is counted, and the socket is gone."""
    async with platform() as it:
        it.engine.send(signal.SIGTERM)
        assert await it.engine.ended() == 0
        with pytest.raises(FileNotFoundError):
            await it.engine.status()
        await it.engine.start()
        assert (await it.engine.submit(Stop())).text
        assert await it.engine.ended() == 0
        await it.engine.start()
        health = (await it.engine.status()).health
        assert health is not None
        assert health.restarts == 0


@pytest.mark.fault("N28")
async def test_a_state_folder_has_one_engine(evidence: Evidence) -> None:
    """A second engine says that one is running and leaves it alone."""
    async with platform() as it:
        second = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "app", "engine", "--state", str(it.engine.state)),
            env=it.engine.environment,
            stderr=asyncio.subprocess.PIPE,
        )
        _, said = await second.communicate()
        assert second.returncode == 5
        assert b"already running" in said
        evidence(said=said.decode().strip())
        assert (await it.engine.status()).summary.counts.total == 1


@pytest.mark.fault("N29")
async def test_an_inventory_that_breaks_leaves_the_last_good_one(evidence: Evidence) -> None:
    """A bad edit changes nothing but a banner, even over a restart; the next good one is taken."""
    async with platform() as it:
        good = it.engine.inventory.read_text(encoding="utf-8")
        it.engine.inventory.write_text(good + "\nno such key: 1\n", encoding="utf-8")
        board = await it.engine.until(lambda board: board.banners)
        assert board.summary.counts.total == 1
        await it.engine.kill()
        await it.engine.start()
        board = await it.engine.until(lambda board: board.banners and board.summary.counts.ok == 1)
        assert board.banners[0].id == "inventory"
        it.engine.inventory.write_text(good.replace("Paygrove", "Pay Grove"), encoding="utf-8")
        board = await it.engine.until(lambda board: not board.banners)
        assert board.checks[0].target_name == "Pay Grove"
        evidence(banner="inventory")
