"""The engine's side of an Apprise child: started when needed, killed with its group when it is late."""

import asyncio
import contextlib
import os
import signal
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec

from app.notify.child_words import LONGEST, MORE, Order, Word, frame

_STARTS_WITHIN: Final = 30.0  # seconds; it takes one, and machines are busy when much is broken
_ENDS_WITHIN: Final = 0.5
# Nothing of the session goes along but what names places and languages: no proxy, no key, no ~/.netrc.
_PASSED: Final = (
    "PATH",
    "LANG",
    "LC_ALL",
    "TZ",
    "SSL_CERT_FILE",
    "SSL_CERT_DIR",
    "PYTHONPATH",
    "LD_LIBRARY_PATH",
)
_FIXED: Final = {"HOME": "/nonexistent", "NETRC": os.devnull, "PYTHONDONTWRITEBYTECODE": "1"}


class ChildFailed(Exception):  # noqa: N818 - it is the name of the outcome
    """The child broke, or said what no child of ours says."""


class Child:
    """One process; made by ``started``."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self.orders = 0

    @classmethod
    async def started(cls, command: Sequence[str], environment: Mapping[str, str]) -> "Child":
        """Return a child that is ready. Raises ``ChildFailed``."""
        pipe, null = asyncio.subprocess.PIPE, asyncio.subprocess.DEVNULL
        passed = {name: environment[name] for name in _PASSED if name in environment}
        try:
            process = await asyncio.create_subprocess_exec(
                *command,
                stdin=pipe,
                stdout=pipe,
                stderr=null,
                env=passed | _FIXED,
                cwd="/",
                start_new_session=True,
                limit=LONGEST,
            )
        except OSError as error:
            raise ChildFailed(f"it cannot be started: {error.strerror}") from error
        child = cls(process)
        try:
            async with asyncio.timeout(_STARTS_WITHIN):
                await child.word()
        except TimeoutError:
            await child.kill()
            raise ChildFailed(f"it was not ready in {_STARTS_WITHIN:g} s") from None
        except BaseException:
            await child.kill()
            raise
        return child

    @property
    def pid(self) -> int:
        """Its process id, which is that of its group too."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether it has not ended, as far as we know."""
        return self._process.returncode is None

    async def order(self, order: Order) -> None:
        """Hand an order over. Raises ``ChildFailed``."""
        assert self._process.stdin is not None
        self.orders += 1
        try:
            self._process.stdin.write(frame(msgspec.msgpack.encode(order)))
            await self._process.stdin.drain()
        except OSError as error:
            raise ChildFailed("it has ended") from error

    async def word(self) -> Word:
        """Return what it says next. Raises ``ChildFailed``."""
        assert self._process.stdout is not None
        try:
            size = int.from_bytes(await self._process.stdout.readexactly(MORE))
            if size > LONGEST:
                raise ChildFailed("it talks nonsense")
            found: Word = msgspec.msgpack.decode(await self._process.stdout.readexactly(size), type=Word)
        except (OSError, asyncio.IncompleteReadError) as error:
            raise ChildFailed("it has ended") from error
        except msgspec.DecodeError as error:
            raise ChildFailed("it talks nonsense") from error
        return found

    async def kill(self) -> None:
        """End it with all that it has started, at once."""
        assert self._process.stdin is not None
        # Its group is its own from the first moment, so nobody else can be hit.
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if self._process.returncode is None:
                os.killpg(self.pid, signal.SIGKILL)
        self._process.stdin.close()
        # What lies unread in a pipe would keep its end from being seen.
        await asyncio.shield(self._buried())

    async def _buried(self) -> None:
        assert self._process.stdout is not None
        with contextlib.suppress(TimeoutError):  # a process that waits for a dead disk ends when that does
            async with asyncio.timeout(_ENDS_WITHIN * 4):
                while await self._process.stdout.read(LONGEST):
                    pass
                await self._process.wait()
