"""One thread that alone touches one SQLite connection."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class DiskThread:
    """Runs calls one after another in a thread of its own, so that no disk ever holds the event loop."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=name)

    async def call(self, function: Callable[..., T], *values: object) -> T:
        """Run ``function(*values)`` there and return its result.

        A call that has begun is finished even if the waiting task is cancelled.
        """
        return await asyncio.get_running_loop().run_in_executor(self._executor, function, *values)

    def later(self, function: Callable[[], None]) -> None:
        """Run ``function`` there when its turn comes; it must deal with its own errors."""
        self._executor.submit(function)

    def end(self) -> None:
        """End the thread once all calls are done."""
        self._executor.shutdown(wait=True)
