"""Things that many probes use together: one HTTP transport, one socket for all pings."""

import asyncio
import inspect
import logging
from collections.abc import Callable, Sequence
from typing import Any, TypeVar, cast

from app.model.probe import Shared

R = TypeVar("R", bound=Shared)
_CLOSE_WITHIN = 2.0
_log = logging.getLogger("nocwall.engine")


class SharedThings:
    """Opens one instance of a kind at first use and closes all at the end; what is lent is another's."""

    def __init__(self, lent: Sequence[Shared] = ()) -> None:
        self._lent = {type(thing): thing for thing in lent}
        self._opened: dict[type[Any], asyncio.Task[Any]] = {}
        self._there = dict[type[Any], Any](self._lent)  # what each run is given without a waiting

    async def get(self, kind: type[R], open_: Callable[[], Any] | None = None) -> R:
        """Return the one instance. An opening that failed is tried anew by the next who asks."""
        there = self._there.get(kind)
        if there is not None:
            return cast("R", there)
        task = self._opened.get(kind)
        if task is None or (task.done() and (task.cancelled() or task.exception() is not None)):
            # A task of its own: the run that asks first may be cancelled, the others go on waiting.
            task = asyncio.get_running_loop().create_task(_open(open_ or kind), name=f"open {kind.__name__}")
            task.add_done_callback(_seen)
            self._opened[kind] = task
        thing = await asyncio.shield(task)
        if self._opened.get(kind) is task:
            self._there[kind] = thing
        return cast("R", thing)

    async def close(self) -> None:
        """Close everything that was opened."""
        tasks = tuple(self._opened.values())
        self._opened.clear()
        self._there = dict(self._lent)
        for task in tasks:
            await _close(task)


async def _open(open_: Callable[[], Any]) -> Any:
    thing = open_()
    return await thing if inspect.isawaitable(thing) else thing


async def _close(task: asyncio.Task[Any]) -> None:
    if not task.done():
        task.cancel()
        await asyncio.wait({task})
    if task.cancelled() or task.exception() is not None:
        return
    try:
        async with asyncio.timeout(_CLOSE_WITHIN):
            await task.result().close()
    except (OSError, TimeoutError) as error:
        _log.warning("closing what probes shared: %s", error)


def _seen(task: asyncio.Task[Any]) -> None:
    """Take note of the outcome: a failure is told to those who wait, and to nobody else."""
    if not task.cancelled():
        task.exception()
