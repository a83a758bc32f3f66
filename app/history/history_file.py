"""The connections to history.db. Every function here runs in a thread of the store."""

import math
import shutil
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.history import damage
from app.history.rollup import Rolled
from app.history.series_numbers import SeriesNumbers
from app.model.message import Point
from app.model.past import TIERS
from app.model.ports import Proof
from app.model.value import Value

VERSION = 1
HOUR = 3600.0
_LEAVING = 20  # blocks that may leave at one flush, so that no flush is long

_SCHEMA = (
    "CREATE TABLE series (id INTEGER PRIMARY KEY, check_id TEXT, name TEXT, UNIQUE (check_id, name))",
    # Apart from the bodies, so that all times can be moved without rewriting the data.
    "CREATE TABLE blocks (id INTEGER PRIMARY KEY, first REAL, last REAL, shift REAL NOT NULL DEFAULT 0)",
    "CREATE TABLE bodies (id INTEGER PRIMARY KEY, body BLOB)",
    """CREATE TABLE proofs (hour INTEGER, check_id TEXT, good REAL, bad REAL, unknown REAL,
       PRIMARY KEY (hour, check_id)) WITHOUT ROWID""",
)
# Beside the proofs, so that a file stays readable for a version that knows no maintenance.
_MAINTAINED = """CREATE TABLE IF NOT EXISTS maintained (hour INTEGER, check_id TEXT, seconds REAL,
    PRIMARY KEY (hour, check_id)) WITHOUT ROWID"""
# Likewise; of one tier the numbers go with time.
_ROLLED = (
    """CREATE TABLE IF NOT EXISTS rolled (id INTEGER PRIMARY KEY, seconds REAL, first REAL, last REAL,
    shift REAL NOT NULL DEFAULT 0, body BLOB)""",
    "CREATE INDEX IF NOT EXISTS rolled_last ON rolled (seconds, last)",
)


class Shift(Value, frozen=True, kw_only=True):
    """The wall clock was set by ``seconds``: this session's earlier times are moved along."""

    seconds: float


class Block(Value, frozen=True, kw_only=True):
    """One packed row: points of one flush."""

    first: float
    last: float
    body: bytes


Step = Block | Rolled | Shift


