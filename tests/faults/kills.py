"""An engine that is killed at random moments, under faults and wishes: ``python -m tests.faults.kills``."""

import argparse
import asyncio
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager, suppress
from functools import partial
from typing import Any

from app.link.client import LinkLost
from app.model.board import Board
from tests.faults.engine_process import EngineProcess, Hook, engine_over
from tests.faults.house import House
from tests.faults.promises import Promises

CHILDREN = ("lobby", "wallet", "chat")
ALONE = ("pay", "mail", "odds")
PAIR = ("s1", "s2")
TIMES = "{interval: 400ms, timeout: 250ms, attempts: 2, retry_interval: 300ms}"
CALM = 30.0  # seconds in which everything is told once nothing is broken any more
LONGEST_LIFE = 1.6


class Ward:
    """One run: what breaks, what is wished, when the engine dies, and what came of it."""

    def __init__(self, engine: EngineProcess, house: House, hooks: dict[str, Hook], seed: int) -> None:
        self.engine = engine
        self._house = house
        self.hooks = hooks
        self._dice = random.Random(seed)
        self.promises = Promises(engine, random.Random(seed + 1), ("gate", *CHILDREN, *ALONE))
        self.kills = 0
        self.slowest = 0.0  # seconds until a killed engine answered again

    async def run(self, kills: int) -> list[str]:
        """Kill the engine so many times; return what did not hold."""
        trouble = [asyncio.create_task(self._break()), asyncio.create_task(self._people())]
        try:
            for _ in range(kills):
                await self._life()
        finally:
            for task in trouble:
                task.cancel()
            await asyncio.gather(*trouble, return_exceptions=True)
        await self._start()
        await self.promises.quiet.end_all()
        untold = await self._untold()
        board = await self._calm()
        await self.promises.look_at_record(list(self.hooks.values()))
        lost = await self._everything_fails()
        wrong = [f"{name}: {what}" for name, hook in self.hooks.items() for what in wrongs(hook.got, board)]
        return [*sorted(self.promises.broken), *untold, *lost, *wrong]

    async def _life(self) -> None:
        """Start the engine and kill it: while it still starts, the moment it says "saved", or sometime."""
        start = asyncio.create_task(self._start())
        way = self._dice.random()
        if way < 0.2:
            await asyncio.wait({start}, timeout=self._dice.uniform(0.1, 1.0))
        elif way < 0.5:
            await start
            await self._until_saved()
        else:
            await start
            await asyncio.sleep(self._dice.uniform(0.0, LONGEST_LIFE))
        start.cancel()
        await self.engine.kill()
        with suppress(asyncio.CancelledError, OSError, LinkLost):
            await start
        await self.engine.kill()  # the start may have been at the very point of making it
        self.kills += 1

    async def _until_saved(self) -> None:
        """Kill the engine with the first answer to a wish: what it says is on the disk by then."""
        self.promises.on_saved = partial(self.engine.send, signal.SIGKILL)
        with suppress(TimeoutError):
            await asyncio.wait_for(self.engine.ended(), LONGEST_LIFE)
        self.promises.on_saved = None

    async def _start(self) -> None:
        began = time.monotonic()
        await self.engine.start()
        self.slowest = max(self.slowest, time.monotonic() - began)

    async def _break(self) -> None:
        """Break and mend services, the gateway and both of a pair among them, for ever."""
        names = ("gate", *CHILDREN, *PAIR, "both", *ALONE)
        while True:
            name = self._dice.choice(names)
            if name == "gate" and name not in self._house.bad:
                self._house.bad |= {"gate", *CHILDREN}
            elif name in self._house.bad:
                self._house.bad.discard(name)
            else:
                self._house.bad.add(name)
            await asyncio.sleep(self._dice.uniform(0.1, 0.5))

    async def _people(self) -> None:
        while True:
            await self.promises.wish()
            await asyncio.sleep(0.05)

    async def _untold(self) -> list[str]:
        """Wait until all that is open is told, explained or taken, whatever a kill has cut short."""
        end = time.monotonic() + CALM
        while True:
            board = await self.engine.status()
            wrong = [
                f"{each.id} of {each.target} is open, and not told to {missing}"
                for each in board.incidents
                if (missing := self.hooks.keys() - each.told) and not each.taken and not each.blocked_by
            ]
            if not wrong or time.monotonic() > end:
                return wrong
            await asyncio.sleep(0.1)

    async def _calm(self) -> Board:
        """Mend everything; wait until all is good and told."""
        self._house.bad = set()
        end = time.monotonic() + CALM
        while True:
            board = await self.promises.look()
            quiet = not board.incidents and board.summary.counts.ok == board.summary.counts.total
            told = not any(wrongs(hook.got, board) for hook in self.hooks.values())
            if (quiet and told) or time.monotonic() > end:
                return board
            await asyncio.sleep(0.1)

    async def _everything_fails(self) -> list[str]:
        """After all that, each outage that has no cause is told, and so is its end; return what was not."""
        before = {name: len(hook.got) for name, hook in self.hooks.items()}
        self._house.bad = {"gate", *CHILDREN, *ALONE}
        told = sorted(["gate", *ALONE])
        for kind in ("problem", "recovery"):
            with suppress(TimeoutError):
                for name, hook in self.hooks.items():
                    before[name] += len(told)
                    await hook.until(before[name], within=CALM)
            heard = {n: sorted(e["target"] for e in h.got[-len(told) :]) for n, h in self.hooks.items()}
            if any(names != told for names in heard.values()):
                return [f"{kind} of {told} was told as {heard}"]
            self._house.bad = set()
        return []


