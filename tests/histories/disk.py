"""state.db with its true tables, without a file and without a thread; a machine may die over it."""

import sqlite3

from msgspec import structs

from app.history import state_rows
from app.model.clock import Moment
from app.model.event import Event
from app.model.incident import Incident
from app.model.ports import Batch, Remembered, StoreFailed
from app.model.stored import Stored
from app.replay.verify import compared


class Disk:
    """What survives."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        for statement in (*state_rows.SCHEMA, *state_rows.LATER):
            self.db.execute(statement)
        self.full = False
        self.commits = 0
        self.differences: list[str] = []  # between the event log and the books

    def verify(self) -> None:
        """Note where replaying the event log does not give the same books, whatever earlier lives lost."""
        events = (
            structs.replace(event, id=number) for number, event in state_rows.read_events(self.db, 0, 100_000)
        )
        found = compared(state_rows.stored(self.db), events)
        self.differences += found.differences
        if found.events and not found.sure:
            self.differences.append("the log has no snapshot")


class DiskStore:
    """Implements ``app.model.ports.StateStore`` over a disk, for one life of an engine."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self.dead = False

    async def open(self, now: Moment) -> Remembered:
        """Return what earlier lives left."""
        return state_rows.load(self._disk.db, now)

    async def commit(self, batch: Batch) -> None:
        """Store a batch, or fail where the disk is full. After death nothing is stored."""
        if self.dead:
            return
        if self._disk.full:
            raise StoreFailed("The disk is full.")
        db = self._disk.db
        db.execute("BEGIN")
        state_rows.write(db, batch)
        db.execute("COMMIT")
        self._disk.commits += 1
        if self._disk.commits % 40 == 0:
            self._disk.verify()

    async def events(self, after: int, limit: int) -> tuple[Event, ...]:
        """Return stored events."""
        return tuple(event for _, event in state_rows.read_events(self._disk.db, after, limit))

    async def stored(self) -> Stored:
        """Return the open books as they are stored."""
        return state_rows.stored(self._disk.db)

    async def closed(self, since: float, limit: int, now: Moment, *, brief: bool) -> tuple[Incident, ...]:
        """Return incidents that are over."""
        rows = state_rows.read_closed(self._disk.db, since, 0, limit, now, brief=brief)
        return tuple(each for each in rows if each is not None)

    async def close(self) -> None:
        """Nothing to close: the disk stays."""
