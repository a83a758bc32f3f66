"""The whole engine on fast time: ``engine FOLDER SOCKET SPEED SEED HOURS [worst]``; ends when its input does.

Real scheduler, rules, books, stores on disk, boards and link; only probes ask services within the process.
It says when it began, by time.monotonic, so that the wall's clock can agree with its own.
"""

import asyncio
import contextlib
import json
import random
import sys
from pathlib import Path

from app.engine import gauge, life, load, publish
from app.engine.engine import Engine
from app.engine.limits import Limits
from app.engine_main import Reception
from app.history.history_store import SqliteHistoryStore
from app.history.state_store import SqliteStateStore
from app.incidents import register
from app.link import answering, server
from app.link.server import LinkServer
from app.model.intent import Acknowledge
from app.model.loaded import Loaded
from app.model.message import Sender
from app.notify import plan
from tests.bench.report import say
from tests.bench.soak_wall.casino import Casino
from tests.bench.soak_wall.memory import Reader, Reading, mappings, objects
from tests.bench.soak_wall.paced import Pace, PacedClock, PacedLoop
from tests.engine.parts import NoSecrets
from tests.engine.whole import MemoryStore, NotingAlarm, NotingAnchors, NotingDeliverer
from tests.link.parts import BUILD

RELOAD = 1500.0  # fast seconds between two editions of the inventory
TAKE = 90.0  # between two looks of somebody who takes what is open
READ = 120.0  # between two readings of the memory
CLOSED_KEPT = 40  # incidents: so few that they are there when memory is watched, not after two days
# What waits for a disk, a socket or another process waits for the real one, which does not live faster.
REAL = (
    (publish, "_STORED_WITHIN"),
    (publish, "_GATHER"),
    (publish, "_CALM"),
    (publish, "_IDLE"),
    (life, "UNSAVED"),
    (life, "LATE"),
    (life, "PUBLISH"),
    (load, "_STALLED"),
    (load, "_LATE"),
    (gauge, "_TICK"),
    (gauge, "_NOISE"),
    (server, "_HELLO_WITHIN"),
    (answering, "_ANSWER_WITHIN"),
)


def main(folder: Path, socket: Path, pace: Pace, casino: Casino) -> None:
    """Live until the standard input ends."""
    speed = pace.speed
    register.CLOSED_KEPT = CLOSED_KEPT
    for module, name in REAL:
        setattr(module, name, getattr(module, name) * speed)
    loop = PacedLoop(pace)
    say(json.dumps({"began": pace.began}))
    asyncio.set_event_loop(loop)
    try:
        loop.run_until_complete(_live(loop, folder, socket, casino, speed))
    finally:
        loop.close()


async def _live(loop: PacedLoop, folder: Path, socket: Path, casino: Casino, speed: float) -> None:
    clock = PacedClock(loop)
    engine = Engine(
        store=SqliteStateStore(folder / "state.db"),
        history=SqliteHistoryStore(folder / "history.db", flush_each=10.0 * speed),
        planner=plan,
        make_deliverer=lambda on_delivery: NotingDeliverer(on_delivery, MemoryStore()),
        secrets=NoSecrets(),
        clock=clock,
        build=BUILD,
        limits=Limits(50),
        alarm=NotingAlarm(),
        anchors=NotingAnchors(),
    )
    link = LinkServer(socket, Reception(engine), build=BUILD, clock=clock, beat=speed)
    await engine.start(link)
    await engine.apply(Loaded(inventory=casino.inventory(0)))
    await link.start()
    say("ready")
    ended = loop.run_in_executor(None, sys.stdin.read)
    told = Told(casino)
    work = [
        asyncio.create_task(each)
        for each in (casino.live(), told.reload(engine), told.take(engine), told.read())
    ]
    await ended
    for task in work:
        task.cancel()
    await asyncio.gather(*work, return_exceptions=True)
    await link.close()
    await engine.close()
    say(json.dumps(told.seen()))


class Told:
    """What is done to the engine by people, and what is told of it at the end."""

    def __init__(self, casino: Casino) -> None:
        self._casino = casino
        self._loop = asyncio.get_running_loop()
        self._reader = Reader()
        self.reloads = self.taken = self.most_open = 0
        self.memory: list[Reading] = []  # by fast seconds
        self.census: list[dict[str, float]] = []  # of each hour

    async def reload(self, engine: Engine) -> None:
        """Give it another edition of its inventory, again and again."""
        while True:
            await asyncio.sleep(RELOAD)
            self.reloads += 1
            await engine.apply(Loaded(inventory=self._casino.inventory(self.reloads)))

    async def take(self, engine: Engine) -> None:
        """Take the oldest incident that nobody has."""
        while True:
            await asyncio.sleep(TAKE)
            incidents = engine.whole_board().board.incidents
            self.most_open = max(self.most_open, len(incidents))
            waiting = [each for each in incidents if not each.taken]
            if waiting:
                wish = Acknowledge(what=waiting[-1].id, who="Mira")
                await engine.submit(wish, Sender(session="desk", who="Mira", role="desk"))
                self.taken += 1

    async def read(self) -> None:
        """Read the process's own memory."""
        while True:
            self.memory.append(self._reader.read(self._loop.time()))
            if len(self.memory) % 30 == 0:
                self.census.append(objects() | mappings())
            await asyncio.sleep(READ)

    def seen(self) -> dict[str, object]:
        """Return what has happened."""
        return {
            "troubles": self._casino.troubles,
            "reloads": self.reloads,
            "taken": self.taken,
            "most_open": self.most_open,
            "memory": self.memory,
            "census": self.census,
            "fast_seconds": self._loop.time() - 1000,
        }


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main(
            Path(sys.argv[1]),
            Path(sys.argv[2]),
            Pace(float(sys.argv[3])),
            Casino(random.Random(int(sys.argv[4])), float(sys.argv[5]), worst_only="worst" in sys.argv),
        )
