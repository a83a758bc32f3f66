"""state.db with its true tables, without a file and without a thread; a machine may die over it."""

import sqlite3

from app.history import state_rows
from app.model.clock import Moment
from app.model.event import Event
from app.model.ports import Batch, Remembered, StoreFailed


class Disk:
    """What survives."""

    def __init__(self) -> None:
        self.db = sqlite3.connect(":memory:", isolation_level=None)
        for statement in (*state_rows.SCHEMA, *state_rows.LATER):
            self.db.execute(statement)
        self.full = False


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

    async def events(self, after: int, limit: int) -> tuple[Event, ...]:
        """Return stored events."""
        return tuple(event for _, event in state_rows.read_events(self._disk.db, after, limit))

    async def close(self) -> None:
        """Nothing to close: the disk stays."""
