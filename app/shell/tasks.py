"""Tasks of the shell: kept alive, and heard of when they fail."""

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:  # loaded when the window is on the screen
    import asyncio


class Tasks:
    """Starts tasks on the running loop; a failure reaches the loop's exception handler."""

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(
        self, work: Coroutine[Any, Any, Any], name: str, *, failed: Callable[[], None] | None = None
    ) -> "asyncio.Task[Any]":
        """Run ``work``; ``failed`` is called when it ends by an exception."""
        import asyncio

        task = asyncio.get_running_loop().create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(lambda done: self._ended(done, failed))
        return task

    async def close(self) -> None:
        """Cancel all and wait for their end."""
        import asyncio

        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _ended(self, task: "asyncio.Task[Any]", failed: Callable[[], None] | None) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        context = {"message": f"{task.get_name()} failed", "exception": error, "task": task}
        task.get_loop().call_exception_handler(context)
        if failed is not None:
            failed()
