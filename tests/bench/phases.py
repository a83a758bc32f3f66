"""What keeping the phases of 10,000 checks costs, each run each 10 s: memory, processor time and file.

Memories of checks and the real store, in a process for each way, once with all that is kept and once without
the phases; 300 s of runs, written each 10 s as the engine does. The rest of the engine is the same for both.
"""

import asyncio
import gc
import json
import random
import subprocess
import sys
import tempfile
import time
import tracemalloc
from collections.abc import Sequence
from pathlib import Path

from app.engine.check_memory import CheckMemory
from app.history.history_store import SqliteHistoryStore
from app.history.spare_memory import give_back
from app.model.clock import Moment
from app.model.message import Point
from app.model.probe import Phase
from app.model.sample import Sample
from tests.alerts.making import at, check
from tests.bench.report import Figure, median

CHECKS, INTERVAL, TURNS, ROUNDS = 10_000, 10.0, 30, 3
NAMES = ("resolve", "connect", "tls", "first_byte", "transfer")
MEMORY, SHARE = 2.0, 0.02  # MiB and share of a core that phases may cost


def measure(_seconds: float) -> list[Figure]:
    """Measure both ways in turn."""
    runs = [(_run("with"), _run("without")) for _ in range(ROUNDS)]
    cpu = [with_["cpu"] - without["cpu"] for with_, without in runs]
    share = [seconds / (TURNS * INTERVAL) for seconds in cpu]
    held = [with_["held"] - without["held"] for with_, without in runs]
    waiting = [with_["waiting"] - without["waiting"] for with_, without in runs]
    disk = [(with_["file"] - without["file"]) / (TURNS * INTERVAL) * 86_400 for with_, without in runs]
    note = f"{len(NAMES)} phases, {CHECKS:,} checks each {INTERVAL:g} s"
    return [
        Figure("phases kept, memory", median(held), "MiB", MEMORY, (min(held), max(held)), note),
        Figure("phases kept, before a flush", median(waiting), "MiB", spread=(min(waiting), max(waiting))),
        Figure("phases kept, share of a core", median(share), "", SHARE, (min(share), max(share))),
        Figure("phases kept, of the file, a day", median(disk), "MiB", spread=(min(disk), max(disk))),
    ]


def _run(way: str) -> dict[str, float]:
    told = subprocess.run([sys.executable, "-m", __name__, way], check=True, capture_output=True, timeout=600)
    found: dict[str, float] = json.loads(told.stdout)
    return found


async def _work(*, phased: bool) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        store = SqliteHistoryStore(Path(folder) / "history.db", flush_each=1e9)
        await store.open(_moment(0.0))
        checks = [check(f"target-{number}/http") for number in range(CHECKS)]
        memories = [CheckMemory(each, at(0.0)) for each in checks]
        noise = random.Random(1)
        held, waiting = await _memory(store, memories, noise, phased=phased)
        spent = 0.0
        for turn in range(3, TURNS + 3):
            spent += await _turn(store, memories, turn, noise, phased=phased)
            began = time.process_time()
            await store.flush()
            spent += time.process_time() - began
        gc.collect()
        give_back()
        size = _size(Path(folder))
        await store.close()
    return {"cpu": spent, "held": held, "waiting": waiting, "file": size}


async def _memory(
    store: SqliteHistoryStore, memories: Sequence[CheckMemory], noise: random.Random, *, phased: bool
) -> tuple[float, float]:
    """Return what is held once all is written, and at most before, in MiB."""
    held = waiting = 0
    tracemalloc.start()
    for turn in range(5):  # of two runs the phases of one are kept
        await _turn(store, memories, turn, noise, phased=phased)
        waiting = max(waiting, tracemalloc.get_traced_memory()[0])
        await store.flush()
        held = tracemalloc.get_traced_memory()[0]
    tracemalloc.stop()
    return held / 2**20, waiting / 2**20


def _size(folder: Path) -> float:
    return sum(each.stat().st_size for each in folder.iterdir()) / 2**20


async def _turn(
    store: SqliteHistoryStore,
    memories: Sequence[CheckMemory],
    turn: int,
    noise: random.Random,
    *,
    phased: bool,
) -> float:
    """Let each check run once; return what taking it cost."""
    spent = 0.0
    for place, memory in enumerate(memories):
        ended = _moment(turn * INTERVAL + place * INTERVAL / CHECKS)
        made = _sample(memory.check.id, ended, noise)
        kept = made if phased else _without(made)
        began = time.process_time()
        points, proof = memory.take(made, 0.0)
        found: tuple[Point, ...] = (*points, *memory.ended(kept))
        store.add(found, (proof,) if proof is not None else (), ended)
        spent += time.process_time() - began
    return spent


def _moment(when: float) -> Moment:
    return Moment(wall=1_800_000_000.0 + when, mono=when)


def _sample(name: str, ended: Moment, noise: random.Random) -> Sample:
    phases = tuple(Phase(name=each, seconds=0.01 + noise.random() / 50) for each in NAMES)
    whole = sum(phase.seconds for phase in phases)
    started = ended.later(-whole)
    return Sample(check=name, started=started, ended=ended, values={"response_time": whole}, phases=phases)


def _without(made: Sample) -> Sample:
    return Sample(check=made.check, started=made.started, ended=made.ended, values=made.values)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_work(phased=sys.argv[1] == "with"))))  # noqa: T201 - who started it reads this
