"""What unpacks one Content-Encoding, a bounded slice at a time."""

import zlib
from collections.abc import Callable
from typing import Any, Protocol

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.transport.errors import malformed

MAX_MEMBERS = 64
# RFC 9659: more of a window must not be asked of whoever reads zstd over HTTP.
ZSTD_WINDOW = 1 << 23
# Four bytes of zstd can unpack to 128 KiB, and its library gives out all that its input holds.
_ZSTD_SLICE = 128
_GOES_ON = phrase("The packed body goes on after its end")


class Unpacker(Protocol):
    """Takes packed bytes and gives out unpacked ones."""

    hungry: bool
    """Whether it has given out all that it can without further input."""

    def push(self, data: bytes) -> None:
        """Take packed bytes; only while hungry."""
        ...

    def pull(self, limit: int) -> bytes:
        """Return about ``limit`` bytes at most, perhaps none; raises ``ProbeFailed`` (protocol)."""
        ...

    def finish(self) -> None:
        """Raise ``ProbeFailed`` (protocol) where the end is missing."""
        ...


def damaged(reason: Exception) -> ProbeFailed:
    """Return the failure of bytes that cannot be unpacked."""
    return malformed(phrase("The packed body is damaged"), foreign(str(reason)))


def _cut_short() -> ProbeFailed:
    return malformed(phrase("The packed body ends too early"))


class Inflating:
    """Gzip or deflate. Deflate comes with or without its zlib frame; both are met in the wild."""

    def __init__(self, bits: int) -> None:
        self.hungry = True
        self._bits = bits
        self._members = 1
        self._unpacker: zlib._Decompress | None = zlib.decompressobj(bits) if bits & 16 else None
        self._packed = b""

    def push(self, data: bytes) -> None:
        """Take packed bytes."""
        self._packed += data
        # The first two bytes of deflate tell whether there is a frame.
        self.hungry = not self._packed or (self._unpacker is None and len(self._packed) < 2)

    def pull(self, limit: int) -> bytes:
        """Unpack a slice."""
        if self._unpacker is None:
            self._unpacker = zlib.decompressobj(self._bits if _has_zlib_frame(self._packed) else -self._bits)
        elif self._unpacker.eof:
            self._next_member()
        try:
            unpacked = self._unpacker.decompress(self._packed, limit)
        except zlib.error as reason:
            raise damaged(reason) from None
        self._packed = self._unpacker.unconsumed_tail or self._unpacker.unused_data
        # A full slice may leave more inside than the input that is left tells.
        self.hungry = not self._packed and (len(unpacked) < limit or self._unpacker.eof)
        return unpacked

    def _next_member(self) -> None:
        self._members += 1
        if not self._bits & 16 or self._members > MAX_MEMBERS:
            raise malformed(_GOES_ON)
        self._unpacker = zlib.decompressobj(self._bits)

    def finish(self) -> None:
        """Miss the end of the last member."""
        if self._unpacker is None or not self._unpacker.eof:
            raise _cut_short()


def _has_zlib_frame(data: bytes) -> bool:
    return data[0] & 0x0F == 8 and int.from_bytes(data[:2]) % 31 == 0


class Brotli:
    """Brotli, RFC 7932; its window is at most 16 MiB, and is only as large as what was unpacked."""

    def __init__(self) -> None:
        import brotli

        self.hungry = True
        self._error: type[Exception] = brotli.error
        self._unpacker = brotli.Decompressor()
        self._packed = b""

    def push(self, data: bytes) -> None:
        """Take packed bytes."""
        self._packed += data
        self.hungry = False

    def pull(self, limit: int) -> bytes:
        """Unpack a slice; it may be twice as long as asked for."""
        packed = b""
        if self._unpacker.can_accept_more_data():
            packed, self._packed = self._packed, b""
        try:
            unpacked: bytes = self._unpacker.process(packed, output_buffer_limit=limit)
        except self._error as reason:
            raise damaged(reason) from None
        self.hungry = len(unpacked) < limit and not self._packed and self._unpacker.can_accept_more_data()
        return unpacked

    def finish(self) -> None:
        """Miss the last block."""
        if not self._unpacker.is_finished():
            raise _cut_short()


class Zstd:
    """Zstandard, RFC 8878: frames one after the other, with a bounded window."""

    def __init__(self) -> None:
        import zstandard

        self.hungry = True
        self._error: type[Exception] = zstandard.ZstdError
        self._fresh: Callable[[], Any] = zstandard.ZstdDecompressor(max_window_size=ZSTD_WINDOW).decompressobj
        self._unpacker = self._fresh()
        self._frames = 1
        self._packed = b""
        self._at = 0

    def push(self, data: bytes) -> None:
        """Take packed bytes."""
        self._packed, self._at = data, 0
        self.hungry = not data

    def pull(self, limit: int) -> bytes:
        """Unpack until there is a slice; it may be 4 MiB longer than asked for."""
        parts: list[bytes] = []
        size = 0
        try:
            while size < limit and self._at < len(self._packed):
                parts.append(self._step())
                size += len(parts[-1])
        except self._error as reason:
            raise damaged(reason) from None
        self.hungry = self._at >= len(self._packed)
        return b"".join(parts)

    def _step(self) -> bytes:
        if self._unpacker.eof:
            self._frames += 1
            if self._frames > MAX_MEMBERS:
                raise malformed(_GOES_ON)
            self._unpacker = self._fresh()
        piece = self._packed[self._at : self._at + _ZSTD_SLICE]
        unpacked: bytes = self._unpacker.decompress(piece)
        self._at += len(piece) - len(self._unpacker.unused_data)
        return unpacked

    def finish(self) -> None:
        """Miss the end of the last frame."""
        if not self._unpacker.eof:
            raise _cut_short()
