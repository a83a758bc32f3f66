import asyncio
import random
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.history.history_store import SqliteHistoryStore
from app.model import phases
from app.model.clock import Moment
from app.model.message import AskSpan, Point
from app.model.ports import Proof
from app.model.probe import Phase
from tests.history.builders import NOW, at
from tests.model.packing import packed_past

ROOT = Path(__file__).parents[2]
CPU = ("app-1/local", "cpu")


def points(first: int, end: int, *, check: str = CPU[0]) -> list[Point]:
    """Return one point a second."""
    return [Point(check=check, series=CPU[1], at=at(n).wall, value=float(n)) for n in range(first, end)]


def seconds(found: tuple[Point, ...]) -> list[float]:
    """Return when the points were, in seconds after NOW."""
    return [point.at - NOW.wall for point in found]


@asynccontextmanager
async def opened(path: Path, now: Moment = NOW, keep: float = 48 * 3600) -> AsyncIterator[SqliteHistoryStore]:
    """Give a store that is open and whose file has been looked at."""
    store = SqliteHistoryStore(path, keep=keep, flush_each=3600)
    await store.open(now)
    await store.read([CPU], 0, 1)  # behind the check in the thread
    try:
        yield store
    finally:
        await store.close()


async def test_points_survive_a_restart(tmp_path: Path) -> None:
    """What was added is read at once, and again after a restart, gaps and bands included."""
    gap = Point(check=CPU[0], series=CPU[1], at=at(5).wall, value=None, low=0.5, high=1.5)
    async with opened(tmp_path / "history.db") as store:
        store.add([*points(0, 5), gap], [], at(6))
        assert await store.read([CPU], 0, 100) == (*points(0, 5), gap)
        assert not store.trouble
        (past,) = await store.past([CPU, ("other", "cpu")], 0, 100)
        assert past == packed_past(*CPU, [*points(0, 5), gap])
    async with opened(tmp_path / "history.db", at(60)) as store:
        assert await store.read([CPU], 0, 100) == (*points(0, 5), gap)
        assert seconds(await store.read([CPU], at(3).wall, 100)) == [3, 4, 5]
        assert await store.read([("other", "cpu")], 0, 100) == ()


async def test_phases_are_asked_by_their_one_name(tmp_path: Path) -> None:
    """The phases of a run come from memory and from the file, of the check that is asked for alone."""
    spent = tuple(Phase(name=name, seconds=0.25) for name in ("connect", "tls", "send", "first_byte"))
    ask = AskSpan(wanted=((CPU[0], phases.SERIES),), since=at(0).wall, until=at(9).wall)
    async with opened(tmp_path / "history.db") as store:
        for check in (CPU[0], "other"):
            store.add(phases.kept(check, at(3).wall, spent), [], at(4))
        for _ in ("memory", "file"):
            found, _figures = await store.span(ask, 100)
            assert {point.check for point in found} == {CPU[0]}
            assert phases.nearest(found, at(5).wall) == (at(3).wall, spent)
            await store.flush()


async def test_memory_and_file_are_one(tmp_path: Path) -> None:
    """Points in the file and points in memory come as one series, none twice."""
    async with opened(tmp_path / "history.db") as store:
        for first in (0, 10, 20):
            store.add(points(first, first + 10), [], at(first + 10))
            if first < 20:
                await store.flush()
        assert seconds(await store.read([CPU], 0, 100)) == list(range(30))


async def test_one_row_a_flush(tmp_path: Path) -> None:
    """A flush writes one packed row however many samples it holds."""
    async with opened(tmp_path / "history.db") as store:
        for check in range(50):
            store.add(points(0, 10, check=f"c{check}"), [], at(10))
        await store.flush()
    with sqlite3.connect(tmp_path / "history.db") as db:
        assert db.execute("SELECT count(*), length(body) < 5000 FROM bodies").fetchone() == (1, 1)
    db.close()


async def test_it_flushes_by_itself(tmp_path: Path) -> None:
    """Without being asked, points are on disk after the flush interval."""
    store = SqliteHistoryStore(tmp_path / "history.db", flush_each=0.05)
    await store.open(NOW)
    store.add(points(0, 3), [], at(3))
    while store._memory.items():  # noqa: ASYNC110 - it is a file that changes
        await asyncio.sleep(0.01)
    with sqlite3.connect(tmp_path / "history.db") as db:
        assert db.execute("SELECT count(*) FROM bodies").fetchone() == (1,)
    db.close()
    await store.close()


