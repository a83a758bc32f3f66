"""One run of a monitoring plugin: a process group that is gone when its time is over."""

import asyncio
import contextlib
import os
import signal
import subprocess
from collections.abc import Callable, Mapping, Sequence
from typing import Final, NamedTuple

KEPT: Final = 64 * 1024  # bytes of output that are kept; the rest is read and dropped …
FLOOD: Final = 1024 * 1024  # … up to this many: who writes more is ended
_ERRORS_KEPT: Final = 4096
_BLOCK: Final = 64 * 1024
_LOOK: Final = 0.02  # seconds between two looks where the kernel cannot wake us


class Order(NamedTuple):
    """What is to be run: never through a shell, with this environment and no other."""

    argv: Sequence[str]
    environment: Mapping[str, str]
    directory: str = "/"


class PluginChild:
    """A started plugin. ``over`` is done when it has ended, or has written far too much.

    Its end is seen by a pidfd: no signal handler and no thread is needed. It is not waited for (reaped)
    before its group is killed: until then nobody else can get its number.
    """

    def __init__(self, order: Order) -> None:
        """Start it; raises ``OSError``."""
        self._loop = asyncio.get_running_loop()
        self.over: asyncio.Future[None] = self._loop.create_future()
        self.output = bytearray()
        self.errors = bytearray()
        self.written = 0
        self._readers: dict[int, Callable[[bytes], None]] = {}
        self._pidfd = -1
        self._timer: asyncio.TimerHandle | None = None
        self._process = self._started(order)
        self._watch()

    @property
    def group(self) -> int:
        """The process id, which is that of the group too."""
        return self._process.pid

    @property
    def code(self) -> int | None:
        """The exit code, or the negative number of a signal; None before ``reaped``."""
        return self._process.returncode

    @property
    def flooded(self) -> bool:
        """Whether it wrote far too much."""
        return self.written > FLOOD

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to everything in the group, if it is not reaped."""
        if self._process.returncode is None:
            # of a group that belongs to another user by now nothing can be ended
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.group, number)

    def reaped(self) -> bool:
        """Kill what is left of the group, take what was written, and return whether the child has ended."""
        self.signal(signal.SIGKILL)
        for descriptor in tuple(self._readers):
            self._drained(descriptor)
        ended = self._process.poll() is not None
        if ended:
            self._close()
        return ended

    def _started(self, order: Order) -> "subprocess.Popen[bytes]":
        ends: list[int] = []
        try:
            ends += os.pipe()
            ends += os.pipe()
            process = subprocess.Popen(  # noqa: S603 - argv of the inventory, which is ours alone
                list(order.argv),
                stdin=subprocess.DEVNULL,
                stdout=ends[1],
                stderr=ends[3],
                env=dict(order.environment),
                cwd=order.directory,
                start_new_session=True,
            )
        except OSError:
            for end in ends:
                os.close(end)
            raise
        os.close(ends[1])
        os.close(ends[3])
        self._read(ends[0], self._output)
        self._read(ends[2], self._errors)
        return process

    def _read(self, descriptor: int, take: Callable[[bytes], None]) -> None:
        os.set_blocking(descriptor, False)
        self._readers[descriptor] = take
        self._loop.add_reader(descriptor, self._one_block, descriptor)

    def _one_block(self, descriptor: int) -> bool:
        """Read once; return whether there may be more."""
        try:
            block = os.read(descriptor, _BLOCK)
        except BlockingIOError:
            return False
        except OSError:
            block = b""
        if block:
            self._readers[descriptor](block)
        else:
            self._stop_reading(descriptor)
        return bool(block)

    def _drained(self, descriptor: int) -> None:
        while not self.flooded and self._one_block(descriptor):
            pass

    def _output(self, block: bytes) -> None:
        self._count(block)
        self.output += block[: max(0, KEPT - len(self.output))]

    def _errors(self, block: bytes) -> None:
        self._count(block)
        self.errors += block[: max(0, _ERRORS_KEPT - len(self.errors))]

    def _count(self, block: bytes) -> None:
        self.written += len(block)
        if self.flooded:
            self._done()

    def _watch(self) -> None:
        try:
            self._pidfd = os.pidfd_open(self.group)
        except (AttributeError, OSError):  # another system, an old kernel, no descriptor left
            self._look()
            return
        self._loop.add_reader(self._pidfd, self._done)

    def _look(self) -> None:
        if os.waitid(os.P_PID, self.group, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            self._timer = self._loop.call_later(_LOOK, self._look)
        else:
            self._done()

    def _done(self) -> None:
        self._stop_watching()
        if not self.over.done():
            self.over.set_result(None)

    def _stop_watching(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
        if self._pidfd >= 0:
            self._loop.remove_reader(self._pidfd)
            os.close(self._pidfd)
            self._pidfd = -1

    def _stop_reading(self, descriptor: int) -> None:
        self._loop.remove_reader(descriptor)
        del self._readers[descriptor]
        os.close(descriptor)

    def _close(self) -> None:
        self._stop_watching()
        for descriptor in tuple(self._readers):
            self._stop_reading(descriptor)
