"""A gateway with a hundred children goes down: one notice; back, only what is bad by itself is told."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from app.model.board import Board
from tests.faults.engine_process import EngineProcess, Hook, engine_over
from tests.faults.house import House

Evidence = Callable[..., None]
CHILDREN = [f"c{number:02}" for number in range(100)]
INTERVAL, RETRY, TIMEOUT = 1.5, 1.0, 0.9
TIMES = "{interval: 1500ms, timeout: 900ms, attempts: 2, retry_interval: 1s}"
BOUND = INTERVAL + RETRY + TIMEOUT + 1
QUIET = 1.0


@asynccontextmanager
async def gateway() -> AsyncIterator[tuple[EngineProcess, House, Hook]]:
    """Watch a gateway and what stands behind it, until all is good."""
    house, hook = House(), Hook()
    await house.up()
    await hook.up()
    behind = "".join(house.lines(name, "gate") for name in CHILDREN)
    try:
        async with engine_over(house.lines("gate") + behind, times=TIMES, hooks={"ops": hook}) as engine:
            await engine.until(lambda board: board.summary.counts.ok == 101)
            yield engine, house, hook
    finally:
        await house.down()
        await hook.down()


async def all_down(engine: EngineProcess, house: House, hook: Hook) -> Board:
    """Take the whole house down and see that one is told of it, in time."""
    house.bad = {"gate", *CHILDREN}
    began = time.monotonic()
    await hook.until(1)
    assert hook.at[0] - began <= BOUND
    board = await engine.until(lambda board: len(board.incidents) == 101)
    await asyncio.sleep(QUIET)
    (problem,) = hook.got
    assert (problem["target"], problem["kind"]) == ("gate", "problem")
    assert "100 below it" in problem["body"]
    return board


async def test_a_gateway_with_a_hundred_children_is_one_problem_and_one_recovery(evidence: Evidence) -> None:
    """Down: one notice in time, with the count; back with all behind it: one recovery, none of a child."""
    async with gateway() as (engine, house, hook):
        board = await all_down(engine, house, hook)
        (root,) = (each for each in board.incidents if not each.blocked_by)
        assert (root.target, root.explains, root.below) == ("gate", 100, 100)
        assert {each.blocked_by for each in board.incidents} == {"", root.id}
        assert [e.text.plain() for e in root.timeline if e.kind.value == "explains"] == [
            "Explains 100 others"
        ]
        house.bad = set()
        await engine.until(lambda board: not board.incidents)
        await asyncio.sleep(QUIET)
        assert hook.said == [f"{root.id} problem", f"{root.id} recovery"]
        evidence(told=hook.said)


async def test_of_a_hundred_children_only_those_still_bad_are_told(evidence: Evidence) -> None:
    """Back with three that are still bad: these three are told by a fresh result, soon, and nobody else."""
    still = {"c07", "c50", "c99"}
    async with gateway() as (engine, house, hook):
        await all_down(engine, house, hook)
        house.bad = set(still)
        await hook.until(2)
        back = hook.at[1]
        await hook.until(5)
        took = hook.at[4] - back
        await engine.until(lambda board: len(board.incidents) == 3)
        again = max(house.asked.values()) - back
        await asyncio.sleep(QUIET)
        told = [(each["target"], each["kind"]) for each in hook.got]
        assert told[:2] == [("gate", "problem"), ("gate", "recovery")]
        assert sorted(told[2:]) == [(name, "problem") for name in sorted(still)]
        evidence(seconds=round(took, 2), all_seen=round(again, 2))
        assert took <= INTERVAL + TIMEOUT + 1
