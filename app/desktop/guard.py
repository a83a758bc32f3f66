"""Somebody who starts the window of a wall again when it falls, and does nothing else.

It is the process that was started, which becomes two before it has loaded anything: the window is the child.
So it costs no time at the start, and nothing can go wrong in it that goes wrong in a window.
"""

import contextlib
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping
from types import FrameType

from app.desktop.falls import Falls, named

FELL = ("SIGSEGV", "SIGABRT", "SIGBUS", "SIGILL", "SIGFPE", "SIGTRAP", "SIGSYS", "SIGKILL")
HANDED_ON = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
LOOK = 0.1  # seconds


def guarded(falls: Falls, environment: Mapping[str, str], work: Callable[[], int], *, again: bool) -> int:
    """Do ``work`` so that its falls are kept; return the exit code.

    ``again``: in a child, once more whenever it falls. Under a supervisor (``NOTIFY_SOCKET``) that one starts
    it again: then it is done here, after the pause that is due. On a system that tells no child of its
    parent's death nobody starts it again.
    """
    falls.gather()
    supervised = bool(environment.get("NOTIFY_SOCKET"))
    if again and not supervised and sys.platform.startswith("linux"):
        falls.session = os.urandom(16).hex()
        falls.guard = os.getpid()
        return _Guard(falls, work).watch()
    if supervised and falls.fell:
        time.sleep(falls.wait())
    return _kept(falls, work)


def _kept(falls: Falls, work: Callable[[], int]) -> int:
    falls.begin()
    try:
        return work()
    finally:
        falls.end()


class _Guard:
    """Hands signals on to the window, and waits for its end."""

    def __init__(self, falls: Falls, work: Callable[[], int]) -> None:
        self._falls = falls
        self._work = work
        self._child = 0
        self._ending = False

    def watch(self) -> int:
        """Start it, and again; return in both processes."""
        former = {number: signal.signal(number, self._hand_on) for number in HANDED_ON}
        while True:
            began = time.monotonic()
            # What comes while one becomes two waits until each knows which it is: else it would be lost.
            signal.pthread_sigmask(signal.SIG_BLOCK, HANDED_ON)
            self._child = os.fork()
            if not self._child:
                for number, handler in former.items():
                    signal.signal(number, handler)
            signal.pthread_sigmask(signal.SIG_UNBLOCK, HANDED_ON)
            if not self._child:
                return _kept(self._falls, self._work)
            code = os.waitstatus_to_exitcode(os.waitpid(self._child, 0)[1])
            fell = code < 0 and named(-code) in FELL and self._falls.began(self._child)
            if not fell or self._ending:
                return code if code >= 0 else 128 - code
            self._falls.keep(self._child, named(-code), time.monotonic() - began)
            self._child = 0
            if not self._rested(self._falls.wait()):
                return 0

    def _hand_on(self, number: int, _frame: FrameType | None) -> None:
        self._ending = True
        if self._child:
            with contextlib.suppress(ProcessLookupError):  # it has just ended by itself
                os.kill(self._child, number)

    def _rested(self, seconds: float) -> bool:
        """Wait; return False when the end was asked for meanwhile."""
        end = time.monotonic() + seconds
        while time.monotonic() < end and not self._ending:
            time.sleep(LOOK)
        return not self._ending
