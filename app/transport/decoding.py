"""Bodies unpacked within a limit: a small answer must never become a large memory."""

import zlib
from collections.abc import Callable
from typing import Protocol

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.errors import malformed
from app.transport.unpackers import Brotli, Inflating, Unpacker, Zstd

ACCEPTED = "gzip, deflate, br, zstd"
MAX_ENCODINGS = 3
# What one step unpacks, so that a bomb never holds the loop: about a millisecond.
SLICE = 262_144

_UNPACKERS: dict[str, Callable[[], Unpacker]] = {
    "gzip": lambda: Inflating(zlib.MAX_WBITS | 16),
    "x-gzip": lambda: Inflating(zlib.MAX_WBITS | 16),
    "deflate": lambda: Inflating(zlib.MAX_WBITS),
    "br": Brotli,
    "zstd": Zstd,
}


class Decoder(Protocol):
    """Collects a body."""

    busy: bool
    """Whether ``step`` has something to do before the next ``feed``."""

    def feed(self, data: bytes) -> None:
        """Take a piece as it came; raises ``ProbeFailed`` (too-large, protocol)."""
        ...

    def step(self) -> None:
        """Unpack a little of what was taken; raises ``ProbeFailed`` (too-large, protocol)."""
        ...

    def finish(self) -> bytes:
        """Return the whole body; raises ``ProbeFailed`` (protocol) when its end is missing."""
        ...


def decoder(encoding: str, limit: int) -> Decoder:
    """Return the decoder for a Content-Encoding, of at most ``limit`` bytes of body.

    Several encodings are undone from the last to the first. Raises ``ProbeFailed`` (protocol).
    """
    if not encoding:
        return Plain(limit)
    names = [name for part in encoding.lower().split(",") if (name := part.strip()) not in ("", "identity")]
    if len(names) > MAX_ENCODINGS:
        raise malformed(phrase("The body is packed {count} times over", count=str(len(names))))
    for name in names:
        if name not in _UNPACKERS:
            raise malformed(
                phrase("The body is packed as {encoding}, which we did not ask for", encoding=foreign(name))
            )
    return Chain([_UNPACKERS[name]() for name in reversed(names)], limit) if names else Plain(limit)


def too_large(limit: int) -> ProbeFailed:
    """Return the failure of a body over the limit."""
    return ProbeFailed(
        ErrorClass.TOO_LARGE, phrase("The body is larger than {limit}", limit=quantity(limit, Unit.BYTES))
    )


class Plain:
    """A body that is not packed."""

    __slots__ = ("_limit", "_parts", "_size", "busy")

    def __init__(self, limit: int) -> None:
        self.busy = False
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take a piece."""
        self._size += len(data)
        if self._size > self._limit:
            raise too_large(self._limit)
        self._parts.append(data)

    def step(self) -> None:
        """Do nothing: there is nothing to unpack."""

    def finish(self) -> bytes:
        """Return the body."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)


class Chain:
    """A packed body: each unpacker hands what it unpacks to the next, the last one to the body."""

    def __init__(self, unpackers: list[Unpacker], limit: int) -> None:
        self.busy = False
        self._unpackers = unpackers
        self._plain = Plain(limit)
        self._limit = limit
        # What goes from one unpacker to the next may be larger than the body, but not without end.
        self._between = 8 * limit + SLICE
        self._begun = False

    def feed(self, data: bytes) -> None:
        """Take a piece; unpacks what was taken before."""
        while self.busy:
            self.step()
        if data:
            self._begun = True
            self._unpackers[0].push(data)
            self.busy = not self._unpackers[0].hungry

    def step(self) -> None:
        """Unpack one slice, of the last unpacker that has something to do."""
        last = len(self._unpackers) - 1
        for index in range(last, -1, -1):
            unpacker = self._unpackers[index]
            if not unpacker.hungry:
                unpacked = unpacker.pull(SLICE)
                if index == last:
                    self._plain.feed(unpacked)
                else:
                    self._hand_on(unpacked, self._unpackers[index + 1])
                break
        self.busy = not all(unpacker.hungry for unpacker in self._unpackers)

    def _hand_on(self, data: bytes, unpacker: Unpacker) -> None:
        self._between -= len(data)
        if self._between < 0:
            raise too_large(self._limit)
        if data:
            unpacker.push(data)

    def finish(self) -> bytes:
        """Return the unpacked body; one without a single byte is empty, packed or not."""
        while self.busy:
            self.step()
        if self._begun:
            for unpacker in self._unpackers:
                unpacker.finish()
        return self._plain.finish()