async def test_proof_is_summed_and_ages(tmp_path: Path) -> None:
    """Proof adds up over restarts, and hours beyond the kept history no longer count."""
    path = tmp_path / "history.db"
    async with opened(path) as store:
        store.add([], [Proof(check="a", good=10, bad=1), Proof(check="b", unknown=5)], at(1))
        store.add([], [Proof(check="a", good=20)], at(2))
        await store.flush()
        store.add([], [Proof(check="a", good=100)], at(30 * 3600))
    store = SqliteHistoryStore(path)
    found = await store.open(at(30 * 3600))
    await store.close()
    assert found == (Proof(check="a", good=130, bad=1), Proof(check="b", unknown=5))
    async with opened(path, at(50 * 3600)) as store:
        store.add([], [], at(50 * 3600))
    store = SqliteHistoryStore(path)
    assert await store.open(at(50 * 3600)) == (Proof(check="a", good=100),)
    await store.close()


async def test_old_points_leave(tmp_path: Path) -> None:
    """Points beyond the kept time leave in small steps; the rest stays."""
    async with opened(tmp_path / "history.db", keep=100) as store:
        for first in range(0, 500, 10):
            store.add(points(first, first + 10), [], at(first + 10))
            await store.flush()
        found = seconds(await store.read([CPU], 0, 1000))
    assert 390 <= found[0] <= 400
    assert found[-1] == 499


async def test_wall_clock_set_back_loses_and_mixes_nothing(tmp_path: Path) -> None:
    """The clock steps back 2 h: all points are there, in order, with their true distances; also from disk."""
    path = tmp_path / "history.db"

    def moved(seconds: float) -> Moment:
        return Moment(wall=at(seconds).wall - 7200, mono=at(seconds).mono)

    async with opened(path) as store:
        store.add(points(0, 10), [], at(10))
        await store.flush()
        store.add(points(10, 20), [], at(20))
        later = [Point(check=CPU[0], series=CPU[1], at=moved(n).wall, value=float(n)) for n in range(20, 30)]
        store.add(later, [], moved(30))
        for _ in range(2):
            found = await store.read([CPU], 0, 100)
            assert [p.value for p in found] == list(range(30))
            assert seconds(found) == pytest.approx([n - 7200 for n in range(30)])
            await store.flush()
    async with opened(path, moved(60)) as store:
        assert [p.value for p in await store.read([CPU], moved(5).wall - 0.5, 100)] == list(range(5, 30))


async def test_clock_set_back_while_off(tmp_path: Path) -> None:
    """A start with a clock behind the newest point moves the history into the past, whole."""
    path = tmp_path / "history.db"
    async with opened(path) as store:
        store.add(points(0, 10), [], at(10))
    earlier = Moment(wall=NOW.wall - 3600, mono=5)
    async with opened(path, earlier) as store:
        found = await store.read([CPU], 0, 100)
    assert found[-1].at == earlier.wall
    assert found[-1].at - found[0].at == pytest.approx(9)


async def test_damage_is_put_aside_and_recording_goes_on(tmp_path: Path) -> None:
    """A damaged file starts anew under any damage; the old one is kept and state.db is not touched."""
    async with opened(tmp_path / "history.db") as store:
        for first in range(0, 3000, 100):
            store.add(points(first, first + 100), [Proof(check="a", good=1)], at(first))
            await store.flush()
    good = (tmp_path / "history.db").read_bytes()
    for seed in range(20):
        folder = tmp_path / str(seed)
        folder.mkdir()
        (folder / "state.db").write_bytes(b"other")
        dice = random.Random(seed)
        place = dice.randrange(len(good) - 64)
        spoiled = good[:place] + dice.randbytes(64) + good[place + 64 :]
        (folder / "history.db").write_bytes(spoiled)
        async with opened(folder / "history.db", at(3000)) as store:
            store.add(points(3000, 3010), [], at(3010))
            await store.flush()
            assert not store.trouble
            assert seconds(await store.read([CPU], at(3000).wall, 100)) == list(range(3000, 3010))
            assert not store.moved_aside or content(store.moved_aside) == spoiled
        assert (folder / "state.db").read_bytes() == b"other"