def wrongs(got: Sequence[dict[str, Any]], board: Board) -> list[str]:
    """Return what a receiver was told twice, or without its other half; a notice is known by its id."""
    first: dict[str, dict[str, Any]] = {}
    for each in got:
        first.setdefault(each["notice"], each)
    told = Counter((each["incident"], each["kind"]) for each in first.values())
    wrong = [f"{name}: {kind} told {times} times" for (name, kind), times in told.items() if times > 1]
    begun: set[str] = set()
    ended: set[str] = set()
    for each in first.values():
        if each["kind"] == "problem":
            begun.add(each["incident"])
        elif each["incident"] not in begun:
            wrong.append(f"{each['incident']}: its end was told, its problem was not, or later")
        else:
            ended.add(each["incident"])
    still = {incident.id for incident in board.incidents}
    return [*wrong, *(f"{name}: its end was not told" for name in sorted(begun - ended - still))]


@asynccontextmanager
async def ward(seed: int) -> AsyncIterator[Ward]:
    """Give an engine, not started yet, over a house of services, with two receivers."""
    house, hooks = House(), {"ops": Hook(), "desk": Hook()}
    servers: tuple[House | Hook, ...] = (house, *hooks.values())
    for each in servers:
        await each.up()
    lines = [house.lines(name) for name in ("gate", *PAIR, *ALONE)]
    lines += [house.lines(name, "gate") for name in CHILDREN]
    lines.append(house.lines("both", f"{{any: [{', '.join(PAIR)}]}}"))
    try:
        # Each failure is an incident of its own, so that one that is told twice is seen by its name.
        settings = f"{TIMES}\nreopen_within: 0s"
        async with engine_over("".join(lines), times=settings, hooks=hooks, started=False) as engine:
            yield Ward(engine, house, hooks, seed)
    finally:
        for each in servers:
            await each.down()


async def killed(number: int, seed: int) -> tuple[list[str], dict[str, Any]]:
    """Kill an engine so many times; return what did not hold, and the figures."""
    async with ward(seed) as it:
        wrong = await it.run(number)
        got = [each for hook in it.hooks.values() for each in hook.got]
        figures = {
            "seed": seed,
            "kills": it.kills,
            "back": round(it.slowest, 2),
            "told": len({each["notice"] for each in got}),
            "sent_again": len(got) - len({each["notice"] for each in got}),
            "saved": len(it.promises.saved),
            "cut_off": len(it.promises.wishes) - len(it.promises.saved),
        }
        return wrong, figures


def main() -> int:
    """Kill an engine; 0: all held, 1: not."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults.kills", description=__doc__)
    parser.add_argument("--kills", type=int, default=100)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    arguments = parser.parse_args()
    print(f"kill -9: {arguments.kills} times, seed {arguments.seed}", flush=True)  # noqa: T201 - a command's output
    wrong, figures = asyncio.run(killed(arguments.kills, arguments.seed))
    print(*(f"{name} {value}" for name, value in figures.items()), sep=", ")  # noqa: T201
    for line in wrong:
        print(f"WRONG  {line}")  # noqa: T201
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
