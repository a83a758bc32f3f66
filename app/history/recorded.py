"""What was recorded, run by run, read beside a living engine without touching the file. Loads numpy."""

import contextlib
import sqlite3
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

import numpy as np

from app.history import damage
from app.history.blocks import Columns, unpacked
from app.history.history_file import VERSION

Values = dict[str, float | None]
Row = tuple[float, str, Values]
Names = dict[int, tuple[str, str]]


def rows(
    path: Path, checks: Collection[str], since: float, progress: Callable[[float], None] | None = None
) -> Iterator[Row]:
    """Yield each run of the checks since a wall time: when it ended, whose it is, and its series.

    In the order of time, one block (10 s) in memory at once. ``progress`` is told the share that is read.
    Raises ``damage.Refused`` or ``damage.Damaged``.
    """
    damage.refuse_newer(path, VERSION)
    try:
        with contextlib.closing(_reader(path)) as db:
            names = _names(db, set(checks))
            blocks = db.execute("SELECT id, shift FROM blocks WHERE last + shift >= ? ORDER BY id", (since,))
            numbers = blocks.fetchall()
            for place, (number, shift) in enumerate(numbers):
                if progress is not None:
                    progress(place / len(numbers))
                body = db.execute("SELECT body FROM bodies WHERE id = ?", (number,)).fetchone()
                if body is not None:  # it may have left meanwhile
                    yield from _runs(body[0], shift, names, since)
    except damage.READING_ERRORS as error:
        raise damage.sorted_out(error, path) from error


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0, isolation_level=None)


def _names(db: sqlite3.Connection, checks: Collection[str]) -> Names:
    found = db.execute("SELECT id, check_id, name FROM series")
    return {number: (check, name) for number, check, name in found if check in checks}


def _runs(body: bytes, shift: float, names: Names, since: float) -> Iterator[Row]:
    try:
        table = unpacked(body)
    except ValueError:
        return  # one damaged block is a gap, not the end of the history
    table.numbers[0] += shift
    found: dict[tuple[float, str], Values] = {}
    for at, value, series in _points(table, names, since):
        check, name = names[series]
        found.setdefault((at, check), {})[name] = value
    for (at, check), values in found.items():
        yield at, check, values


def _points(table: Columns, names: Names, since: float) -> Iterator[tuple[float, float | None, int]]:
    if len(names) < len(table.series):
        table = table.chosen(np.isin(table.series, np.fromiter(names, np.uint32)))
    order = np.argsort(table.at, kind="stable")
    values = table.numbers[1, order]
    gaps = np.isnan(values).tolist()
    for at, value, gap, series in zip(
        table.at[order].tolist(), values.tolist(), gaps, table.series[order].tolist(), strict=True
    ):
        if at >= since and series in names:
            yield at, None if gap else value, series
