"""One loop for Qt and asyncio, with timers that are never early and faults that are never silent."""

import asyncio
import logging
import math
import signal
import sys
from collections.abc import Callable, Coroutine
from types import TracebackType
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.shell.beside import TURN, executor
from app.shell.garbage import Collector

_log = logging.getLogger("nocwall.shell")

OnFault = Callable[[BaseException, str], None]
Work = Callable[[Collector], Coroutine[Any, Any, int]]


def make_loop(application: QApplication) -> asyncio.AbstractEventLoop:
    """Return a qasync loop whose timers are precise; its own are up to 5 % early."""
    import qasync

    loop = qasync.QEventLoop(application)
    timer = loop._timer  # noqa: SLF001 - the loop offers no other way; the version is pinned and a test watches
    callbacks = timer._SimpleTimer__callbacks  # noqa: SLF001 - same

    def add_callback(handle: asyncio.Handle, delay: float = 0) -> asyncio.Handle:
        milliseconds = max(0, math.ceil(delay * 1000))
        callbacks[timer.startTimer(milliseconds, Qt.TimerType.PreciseTimer)] = handle
        return handle

    timer.add_callback = add_callback
    loop.set_default_executor(executor())
    made: asyncio.AbstractEventLoop = loop
    return made


def run(application: QApplication, work: Work, on_fault: OnFault) -> int:
    """Run ``work`` to its end and return its exit code; both ways of failing reach ``on_fault``.

    ``work`` is given the collector that stands for Python's own as long as it runs.
    """
    loop = make_loop(application)
    collector = Collector(application)
    asyncio.set_event_loop(loop)
    former, turn = sys.excepthook, sys.getswitchinterval()
    sys.setswitchinterval(TURN)
    try:
        loop.set_exception_handler(lambda _, context: _from_loop(context, on_fault))
        sys.excepthook = _hook(on_fault)
        return loop.run_until_complete(work(collector))
    finally:
        sys.excepthook = former
        sys.setswitchinterval(turn)
        _end_tasks(loop)
        loop.close()
        asyncio.set_event_loop(None)
        collector.stop()


def on_signals(stop: Callable[[], None]) -> None:
    """Call ``stop`` at SIGTERM and SIGINT."""
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop)


def _from_loop(context: dict[str, Any], on_fault: OnFault) -> None:
    message = str(context.get("message", "fault in a task"))
    error = context.get("exception")
    if error is None:
        _log.error("%s", message)
        return
    _log.error("%s", message, exc_info=error)
    on_fault(error, message)


def _hook(on_fault: OnFault) -> Callable[[type[BaseException], BaseException, TracebackType | None], None]:
    """Return a sys.excepthook: faults in slots and paint events arrive there, not at the loop."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.error("fault in the window", exc_info=(kind, error, trace))
        on_fault(error, "fault in the window")

    return hook


def _end_tasks(loop: asyncio.AbstractEventLoop) -> None:
    tasks = asyncio.all_tasks(loop)
    for task in tasks:
        task.cancel()
    if tasks:
        loop.run_until_complete(asyncio.gather(*tasks, return_exceptions=True))
    loop.run_until_complete(loop.shutdown_asyncgens())
