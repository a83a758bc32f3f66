import asyncio
import sqlite3
from pathlib import Path

import pytest

from app.history.damage import Refused
from app.history.history_store import SqliteHistoryStore
from app.history.recorded import Row, rows
from app.model.message import Point
from tests.history.builders import at


def point(seconds: float, value: float | None, series: str = "response_time", check: str = "a/b") -> Point:
    """Return a point of a run that ended then."""
    return Point(check=check, series=series, at=at(seconds).wall, value=value)


async def recorded(path: Path, points: list[Point]) -> None:
    """Write each point as a block of its own."""
    store = SqliteHistoryStore(path)
    await store.open(at(0))
    await asyncio.to_thread(store._checked.wait)  # before that nothing is written
    for each in points:
        store.add([each], (), at(each.at - at(0).wall))
        await store.flush()
    await store.close()


def short(found: list[Row]) -> list[tuple[float, str, dict[str, float | None]]]:
    """Return rows with their times as seconds."""
    return [(wall - at(0).wall, check, dict(values)) for wall, check, values in found]


async def test_runs_come_back_whole_and_in_order(tmp_path: Path) -> None:
    """Series of one run stand together, gaps are None, and other checks and earlier times are left out."""
    path = tmp_path / "history.db"
    points = [
        point(1, 0.1),
        point(2, None),
        point(2, 0.5, "error_rate"),
        point(2, 9.0, check="other/x"),
        point(3, 0.3),
    ]
    await recorded(path, points)
    expected = [
        (2.0, "a/b", {"response_time": None, "error_rate": 0.5}),
        (3.0, "a/b", {"response_time": 0.3}),
    ]
    seen: list[float] = []
    found = list(rows(path, {"a/b"}, at(2).wall, seen.append))
    merged: dict[float, dict[str, float | None]] = {}
    for wall, _, values in short(found):
        merged.setdefault(wall, {}).update(values)
    assert merged == {wall: values for wall, _, values in expected}
    assert seen == sorted(seen)


async def test_a_damaged_block_is_a_gap(tmp_path: Path) -> None:
    """What can be read is; the file itself is not touched."""
    path = tmp_path / "history.db"
    await recorded(path, [point(1, 0.1), point(2, 0.2), point(3, 0.3)])
    with sqlite3.connect(path) as db:
        db.execute("UPDATE bodies SET body = x'00' WHERE id = 2")
    db.close()
    before = path.read_bytes()
    assert [row[0] for row in short(list(rows(path, {"a/b"}, 0.0)))] == [1.0, 3.0]
    assert path.read_bytes() == before


async def test_a_file_of_a_newer_nocwall_is_refused(tmp_path: Path) -> None:
    """Its form is not guessed at."""
    path = tmp_path / "history.db"
    await recorded(path, [point(1, 0.1)])
    with sqlite3.connect(path) as db:
        db.execute("PRAGMA user_version = 99")
    db.close()
    with pytest.raises(Refused, match="newer Nocwall"):
        list(rows(path, {"a/b"}, 0.0))
