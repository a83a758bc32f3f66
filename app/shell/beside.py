"""Work beside the window, for what would hold it: pure Python that shares the interpreter by turns."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TypeVar

from widgets.qt_types import NAMED

T = TypeVar("T")

# Seconds that the window waits for the interpreter at most (``sys.setswitchinterval``), and that at each
# call of Qt that lets it go: a painting of fifty calls beside a thread at work waits fifty times.
TURN = 0.0001
BESIDE = 4  # threads: files that hang must not keep others from being written


def beside(work: Callable[[], T]) -> "Future[T]":
    """Begin work in a thread that ends with it. It must hold no object of Qt: those end where they live."""
    NAMED.finish()
    executor = ThreadPoolExecutor(1, thread_name_prefix="picture")
    future = executor.submit(work)
    executor.shutdown(wait=False)
    return future


def executor() -> ThreadPoolExecutor:
    """Return the threads of a loop, which come one by one; qasync's are Qt's own, ten from the first on."""
    return ThreadPoolExecutor(BESIDE, thread_name_prefix="beside")
