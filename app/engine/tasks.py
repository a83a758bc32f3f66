"""Long-lived tasks: one that dies is noticed, reported and started again."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

_AGAIN = 1.0  # seconds until a dead task is started again
_log = logging.getLogger("nocwall.engine")

Work = Callable[[], Coroutine[Any, Any, None]]


class Keeper:
    """Keeps named tasks alive, however they end. ``on_death`` is called with a task's name and its error."""

    def __init__(self, on_death: Callable[[str, BaseException], None]) -> None:
        self._on_death = on_death
        self._tasks: dict[asyncio.Task[None], Work] = {}
        self._timers: set[asyncio.TimerHandle] = set()
        self._closed = False

    def keep(self, name: str, work: Work) -> None:
        """Run ``work`` until the end of the keeper, anew whenever it fails."""
        task = asyncio.get_running_loop().create_task(work(), name=name)
        self._tasks[task] = work
        task.add_done_callback(self._ended)

    async def close(self) -> None:
        """End all tasks, the newest first."""
        self._closed = True
        for timer in self._timers:
            timer.cancel()
        tasks = tuple(self._tasks)
        for task in reversed(tasks):
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        work = self._tasks.pop(task)
        if self._closed:
            return
        # These tasks have no end: one that was cancelled by a stray hand, or returned, is dead as well.
        error = asyncio.CancelledError() if task.cancelled() else task.exception() or RuntimeError("it ended")
        name = task.get_name()
        _log.error("%s failed and is started again", name, exc_info=error)
        self._on_death(name, error)
        loop = asyncio.get_running_loop()
        self._timers.add(loop.call_later(_AGAIN, self._again, name, work))

    def _again(self, name: str, work: Work) -> None:
        if not self._closed:
            self.keep(name, work)
