"""This monitor's own network is lost, with the real engine in a network of its own."""

import asyncio
import time
from collections.abc import Callable

import pytest

from app.model.board import Rank
from app.model.message import AskHistory
from app.model.state import ErrorClass, State
from tests.faults.engine_process import target
from tests.faults.world import GATEWAY, TARGET, Cut, Names, world

Evidence = Callable[..., None]
_NUMBER = 30
_TIMES = "{interval: 1s, timeout: 700ms, attempts: 1, retry_interval: 900ms}"
_PATIENT = "{interval: 1500ms, timeout: 1200ms, attempts: 1, retry_interval: 1500ms}"


@pytest.mark.fault("N17")
@pytest.mark.parametrize("how", ["dropped", "unplugged"])
async def test_a_lost_network_is_one_alarm_and_every_target_is_unknown(how: Cut, evidence: Evidence) -> None:
    """One alarm and its end; targets go unknown, never red, though one bad result is enough for them."""
    far = "".join(target(f"t{n:02}", f"{{kind: tcp, host: {TARGET}, port: 80}}") for n in range(_NUMBER))
    near = target("near", "{kind: local}", "interval: 1s")
    async with world(far + near, _TIMES) as it:
        await it.engine.until(lambda board: board.summary.counts.ok == _NUMBER + 1)
        began = time.time()
        await asyncio.sleep(1.2)
        await it.cut(how)
        cut_at = time.time()
        board = await it.engine.until(lambda board: board.summary.counts.unknown == _NUMBER)
        unknown_after = time.time() - cut_at
        await it.until_told(1)
        told_after = time.time() - cut_at
        board = await it.engine.until(lambda board: board.incidents)
        errors = {check.error for check in board.checks if check.target != "near"}
        (own,) = (check for check in board.checks if check.target == "near")
        await it.mend(how)
        mended_at = time.time()
        calm = await it.engine.until(lambda board: board.summary.counts.ok == _NUMBER + 1)
        back_after = time.time() - mended_at
        await it.until_told(2)
        async with it.engine.client() as client:
            asked = AskHistory(wanted=(("t07/tcp", "response_time"),), since=began)
            points = (await client.ask(asked)).points
        told = it.told
        red = [subject for subject, what in await it.engine.events() if what == State.CRITICAL.value]
    evidence(
        told=told,
        red=len(red),
        seconds=round(unknown_after, 2),
        told_after=round(told_after, 2),
        back_after=round(back_after, 2),
    )
    assert red == []
    assert told == ["I-1 problem: This monitor is cut off", "I-1 recovery: Over: This monitor is cut off"]
    assert board.summary.rank is Rank.BLIND
    assert [incident.target for incident in board.incidents] == ["@sight"]
    assert errors == {ErrorClass.CUT_OFF}
    assert own.state is State.OK
    assert calm.summary.rank is Rank.GOOD or calm.incidents
    values = [point.value for point in points]
    assert None in values
    assert values[-1] is not None
    assert unknown_after < 4
    assert back_after < 4


@pytest.mark.fault("N16")
@pytest.mark.parametrize("how", ["silent", "servfail"])
async def test_a_resolver_that_is_down_is_one_alarm(how: Names, evidence: Evidence) -> None:
    """Forty names that cannot be looked up are one alarm and its end; addresses go on; nothing goes red."""
    number = 40
    named = "".join(
        target(f"n{n:02}", f"{{kind: tcp, host: host{n}.casino.example, port: 80}}") for n in range(number)
    )
    addressed = target("addressed", f"{{kind: tcp, host: {TARGET}, port: 80}}")
    async with world(named + addressed, _TIMES) as it:
        await it.engine.until(lambda board: board.summary.counts.ok == number + 1)
        await asyncio.sleep(0.6)
        it.names(how)
        board = await it.engine.until(lambda board: board.summary.counts.unknown == number)
        await it.until_told(1)
        banner = f"Name resolution fails: {number} checks cannot look up their names"
        board = await it.engine.until(
            lambda board: board.incidents and banner in [each.text.plain() for each in board.banners]
        )
        views = {check.target: check for check in board.checks}
        it.names("good")
        await it.engine.until(lambda board: board.summary.counts.ok == number + 1)
        await it.until_told(2)
        told = it.told
        red = [subject for subject, what in await it.engine.events() if what == State.CRITICAL.value]
    assert board.health is not None
    evidence(told=told, red=len(red), banner=banner, loop_gap=board.health.loop_gap)
    assert red == []
    assert told == ["I-1 problem: Name resolution fails", "I-1 recovery: Over: Name resolution fails"]
    assert [incident.target for incident in board.incidents] == ["@names"]
    assert views["addressed"].state is State.OK
    assert views["n07"].error is ErrorClass.DNS
    assert views["n07"].blocked_by == "Name resolution fails"
    assert board.health.loop_gap < 0.25


@pytest.mark.fault("N16")
async def test_one_resolver_of_two_dead_is_no_news(evidence: Evidence) -> None:
    """With a silent name server before the one that works, all names are found and nobody is told."""
    named = "".join(
        target(f"n{n:02}", f"{{kind: tcp, host: host{n}.casino.example, port: 80}}") for n in range(10)
    )
    async with world(named, _PATIENT, servers=("10.99.0.9", GATEWAY)) as it:
        await it.engine.until(lambda board: board.summary.counts.ok == 10)
        await asyncio.sleep(2.5)
        board = await it.engine.status()
        told = it.told
    evidence(told=told, ok=board.summary.counts.ok, incidents=len(board.incidents))
    assert board.summary.counts.ok == 10
    assert board.incidents == ()
    assert told == []
