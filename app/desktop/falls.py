"""What is left of a window that fell: when, how and its stack, in one file of bounded size.

A window falls when it ends by a fault in Qt or in the C libraries under it, which no exception tells of. It
loads no Qt and little else: a window asks for it before its first paint.
"""

import contextlib
import faulthandler
import os
import re
import signal
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import IO

from app.files.whole import write_whole

LOG = "window-falls.log"
MOST = 64 * 1024  # bytes of the log that are kept, the newest
LARGEST = 24 * 1024  # of one stack
LATELY = 600.0  # seconds within which falls count together
PAUSES = (0.0, 1.0, 5.0, 15.0, 30.0, 60.0)  # seconds before the next start, by falls lately
_HEAD = "# %Y-%m-%dT%H:%M:%S%z"
_HEADS = re.compile(rb"^# (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d{4}) ", re.MULTILINE)
_WRONG = re.compile(rb"^Fatal Python error: (.+)$", re.MULTILINE)


def pause(at: Sequence[float], now: float) -> float:
    """Return the seconds to wait before the next start, by the wall times of falls; it never gives up."""
    lately = sum(now - LATELY < each <= now for each in at)
    return PAUSES[min(max(lately - 1, 0), len(PAUSES) - 1)]


class Falls:
    """The falls of the windows of one state folder. ``fell``: how the one before this one fell, if it did."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.log = folder / LOG
        self.fell = ""
        self.session = ""  # of the windows that follow one another, where somebody starts them again
        self.guard = 0  # the process that does
        self._stack: IO[bytes] | None = None

    def begin(self) -> None:
        """Have this process leave its stack when it falls; without a folder on the standard error stream."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._stack = self._place(os.getpid()).open("wb")
        except OSError:
            if sys.stderr is not None:
                faulthandler.enable()
        else:
            faulthandler.enable(self._stack)

    def end(self) -> None:
        """Note that this process ends in good order; what happens while it does goes to the error stream."""
        if self._stack is not None:
            if sys.stderr is not None:
                faulthandler.enable()
            else:
                faulthandler.disable()
            self._stack.close()
            self._stack = None
            self._place(os.getpid()).unlink(missing_ok=True)

    def began(self, pid: int) -> bool:
        """Whether that process has begun and not ended in good order."""
        return self._place(pid).exists()

    def keep(self, pid: int, how: str, lived: float | None = None) -> None:
        """Put the stack of a process that fell into the log, and say it on the standard error stream."""
        self.fell = how
        place = self._place(pid)
        with contextlib.suppress(OSError):  # a full disk must not keep the window from starting
            stack = place.read_bytes()[:LARGEST] if place.exists() else b""
            place.unlink(missing_ok=True)
            said = datetime.now(UTC).strftime(_HEAD)
            after = "" if lived is None else f" after {lived:.0f} s"
            head = f"{said} the window (process {pid}) fell{after}: {how}\n".encode()
            former = self.log.read_bytes() if self.log.exists() else b""
            write_whole(self.log, (former + head + stack)[-MOST:])
            if sys.stderr is not None:
                sys.stderr.write((head + stack).decode("utf-8", "replace"))
                sys.stderr.flush()

    def gather(self) -> None:
        """Keep what processes left that nobody waited for, as under a supervisor that knows nothing of us."""
        for place in self._folder.glob("window-*.stack"):
            with contextlib.suppress(OSError, ValueError):
                pid = int(place.stem.removeprefix("window-"))
                if pid == os.getpid() or not _lives(pid):
                    self._gather(place, pid)

    def wait(self) -> float:
        """Return the seconds to wait before the next start."""
        try:
            heads = _HEADS.findall(self.log.read_bytes())
        except OSError:
            return 0.0
        at = [datetime.strptime(head.decode(), "%Y-%m-%dT%H:%M:%S%z").timestamp() for head in heads]
        return pause(at, time.time())

    def _gather(self, place: Path, pid: int) -> None:
        wrong = _WRONG.search(place.read_bytes())
        if wrong is None:  # the power went, or it was killed: that leaves no stack, and is no fault of ours
            place.unlink()
        else:
            self.keep(pid, wrong[1].decode("utf-8", "replace"))

    def _place(self, pid: int) -> Path:
        return self._folder / f"window-{pid}.stack"


def named(code: int) -> str:
    """Return the name of the signal by which a process ended."""
    try:
        return signal.Signals(code).name
    except ValueError:
        return f"signal {code}"


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True
