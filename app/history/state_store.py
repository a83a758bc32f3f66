"""state.db as the engine sees it: alerts, incidents, acknowledgements, notices, events."""

import functools
import logging
import sqlite3
from collections import deque
from pathlib import Path

import msgspec

from app.history import damage
from app.history.state_file import StateFile
from app.history.thread import DiskThread
from app.model.clock import Moment, recalled
from app.model.event import Event
from app.model.incident import Incident
from app.model.ports import Batch, Remembered, StoreFailed
from app.model.stored import Stored

_PART = 250  # incidents that are read in one go
_log = logging.getLogger(__name__)


class _Wish:
    """A batch on its way to the disk. Several that wait are committed together."""

    def __init__(self, batch: Batch) -> None:
        self.batch = batch
        self.done = False
        self.failed = ""


class SqliteStateStore:
    """Implements ``app.model.ports.StateStore``; ``path`` is the file, its copy lies beside it."""

    def __init__(self, path: Path) -> None:
        self._file = StateFile(path)
        self._thread: DiskThread | None = None
        self._waiting: deque[_Wish] = deque()
        self._opened: Moment | None = None
        self._tried: Moment | None = None  # when it could not be opened
        self._first_new = 1

    async def open(self, now: Moment) -> Remembered:
        """Open or make the store. Raises ``StoreFailed`` for: newer version, read only, in use by another."""
        thread = DiskThread("state-db")
        self._tried = now
        try:
            remembered = await thread.call(self._file.open, now)
        except (damage.Refused, damage.Damaged) as error:
            thread.end()
            raise StoreFailed(str(error)) from error
        except OSError as error:
            thread.end()
            raise StoreFailed(f"{self._file.path} cannot be opened: {error.strerror}.") from error
        self._thread = thread
        self._opened = now
        self._first_new = remembered.next_event
        return remembered

    async def commit(self, batch: Batch) -> None:
        """Store the batch durably, or raise ``StoreFailed`` (a later commit may work again)."""
        if self._thread is None and self._tried is not None:
            await self._open_late(self._tried)
        wish = _Wish(batch)
        self._waiting.append(wish)
        await self._opened_thread().call(self._drain, wish)
        if wish.failed:
            raise StoreFailed(wish.failed)

    async def events(self, after: int, limit: int) -> tuple[Event, ...]:
        """Return stored events with an id above ``after``, oldest first."""
        thread = self._opened_thread()
        try:
            rows = await thread.call(self._file.events, after, limit)
        except sqlite3.Error as error:
            raise StoreFailed(damage.told(error, self._file.path)) from error
        return tuple(self._present(number, event) for number, event in rows)

    async def stored(self) -> Stored:
        """Return the open books as they stand in the file, or raise ``StoreFailed``."""
        try:
            return await self._opened_thread().call(self._file.stored)
        except (sqlite3.Error, damage.Damaged) as error:
            raise StoreFailed(damage.told(error, self._file.path)) from error

    async def closed(self, since: float, limit: int, now: Moment, *, brief: bool) -> tuple[Incident, ...]:
        """Return closed incidents that ended at a wall time or later, newest first; moments are of today.

        ``brief``: without their timelines. Read in parts, so that what is to be stored need not wait long.
        """
        thread = self._opened_thread()
        found: list[Incident] = []
        for start in range(0, limit, _PART):
            part = functools.partial(
                self._file.closed, since, start, min(_PART, limit - start), now, brief=brief
            )
            try:
                rows = await thread.call(part)
            except sqlite3.Error as error:
                raise StoreFailed(damage.told(error, self._file.path)) from error
            found += [each for each in rows if each is not None]
            if len(rows) < _PART:
                break
        return tuple(found)

    async def close(self) -> None:
        """Mark the end as clean and close."""
        self._tried = None
        if self._thread is None:
            return
        thread, self._thread = self._thread, None
        try:
            await thread.call(self._close)
        finally:
            thread.end()

    async def _open_late(self, now: Moment) -> None:
        """Open what could not be opened at the start; only a new file, for an old one has a past we lack."""
        remembered = await self.open(now)
        if remembered.next_event > 1 or remembered.next_incident > 1:
            thread, self._thread = self._opened_thread(), None
            await thread.call(self._close)
            thread.end()
            raise StoreFailed(f"{self._file.path} can be used again: end this engine and start it anew.")

    def _opened_thread(self) -> DiskThread:
        if self._thread is None:
            raise StoreFailed(f"{self._file.path} is not open.")
        return self._thread

    def _drain(self, wish: _Wish) -> None:
        """Commit all that waits, unless an earlier drain has taken this wish along. In the thread."""
        if wish.done:
            return
        group = [self._waiting.popleft() for _ in range(len(self._waiting))]
        failed = self._stored(group)
        if failed and len(group) > 1:
            # One that cannot be stored must not take the others with it.
            for single in group:
                single.failed = self._stored([single])
                single.done = True
        for single in group:
            if not single.done:
                single.failed, single.done = failed, True
        if self._thread is not None and self._file.copy_is_due:
            self._thread.later(self._copy)

    def _stored(self, group: list[_Wish]) -> str:
        try:
            self._file.store([wish.batch for wish in group])
        except sqlite3.Error as error:
            return damage.told(error, self._file.path)
        except damage.Refused as error:
            return str(error)
        except (msgspec.EncodeError, TypeError, ValueError, OverflowError) as error:
            return f"A change cannot be stored: {error}."
        return ""

    def _copy(self) -> None:
        try:
            self._file.make_copy()
        except (sqlite3.Error, OSError, damage.Damaged, damage.Refused) as error:
            _log.warning("no copy of %s was made: %s", self._file.path, error)

    def _close(self) -> None:
        try:
            self._file.close()
        except (sqlite3.Error, OSError, damage.Damaged) as error:
            _log.warning("%s was closed without a fresh copy: %s", self._file.path, error)

    def _present(self, number: int, event: Event) -> Event:
        """Return the event with its number and, if it is of an earlier run, its moment on today's clocks."""
        at = event.at
        if self._opened is not None and number < self._first_new:
            at = recalled(at.wall, self._opened)
        return msgspec.structs.replace(event, id=number, at=at)