def content(path: str) -> bytes:
    """Return what is in a file."""
    return Path(path).read_bytes()


async def test_full_disk_is_told_and_caught_up(tmp_path: Path) -> None:
    """While nothing can be written, points wait in memory and the trouble is told; later all is saved."""
    path = tmp_path / "history.db"
    async with opened(path) as store:
        writer = store._file._write
        assert writer is not None
        writer.execute("PRAGMA max_page_count = 1")
        dice = random.Random(1)
        noise = [Point(check=CPU[0], series=CPU[1], at=at(n).wall, value=dice.random()) for n in range(5000)]
        store.add(noise, [Proof(check="a", good=7)], at(5000))
        await store.flush()
        assert "is full" in store.trouble
        assert len(await store.read([CPU], 0, 10_000)) == 5000
        writer.execute("PRAGMA max_page_count = 100000")
        await store.flush()
        assert store.trouble == ""
        assert len(await store.read([CPU], 0, 10_000)) == 5000
    store = SqliteHistoryStore(path)
    assert await store.open(at(5000)) == (Proof(check="a", good=7),)
    assert len(await store.read([CPU], 0, 10_000)) == 5000
    await store.close()


async def test_without_a_place_it_goes_on_in_memory(tmp_path: Path) -> None:
    """A file that cannot be made is trouble, never an error; when it can be made all is saved."""
    (tmp_path / "place").write_text("a file where a folder should be")
    async with opened(tmp_path / "place" / "history.db") as store:
        store.add(points(0, 10), [], at(10))
        await store.flush()
        assert store.trouble
        assert seconds(await store.read([CPU], 0, 100)) == list(range(10))
        (tmp_path / "place").unlink()
        await store.flush()
        assert store.trouble == ""
    async with opened(tmp_path / "place" / "history.db", at(60)) as store:
        assert seconds(await store.read([CPU], 0, 100)) == list(range(10))


async def test_memory_is_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """While nothing can be saved the oldest points go, the newest stay."""
    monkeypatch.setattr("app.history.memory.POINTS_KEPT", 100)
    (tmp_path / "place").write_text("")
    async with opened(tmp_path / "place" / "history.db") as store:
        for first in range(0, 1000, 50):
            store.add(points(first, first + 50), [], at(first + 50))
            await store.flush()
        assert seconds(await store.read([CPU], 0, 10_000)) == list(range(900, 1000))
        (tmp_path / "place").unlink()


async def test_newer_file_is_left_alone(tmp_path: Path) -> None:
    """A history of a newer version is not touched; the trouble says why nothing is saved."""
    path = tmp_path / "history.db"
    async with opened(path):
        pass
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    before = path.read_bytes()
    async with opened(path) as store:
        store.add(points(0, 3), [], at(3))
        await store.flush()
        assert "newer Nocwall" in store.trouble
    assert path.read_bytes() == before


WRITER = """
import asyncio, sys
from pathlib import Path
from app.history.history_store import SqliteHistoryStore
from tests.history.builders import at
from tests.history.test_history_store import CPU, points

async def main():
    store = SqliteHistoryStore(Path(sys.argv[1]), flush_each=3600)
    await store.open(at(int(sys.argv[2])))
    await store.read([CPU], 0, 1)
    for n in range(int(sys.argv[2]), 10**9):
        store.add(points(n, n + 1), [], at(n))
        await store.flush()
        print(n, flush=True)

asyncio.run(main())
"""


async def test_kill_loses_no_flushed_row(tmp_path: Path) -> None:
    """Five writers killed in the middle of writing: every flushed point is there."""
    path = tmp_path / "history.db"
    first = 0
    for turn in range(5):
        last = await asyncio.to_thread(killed, path, first, 3 + turn)
        async with opened(path, at(last + 1)) as store:
            found = seconds(await store.read([CPU], 0, 1_000_000))
            assert not store.moved_aside
        assert found[: last + 1] == list(range(last + 1))
        first = len(found)


def killed(path: Path, first: int, lines: int) -> int:
    """Let a process write, kill it, return the last number it had flushed."""
    with subprocess.Popen(
        [sys.executable, "-c", WRITER, str(path), str(first)], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as writer:
        assert writer.stdout is not None
        read = [writer.stdout.readline() for _ in range(lines)]
        writer.kill()
        read += writer.stdout.read().split("\n")
    return int([line for line in read if line.strip()][-1])
