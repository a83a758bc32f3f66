"""Work on a disk that may hang for ever: in threads that hold neither the loop nor the program's end."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress


async def aside(name: str, work: Callable[[], None]) -> None:
    """Run ``work`` in a thread of its own; raises what it raises, an ``OSError``.

    Who is cancelled while he waits leaves the thread behind: nobody can end one that hangs in a disk. So the
    caller has one of them at a time.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[None] = loop.create_future()

    def run() -> None:
        problem: OSError | None = None
        try:
            work()
        except OSError as error:
            problem = error
        except ValueError as error:  # a path that no system has
            problem = OSError(str(error))
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(_settle, done, problem)

    threading.Thread(target=run, name=name, daemon=True).start()
    await done


def _settle(done: "asyncio.Future[None]", problem: OSError | None) -> None:
    if done.done():
        return
    if problem is None:
        done.set_result(None)
    else:
        done.set_exception(problem)