class HistoryFile:
    """One file and its two connections: one that writes, one that reads beside it."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._write: sqlite3.Connection | None = None
        self._read: sqlite3.Connection | None = None
        self._session = self._rolled_session = 0  # first block of this session, and first roll-up
        self._numbers = SeriesNumbers()
        self._unsaved: list[tuple[int, str, str]] = []

    def open(self, wall: float, oldest: float) -> tuple[Proof, ...]:
        """Open or make the file, ready to write; return the proof since ``oldest``.

        Raises ``Damaged`` or ``Refused``.
        """
        damage.refuse_newer(self.path, VERSION)
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
            self._write = db = _connected(self.path)
            if int(db.execute("PRAGMA user_version").fetchone()[0]) == 0:
                _make(db)
            for statement in (_MAINTAINED, *_ROLLED):
                db.execute(statement)
            self._begin_session(db, wall)
            self._load_numbers(db)
            return tuple(
                Proof(check=check, good=good, bad=bad, unknown=unknown, maintenance=maintenance)
                for check, good, bad, unknown, maintenance in db.execute(
                    "SELECT check_id, sum(good), sum(bad), sum(unknown), sum(coalesce(seconds, 0)) "
                    "FROM proofs LEFT JOIN maintained USING (hour, check_id) "
                    "WHERE hour >= ? GROUP BY check_id",
                    (int(oldest // HOUR),),
                )
            )
        except damage.READING_ERRORS as error:
            self.close_writer()
            raise damage.sorted_out(error, self.path) from error
        except OSError as error:
            raise damage.Refused(f"{self.path} cannot be made: {error.strerror}.") from error

    @property
    def is_open(self) -> bool:
        """Whether it can be written."""
        return self._write is not None

    def numbers(self, points: Sequence[Point]) -> Mapping[tuple[str, str], int]:
        """Return the numbers of all series, new ones of ``points`` among them."""
        for point in points:
            name = point.check, point.series
            if name not in self._numbers:
                self._unsaved.append((self._numbers.give(*name), *name))
        return self._numbers

    def check(self) -> None:
        """Raise ``Damaged`` unless the whole file is in order; may take seconds. In the reading thread."""
        try:
            damage.check(self._reader())
        except damage.READING_ERRORS as error:
            raise damage.sorted_out(error, self.path) from error

    def store(
        self,
        steps: Sequence[Step],
        proofs: Mapping[tuple[int, str], tuple[float, float, float, float]],
        *,
        oldest: float,
        wall: float,
    ) -> None:
        """Write all of it together or nothing, and let a little of what is older than ``oldest`` leave.

        Roll-ups leave by the age that they are kept for, at ``wall``.
        """
        db = self._write
        if db is None:
            raise damage.Refused(f"{self.path} is not open.")
        db.execute("BEGIN IMMEDIATE")
        try:
            db.executemany("INSERT OR IGNORE INTO series VALUES (?, ?, ?)", self._unsaved)
            for step in steps:
                self._step(db, step)
            db.executemany(_ADD_PROOF, [(*key, *sums[:3]) for key, sums in proofs.items()])
            db.executemany(_ADD_MAINTAINED, [(*key, sums[3]) for key, sums in proofs.items() if sums[3]])
            _leave(db, oldest)
            for tier in TIERS:
                db.execute(
                    "DELETE FROM rolled WHERE seconds = ? AND last < ?", (tier.seconds, wall - tier.keep)
                )
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self._unsaved.clear()

    def read(self, since: float, until: float = math.inf) -> Iterator[tuple[float, bytes]]:
        """Yield the stored blocks with points between wall times, each after the seconds to move it by."""
        query = (
            "SELECT shift, body FROM blocks JOIN bodies USING (id) "
            "WHERE last + shift >= ? AND first + shift <= ? ORDER BY blocks.id"
        )
        yield from self._reader().execute(query, (since, until))

    def read_rolled(self, seconds: float, since: float, until: float) -> Iterator[tuple[float, bytes]]:
        """Yield the same of the roll-ups of one tier."""
        query = (
            "SELECT shift, body FROM rolled "
            "WHERE seconds = ? AND last + shift >= ? AND first + shift <= ? ORDER BY id"
        )
        yield from self._reader().execute(query, (seconds, since, until))

    def rolled_since(self, seconds: float) -> float:
        """Return the wall time at which the roll-ups of a tier begin; infinite where there are none."""
        found = (
            self._reader()
            .execute("SELECT min(first + shift) FROM rolled WHERE seconds = ?", (seconds,))
            .fetchone()[0]
        )
        return math.inf if found is None else float(found)

    def room(self) -> bool:
        """Return whether the disk keeps enough room for alerts and acknowledgements beside us."""
        usage = shutil.disk_usage(self.path.parent)
        return usage.free > min(16 << 20, usage.total // 50)

    def put_aside(self) -> Path:
        """Move the damaged file away."""
        self.close_writer()
        self.close_reader()
        return damage.moved_aside(self.path)

    def close_writer(self) -> None:
        """Close the connection that writes."""
        db, self._write = self._write, None
        if db is not None:
            db.close()

    def close_reader(self) -> None:
        """Close the connection that reads."""
        db, self._read = self._read, None
        if db is not None:
            db.close()

    def _reader(self) -> sqlite3.Connection:
        if self._read is None:
            self._read = sqlite3.connect(
                self.path, timeout=5.0, isolation_level=None, check_same_thread=False
            )
            self._read.execute("PRAGMA query_only = ON")
        return self._read

    def interrupt(self) -> None:
        """End what the reading connection does at the moment; from any thread."""
        if self._read is not None:
            self._read.interrupt()

    def _load_numbers(self, db: sqlite3.Connection) -> None:
        known = SeriesNumbers(db.execute("SELECT id, check_id, name FROM series"))
        if self._numbers and not known:
            # A new file in the place of a damaged one: what waits in memory keeps its numbers.
            self._unsaved = [(number, *name) for name, number in self._numbers.items()]
            return
        self._numbers = known
        self._unsaved = []

    def _begin_session(self, db: sqlite3.Connection, wall: float) -> None:
        """Earlier times must not lie in the future: the wall clock may have been set back meanwhile."""
        newest, self._session = db.execute(
            "SELECT max(last + shift), coalesce(max(id), 0) + 1 FROM blocks"
        ).fetchone()
        if newest is not None and newest > wall:
            for table in ("blocks", "rolled"):
                db.execute(f"UPDATE {table} SET shift = shift + ?", (wall - newest,))  # noqa: S608 - our own names
        (self._rolled_session,) = db.execute("SELECT coalesce(max(id), 0) + 1 FROM rolled").fetchone()

    def _step(self, db: sqlite3.Connection, step: Step) -> None:
        if isinstance(step, Block):
            number = db.execute("INSERT INTO blocks (first, last) VALUES (?, ?)", (step.first, step.last))
            db.execute("INSERT INTO bodies VALUES (?, ?)", (number.lastrowid, step.body))
            return
        if isinstance(step, Rolled):
            db.execute(
                "INSERT INTO rolled (seconds, first, last, body) VALUES (?, ?, ?, ?)",
                (step.seconds, step.first, step.last, step.body),
            )
            return
        db.execute("UPDATE blocks SET shift = shift + ? WHERE id >= ?", (step.seconds, self._session))
        db.execute("UPDATE rolled SET shift = shift + ? WHERE id >= ?", (step.seconds, self._rolled_session))
        # What was recorded before this session stays where it is unless it would now overlap.
        (begun,) = db.execute(
            "SELECT min(first + shift) FROM blocks WHERE id >= ?", (self._session,)
        ).fetchone()
        (before,) = db.execute(
            "SELECT max(last + shift) FROM blocks WHERE id < ?", (self._session,)
        ).fetchone()
        if begun is not None and before is not None and before > begun:
            db.execute("UPDATE blocks SET shift = shift + ? WHERE id < ?", (begun - before, self._session))


_ADD_PROOF = (
    "INSERT INTO proofs VALUES (?, ?, ?, ?, ?) ON CONFLICT (hour, check_id) DO UPDATE SET "
    "good = good + excluded.good, bad = bad + excluded.bad, unknown = unknown + excluded.unknown"
)
_ADD_MAINTAINED = (
    "INSERT INTO maintained VALUES (?, ?, ?) "
    "ON CONFLICT (hour, check_id) DO UPDATE SET seconds = seconds + excluded.seconds"
)


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=1.0, isolation_level=None, check_same_thread=False)
    try:
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        path.chmod(0o600)
    except BaseException:
        db.close()
        raise
    return db


def _make(db: sqlite3.Connection) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in _SCHEMA:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {VERSION}")
    db.execute(f"PRAGMA application_id = {damage.APPLICATION}")
    db.execute("COMMIT")


def _leave(db: sqlite3.Connection, oldest: float) -> None:
    """Blocks go oldest number first; their times never run backwards."""
    numbers = db.execute(
        "SELECT id FROM blocks WHERE last + shift < ? ORDER BY id LIMIT ?", (oldest, _LEAVING)
    ).fetchall()
    db.executemany("DELETE FROM bodies WHERE id = ?", numbers)
    db.executemany("DELETE FROM blocks WHERE id = ?", numbers)
    for table in ("proofs", "maintained"):
        db.execute(f"DELETE FROM {table} WHERE hour < ?", (int(oldest // HOUR),))  # noqa: S608 - our own names
