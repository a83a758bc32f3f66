"""Work beside the window, for what would hold it: pure Python that shares the interpreter by turns."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

TURN = 0.001  # seconds that the window waits for the interpreter at most (``sys.setswitchinterval``)


def beside(work: Callable[[], T]) -> "Future[T]":
    """Begin work in a thread that ends with it. It must hold no object of Qt: those end where they live."""
    executor = ThreadPoolExecutor(1, thread_name_prefix="picture")
    future = executor.submit(work)
    executor.shutdown(wait=False)
    return future
