"""Roll-ups: averages and extremes of long spans, from the file, from memory, and of what was there before."""

import math
import sqlite3
from pathlib import Path

from app.history.history_file import HistoryFile
from app.history.history_store import SqliteHistoryStore
from app.history.rollup import Rolling
from app.model.clock import Moment
from app.model.message import AskSpan, Point
from app.model.past import DAY, TIERS, tier_for
from tests.history.builders import NOW, at
from tests.history.test_history_store import CPU, opened, points

STEP = TIERS[0].seconds
START = math.ceil(NOW.wall / STEP) * STEP - NOW.wall  # seconds after NOW at which a stretch begins


def ask(step: float = STEP, *, since: float = 0.0, until: float = 1e12) -> AskSpan:
    """Return a question about the one series."""
    return AskSpan(wanted=(CPU,), since=since, until=until, step=step)


async def rows(
    store: SqliteHistoryStore, question: AskSpan
) -> list[tuple[float, float | None, float | None]]:
    """Return stretch (counted from the first), lowest and highest of each point."""
    found, _ = await store.span(question, 1000)
    return [(round((p.at - NOW.wall - START) / STEP - 0.5), p.low, p.high) for p in found]


async def test_stretches_are_kept_when_values_have_left(tmp_path: Path) -> None:
    """What was rolled up is still there when its values are over age, over restarts too."""
    begin = int(START)
    async with opened(tmp_path / "history.db", keep=3600.0) as store:
        for first in range(begin, begin + 1800, 600):
            store.add(points(first, first + 600), [], at(first + 600))
            await store.flush()
    later = at(begin + 2 * DAY)
    async with opened(tmp_path / "history.db", later, keep=3600.0) as store:
        store.add([Point(check="other", series="cpu", at=later.wall, value=1.0)], [], later)
        await store.flush()
        assert await store.read([CPU], 0, 10) == ()
        low = float(begin)
        expected = [(n, low + n * 600, low + n * 600 + 599) for n in range(3)]
        assert await rows(store, ask()) == expected
        assert await rows(store, ask(since=at(begin + 700).wall, until=at(begin + 1000).wall)) == [
            expected[1]
        ]


async def test_what_is_not_closed_yet_is_part_of_it(tmp_path: Path) -> None:
    """The open stretch, what is not flushed, and parts that a restart made come as one point a stretch."""
    begin = int(START)
    async with opened(tmp_path / "history.db", at(begin)) as store:
        store.add(points(begin, begin + 100), [], at(begin + 100))
        await store.flush()
        store.add(points(begin + 100, begin + 200), [], at(begin + 200))
        assert await rows(store, ask()) == [(0, begin, begin + 199)]
    async with opened(tmp_path / "history.db", at(begin + 210)) as store:
        store.add(points(begin + 210, begin + 300), [], at(begin + 300))
        assert await rows(store, ask()) == [(0, begin, begin + 299)]


async def test_a_file_of_before_is_rolled_up_when_it_is_read(tmp_path: Path) -> None:
    """Values that were stored before there were roll-ups are averaged as they are read."""
    begin, path = int(START), tmp_path / "history.db"
    async with opened(path, at(begin)) as store:
        store.add(points(begin, begin + 1200), [], at(begin + 1200))
    with sqlite3.connect(path) as db:
        db.execute("DROP TABLE rolled")
    db.close()
    async with opened(path, at(begin + 1300)) as store:
        assert await rows(store, ask()) == [(0, begin, begin + 599), (1, begin + 600, begin + 1199)]


async def test_a_stretch_without_values_is_a_gap(tmp_path: Path) -> None:
    """Failures alone make a point without value; beside values they do not hide them."""
    begin = int(START)
    gap = Point(check=CPU[0], series=CPU[1], at=at(begin + 700).wall, value=None)
    async with opened(tmp_path / "history.db", at(begin)) as store:
        store.add([*points(begin, begin + 10), gap], [], at(begin + 1300))
        await store.flush()
        assert await rows(store, ask()) == [(0, begin, begin + 9), (1, None, None)]


async def test_percentiles_are_of_all_values(tmp_path: Path) -> None:
    """The numbers of a span count values that thinning leaves out of its points."""
    async with opened(tmp_path / "history.db") as store:
        store.add(points(0, 1001), [], at(1001))
        found, (numbers,) = await store.span(ask(0.0), 20)
    assert len(found) <= 20
    assert (numbers.count, numbers.low, numbers.high, numbers.mean) == (1001, 0.0, 1000.0, 500.0)
    assert (numbers.p50, numbers.p95, numbers.p99, numbers.rolled) == (500.0, 950.0, 990.0, 0.0)


async def test_a_clock_that_is_set_moves_roll_ups_too(tmp_path: Path) -> None:
    """Stretches of this session follow the wall clock like the values they are made of."""
    begin = int(START)
    async with opened(tmp_path / "history.db", at(begin)) as store:
        store.add(points(begin, begin + 10), [], at(begin + 10))
        await store.flush()
        back = Moment(wall=at(begin + 20 - 3600).wall, mono=at(begin + 20).mono)
        store.add([], [], back)
        await store.flush()
        assert await rows(store, ask()) == [(-6, begin, begin + 9)]


def test_the_coarsest_that_is_fine_enough() -> None:
    """A step asks for values, or for the longest stretches that are not longer than it."""
    assert tier_for(0.0) is tier_for(599.0) is None
    assert tier_for(600.0) is tier_for(3599.0) is TIERS[0]
    assert tier_for(1e9) is TIERS[1]


def test_own_series_are_not_rolled_up(tmp_path: Path) -> None:
    """What only replays read makes no roll-ups."""
    rolling, file = Rolling(), HistoryFile(tmp_path / "history.db")
    outcome = Point(check="a/b", series="!outcome", at=0.0, value=1.0)
    rolling.add([outcome], file.numbers([outcome]))
    assert rolling.close(all_of_them=True) == []
