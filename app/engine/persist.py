"""Stores batches in the background. Nothing that alarms waits for a disk longer than a moment."""

import asyncio
from collections.abc import Callable

from app.engine.journal import Journal
from app.model.ports import Batch, StateStore, StoreFailed

_PATIENCE = 1.0  # seconds for a commit; beyond them the disk is in trouble
_RETRY = 0.5
_SLOW = "The disk does not answer."


class Persister:
    """Commits what the journal collects; several changes that wait go together.

    ``on_trouble`` is called with a sentence when saving begins to fail, and with "" when it works again.
    """

    def __init__(self, store: StateStore, journal: Journal, on_trouble: Callable[[str], None]) -> None:
        self._store = store
        self._journal = journal
        self._on_trouble = on_trouble
        self._waiting: list[tuple[int, asyncio.Future[bool]]] = []
        self._saved = 0
        self.trouble = ""

    async def run(self) -> None:
        """Store for ever."""
        while True:
            await self._journal.changed.wait()
            if not await self.flush():
                await asyncio.sleep(_RETRY)

    def cannot_open(self, trouble: str) -> None:
        """Note that the store is not there; it is tried again with each change that wants to be saved."""
        self._set_trouble(trouble)

    async def flush(self) -> bool:
        """Store what there is; return whether that worked. What failed is kept for the next time."""
        batch = self._journal.take()  # which may note what no event has said yet
        generation = self._journal.generation
        try:
            await self._commit(batch)
        except StoreFailed as error:
            self._journal.give_back(batch)
            self._set_trouble(str(error))
            self._answer(self._saved, failed=True)
            return False
        except BaseException:
            self._journal.give_back(batch)
            raise
        self._saved = generation
        self._set_trouble("")
        self._answer(generation)
        return True

    @property
    def saved(self) -> int:
        """The newest generation of the journal that is stored."""
        return self._saved

    async def reached(self, generation: int, within: float) -> bool:
        """Wait until this change is stored; False where it is not, or not in time."""
        if generation <= self._saved:
            return True
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._waiting.append((generation, future))
        try:
            async with asyncio.timeout(within):
                return await future
        except TimeoutError:
            return False

    async def settled(self, generation: int, within: float) -> bool:
        """As ``reached``, but do not wait at all while saving is known not to work."""
        return not self.trouble and await self.reached(generation, within)

    async def _commit(self, batch: Batch) -> None:
        task = asyncio.get_running_loop().create_task(self._store.commit(batch), name="commit")
        try:
            done, _ = await asyncio.wait({task}, timeout=_PATIENCE)
            if not done:
                self._set_trouble(_SLOW)
            await asyncio.shield(task)
        except asyncio.CancelledError:
            task.cancel()
            await asyncio.wait({task}, timeout=_PATIENCE)
            raise

    def _answer(self, saved: int, *, failed: bool = False) -> None:
        waiting, self._waiting = self._waiting, []
        for generation, future in waiting:
            if future.done():
                continue
            if generation <= saved or failed:
                future.set_result(generation <= saved)
            else:
                self._waiting.append((generation, future))

    def _set_trouble(self, trouble: str) -> None:
        if trouble != self.trouble:
            self.trouble = trouble
            self._on_trouble(trouble)
