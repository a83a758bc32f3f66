"""Bodies unpacked within a limit: a small answer must never become a large memory."""

import zlib
from typing import Protocol

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.errors import malformed

ACCEPTED = "gzip, deflate"
_MAX_MEMBERS = 64


class Decoder(Protocol):
    """Collects a body."""

    def feed(self, data: bytes) -> None:
        """Take a piece as it came; raises ``ProbeFailed`` (too-large, protocol)."""
        ...

    def finish(self) -> bytes:
        """Return the whole body; raises ``ProbeFailed`` (protocol) when its end is missing."""
        ...


def decoder(encoding: str, limit: int) -> Decoder:
    """Return the decoder for a Content-Encoding, of at most ``limit`` bytes of body."""
    match encoding.strip().lower():
        case "" | "identity":
            return Plain(limit)
        case "gzip" | "x-gzip":
            return Inflating(limit, zlib.MAX_WBITS | 16)
        case "deflate":
            return Inflating(limit, zlib.MAX_WBITS)
        case other:
            raise malformed(
                phrase("The body is packed as {encoding}, which we did not ask for", encoding=foreign(other))
            )


def too_large(limit: int) -> ProbeFailed:
    """Return the failure of a body over the limit."""
    return ProbeFailed(
        ErrorClass.TOO_LARGE, phrase("The body is larger than {limit}", limit=quantity(limit, Unit.BYTES))
    )


class Plain:
    """A body that is not packed."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._parts: list[bytes] = []
        self._size = 0

    def feed(self, data: bytes) -> None:
        """Take a piece."""
        self._size += len(data)
        if self._size > self._limit:
            raise too_large(self._limit)
        self._parts.append(data)

    def finish(self) -> bytes:
        """Return the body."""
        return self._parts[0] if len(self._parts) == 1 else b"".join(self._parts)


class Inflating:
    """A gzip or deflate body. Deflate comes with or without its zlib frame; both are met in the wild."""

    def __init__(self, limit: int, bits: int) -> None:
        self._plain = Plain(limit)
        self._room = limit
        self._bits = bits
        self._members = 1
        self._unpacker = zlib.decompressobj(bits)
        self._begun = False

    def feed(self, data: bytes) -> None:
        """Take a piece and unpack it, at most to the limit."""
        try:
            self._feed(data)
        except zlib.error as reason:
            raise malformed(phrase("The packed body is damaged"), str(reason)) from None

    def _feed(self, data: bytes) -> None:
        if not self._begun and data:
            self._begun = True
            if self._bits == zlib.MAX_WBITS and not _has_zlib_frame(data):
                self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS)
        while data:
            if self._unpacker.eof:
                self._next_member()
            # One byte more than there is room for tells an exact fit from too much.
            unpacked = self._unpacker.decompress(data, self._room + 1)
            self._plain.feed(unpacked)
            self._room -= len(unpacked)
            data = self._unpacker.unconsumed_tail or self._unpacker.unused_data

    def _next_member(self) -> None:
        self._members += 1
        if self._bits == zlib.MAX_WBITS or self._members > _MAX_MEMBERS:
            raise malformed(phrase("The packed body goes on after its end"))
        self._unpacker = zlib.decompressobj(self._bits)

    def finish(self) -> bytes:
        """Return the unpacked body."""
        if self._begun and not self._unpacker.eof:
            raise malformed(phrase("The packed body ends too early"))
        return self._plain.finish()


def _has_zlib_frame(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and (len(data) < 2 or int.from_bytes(data[:2]) % 31 == 0)
