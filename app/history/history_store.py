"""history.db as the engine sees it: points of the last days, and the proof behind availability."""

import asyncio
import logging
import sqlite3
import threading
from collections.abc import Sequence
from pathlib import Path

from app.history import damage
from app.history.history_file import Block, HistoryFile, Shift, Step
from app.history.memory import Memory
from app.history.packing import packed
from app.history.rollup import Rolling
from app.history.spare_memory import give_back
from app.history.thread import DiskThread
from app.model.clock import Moment
from app.model.message import AskSpan, Point
from app.model.packed import PackedPast
from app.model.past import VALUES_KEPT, SpanFigures, tier_for
from app.model.ports import Proof

_log = logging.getLogger(__name__)
KEEP = VALUES_KEPT
FLUSH_EACH = 10.0  # seconds


class SqliteHistoryStore:
    """Implements ``app.model.ports.HistoryStore``.

    Nothing here ever stops the engine: what cannot be saved waits in memory, bounded, and
    ``trouble`` says why.
    ``moved_aside`` is the path of a damaged file that was put away.
    """

    def __init__(self, path: Path, *, keep: float = KEEP, flush_each: float = FLUSH_EACH) -> None:
        self._file = HistoryFile(path)
        self._keep = keep
        self._flush_each = flush_each
        self._memory = Memory()
        self._rolling = Rolling()
        self._disk = threading.Lock()  # a read sees a point in memory or in the file, never in both
        self._writer: DiskThread | None = None
        self._reader: DiskThread | None = None
        self._beat: asyncio.Task[None] | None = None
        self._checked = threading.Event()
        self._closing = False
        self.trouble = ""
        self.moved_aside = ""

    async def open(self, now: Moment) -> tuple[Proof, ...]:
        """Open or make the store; return each check's proof so far. Never raises."""
        self._writer, self._reader = DiskThread("history-db"), DiskThread("history-read")
        self._memory.add((), (), now)
        proofs = await self._writer.call(self._open, now.wall)
        self._reader.later(self._check)
        self._beat = asyncio.create_task(self._flush_for_ever(), name="history flush")
        self._beat.add_done_callback(self._beat_ended)
        return proofs

    def add(self, points: Sequence[Point], proofs: Sequence[Proof], now: Moment) -> None:
        """Take points and further proof in memory; never blocks, never raises."""
        self._memory.add(points, proofs, now)

    async def read(self, wanted: Sequence[tuple[str, str]], since: float, limit: int) -> tuple[Point, ...]:
        """Return points since a wall time, oldest first, at most ``limit`` a series (extremes are kept)."""
        if self._reader is None or limit < 1:
            return ()
        return await self._reader.call(self._read, tuple(wanted), since, limit)

    async def past(
        self, wanted: Sequence[tuple[str, str]], since: float, limit: int
    ) -> tuple[PackedPast, ...]:
        """Return the same in packed numbers, of each series that has any."""
        if self._reader is None or limit < 1:
            return ()
        return await self._reader.call(self._past, tuple(wanted), since, limit)

    async def span(self, ask: AskSpan, limit: int) -> tuple[tuple[Point, ...], tuple[SpanFigures, ...]]:
        """Return the points of a span, at most ``limit`` a series, and the numbers of each series over it."""
        if self._reader is None or limit < 1:
            return (), ()
        return await self._reader.call(self._span, ask, limit)

    async def flush(self) -> None:
        """Write what waits in memory now."""
        if self._writer is not None:
            await self._writer.call(self._flush, False)

    async def close(self) -> None:
        """Flush and close."""
        if self._writer is None or self._reader is None:
            return
        self._closing = True
        if self._beat is not None:
            self._beat.cancel()
            await asyncio.gather(self._beat, return_exceptions=True)
        writer, self._writer = self._writer, None
        reader, self._reader = self._reader, None
        self._file.interrupt()
        try:
            await reader.call(self._file.close_reader)
            await writer.call(self._flush, True)
        finally:
            await writer.call(self._file.close_writer)
            reader.end()
            writer.end()

    async def _flush_for_ever(self) -> None:
        while True:
            await asyncio.sleep(self._flush_each)
            await self.flush()

    def _beat_ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.trouble = f"History is not being saved: {error!r}."
            _log.error("the history's flush ended", exc_info=error)

    # From here on: in the threads.

    def _open(self, wall: float) -> tuple[Proof, ...]:
        for _ in range(2):
            try:
                proofs = self._file.open(wall, wall - self._keep)
            except damage.Damaged:
                self._put_aside()
            except damage.Refused as error:
                self.trouble = str(error)
                return ()
            else:
                self.trouble = ""
                return proofs
        return ()

    def _put_aside(self) -> None:
        try:
            self.moved_aside = str(self._file.put_aside())
        except OSError as error:
            self.trouble = f"{self._file.path} is damaged and cannot be moved: {error.strerror}."

    def _check(self) -> None:
        """Look at the whole file once; nothing is written before that."""
        try:
            if self._file.is_open:
                self._file.check()
        except damage.Damaged:
            if not self._closing:
                self._put_aside()
                self._open(self._memory.wall)
        except damage.Refused as error:
            self.trouble = str(error)
        finally:
            self._checked.set()

    def _flush(self, last: bool) -> None:
        if not self._checked.is_set() and not last:
            self._memory.bound()
            return
        with self._disk:
            if not self._file.is_open:
                self._open(self._memory.wall)
            if self._file.is_open:
                self._store(self._packed(last=last))
        self._memory.bound()
        give_back()

    def _packed(self, *, last: bool) -> list[Step]:
        """Pack what came since the last flush; it stays in memory until it is stored."""
        before = self._memory.sealed()
        after: list[Step] = []
        for item in before:
            if isinstance(item, list):
                after.append(self._block(item))
                self._rolling.add(item, self._file.numbers(item))
                after += self._rolling.close()
            else:
                if isinstance(item, Shift):
                    after += self._rolling.close(all_of_them=True)
                after.append(item)
        if last:
            after += self._rolling.close(all_of_them=True)
        self._memory.replace(before, after)
        return after

    def _block(self, points: list[Point]) -> Block:
        times = [point.at for point in points]
        return Block(first=min(times), last=max(times), body=packed(points, self._file.numbers(points)))

    def _store(self, steps: list[Step]) -> None:
        proofs = self._memory.take_proofs()
        trouble = ""
        try:
            if self._file.room():
                if steps or proofs:
                    self._file.store(
                        steps, proofs, oldest=self._memory.wall - self._keep, wall=self._memory.wall
                    )
            else:
                trouble = f"The disk that holds {self._file.path} is nearly full."
        except sqlite3.Error as error:
            trouble = damage.told(error, self._file.path)
        except (OSError, damage.Refused) as error:
            trouble = str(error)
        if trouble:
            self._memory.give_back(proofs)
        else:
            self._memory.replace(steps, ())
        self.trouble = trouble

    def _read(self, wanted: tuple[tuple[str, str], ...], since: float, limit: int) -> tuple[Point, ...]:
        # Here and not above: it loads numpy, which an engine without screens can do without.
        from app.history.reading import gathered, in_order

        with self._disk:
            table, asked = gathered(self._memory.items(), self._file, wanted, since)
        return in_order(table, asked, limit)

    def _past(self, wanted: tuple[tuple[str, str], ...], since: float, limit: int) -> tuple[PackedPast, ...]:
        from app.history.reading import gathered, pasts

        with self._disk:
            table, asked = gathered(self._memory.items(), self._file, wanted, since)
        return pasts(table, asked, limit)

    def _span(self, ask: AskSpan, limit: int) -> tuple[tuple[Point, ...], tuple[SpanFigures, ...]]:
        from app.history.reading import figures, gathered, in_order, rolled

        tier = tier_for(ask.step)
        with self._disk:
            items = self._memory.items()
            if tier is None:
                table, asked = gathered(items, self._file, ask.wanted, ask.since, ask.until)
            else:
                table, asked = rolled(items, self._rolling, self._file, ask, tier.seconds)
        return in_order(table, asked, limit), figures(table, asked, 0.0 if tier is None else tier.seconds)
