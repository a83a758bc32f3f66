"""The connection to state.db, used by its writer thread only."""

import sqlite3
import time
from collections.abc import Sequence
from pathlib import Path

import msgspec

from app.history import damage, state_rows
from app.model.clock import Moment
from app.model.event import Event
from app.model.incident import Incident
from app.model.ports import Batch, Remembered
from app.model.stored import Stored

COPY_EACH = 3600.0  # seconds
_PRUNE_EACH = 500  # stored rows
_EVENTS_SKIPPED = 50_000  # event numbers left out when an older copy took the place of a damaged file


class StateFile:
    """Opens, writes, copies. Methods raise ``damage.Refused`` or ``sqlite3.Error``."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.copy = path.with_name(f"{path.stem}-copy{path.suffix}")
        self._db: sqlite3.Connection | None = None
        self._copied = 0.0
        self._changed = False
        self._unpruned = 0

    @property
    def db(self) -> sqlite3.Connection:
        """The open connection."""
        if self._db is None:
            raise damage.Refused(f"{self.path} is not open.")
        return self._db

    def open(self, now: Moment) -> Remembered:
        """Open or make the file. A damaged one is put aside and the last good copy takes its place."""
        self._make_folder()
        try:
            return self._begin(now)
        except damage.Damaged:
            self._drop()
        aside = damage.moved_aside(self.path)
        damage.copied_back(self.copy, self.path, state_rows.VERSION)
        try:
            remembered = self._begin(now)
        except damage.Damaged:  # the copy reads well for SQLite, but not for us
            self._drop()
            damage.moved_aside(self.path)
            remembered = self._begin(now)
        return msgspec.structs.replace(
            remembered, moved_aside=str(aside), next_event=remembered.next_event + _EVENTS_SKIPPED
        )

    def store(self, batches: Sequence[Batch]) -> None:
        """Commit all batches together, or none of them."""
        db = self.db
        db.execute("BEGIN IMMEDIATE")
        try:
            for batch in batches:
                state_rows.write(db, batch)
                self._unpruned += len(batch.events) + len(batch.notices) + len(batch.incidents)
            if self._unpruned >= _PRUNE_EACH:
                state_rows.prune(db)
                self._unpruned = 0
            db.execute("COMMIT")
        except BaseException:
            if db.in_transaction:
                db.execute("ROLLBACK")
            raise
        self._changed = True

    def events(self, after: int, limit: int) -> list[tuple[int, Event]]:
        """Return stored events with their numbers."""
        return state_rows.read_events(self.db, after, limit)

    def stored(self) -> Stored:
        """Return the open books as they stand in the file; raises ``Damaged``."""
        return state_rows.stored(self.db)

    def closed(
        self, since: float, start: int, limit: int, now: Moment, *, brief: bool
    ) -> list[Incident | None]:
        """Return closed incidents, newest first; None for one that cannot be read."""
        return state_rows.read_closed(self.db, since, start, limit, now, brief=brief)

    @property
    def copy_is_due(self) -> bool:
        """Whether something changed and the newest copy is an hour old."""
        return self._changed and time.monotonic() - self._copied >= COPY_EACH

    def make_copy(self) -> None:
        """Write a checked copy beside the file."""
        self._copied = time.monotonic()  # also after a failure: the next try is in an hour
        damage.good_copy(self.db, self.copy)
        self._changed = False

    def close(self) -> None:
        """Mark the end as clean, copy, close."""
        if self._db is None:
            return
        try:
            state_rows.set_meta(self.db, "running", 0)
            self.make_copy()
        finally:
            self._drop()

    def _make_folder(self) -> None:
        try:
            self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError as error:
            raise damage.Refused(
                f"The folder {self.path.parent} cannot be made: {error.strerror}."
            ) from error
        if not damage.writable(self.path):
            raise damage.Refused(
                f"{self.path} cannot be written: make the folder {self.path.parent} and the file writable, "
                "or choose another folder with --state."
            )

    def _begin(self, now: Moment) -> Remembered:
        if self.copy.exists() and self.path.exists() and self.path.stat().st_size == 0:
            raise damage.Damaged("the file was emptied")
        damage.refuse_newer(self.path, state_rows.VERSION)
        try:
            self._db = _connected(self.path)
            damage.check(self._db)
            if int(self._db.execute("PRAGMA user_version").fetchone()[0]) == 0:
                _made(self._db, now)
            _completed(self._db)
            remembered = state_rows.load(self._db, now)
            return msgspec.structs.replace(remembered, restarts=_started(self._db))
        except damage.READING_ERRORS as error:
            self._drop()
            raise damage.sorted_out(error, self.path) from error

    def _drop(self) -> None:
        if self._db is not None:
            self._db.close()
            self._db = None


def _connected(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, timeout=0.2, isolation_level=None)
    try:
        # The lock is held for the whole life: a second copy of the program is noticed at once.
        db.execute("PRAGMA locking_mode = EXCLUSIVE")
        db.execute("PRAGMA journal_mode = WAL")
        db.execute("PRAGMA synchronous = FULL")
        path.chmod(0o600)  # who is ill and who has it is nobody else's business
    except BaseException:
        db.close()
        raise
    return db


def _made(db: sqlite3.Connection, now: Moment) -> None:
    db.execute("BEGIN IMMEDIATE")
    for statement in state_rows.SCHEMA:
        db.execute(statement)
    db.execute(f"PRAGMA user_version = {state_rows.VERSION}")
    db.execute(f"PRAGMA application_id = {damage.APPLICATION}")
    state_rows.set_meta(db, "first_start", state_rows.packed(now))
    db.execute("COMMIT")


def _completed(db: sqlite3.Connection) -> None:
    """Make the tables that a store of an older build does not have."""
    db.execute("BEGIN IMMEDIATE")
    for statement in state_rows.LATER:
        db.execute(statement)
    db.execute("COMMIT")


def _started(db: sqlite3.Connection) -> int:
    """Mark the store as in use; return how many starts followed an unclean end."""
    restarts = int(state_rows.get_meta(db, "restarts") or 0)
    restarts += bool(state_rows.get_meta(db, "running"))
    try:
        db.execute("BEGIN IMMEDIATE")
        state_rows.set_meta(db, "restarts", restarts)
        state_rows.set_meta(db, "running", 1)
        db.execute("COMMIT")
    except sqlite3.OperationalError as error:
        # What can be read is worth more than this mark: a full disk may have room again.
        if db.in_transaction:
            db.execute("ROLLBACK")
        if error.sqlite_errorname != "SQLITE_FULL":
            raise
    return restarts
