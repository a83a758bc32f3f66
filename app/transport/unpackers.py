"""What unpacks one Content-Encoding, a bounded slice at a time."""

import zlib
from collections.abc import Callable
from typing import Any, Protocol

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.errors import malformed

MAX_MEMBERS = 64
# RFC 9659: more of a window must not be asked of whoever reads zstd over HTTP.
ZSTD_WINDOW = 1 << 23
# Four bytes of zstd can unpack to 128 KiB, and its library gives out all that its input holds: it is fed by
# small pieces, by larger ones only while they unpack to little.
_ZSTD_PIECE = 16
_ZSTD_LARGE_PIECE = 64
_ZSTD_LITTLE = 65_536
# What compressors of the web take without being told otherwise. More is memory of the sender's choice: the
# largest one allowed costs 16 MiB for each run that meets it, however small its body.
BROTLI_WINDOW_BITS = 22
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


def _wide(window: int) -> ProbeFailed:
    size = quantity(window, Unit.BYTES)
    return ProbeFailed(ErrorClass.TOO_LARGE, phrase("Unpacking the body takes more than {size}", size=size))


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
    """Brotli, RFC 7932, with a bounded window."""

    def __init__(self) -> None:
        import brotli

        self.hungry = True
        self._error: type[Exception] = brotli.error
        self._unpacker = brotli.Decompressor()
        self._packed = b""
        self._begun = False

    def push(self, data: bytes) -> None:
        """Take packed bytes."""
        self._packed += data
        self.hungry = False

    def pull(self, limit: int) -> bytes:
        """Unpack a slice; it may be twice as long as asked for; raises ``ProbeFailed`` (too-large) too."""
        if not self._begun and self._packed:
            self._begun = True
            if _brotli_window(self._packed[0]) > BROTLI_WINDOW_BITS:
                raise _wide(1 << BROTLI_WINDOW_BITS)
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


def _brotli_window(first: int) -> int:
    """Return the bits of the window that a stream's first byte asks for (RFC 7932, section 9.1)."""
    if not first & 1:
        return 16
    high, low = first >> 1 & 7, first >> 4 & 7
    if high:
        return 17 + high
    return 8 + low if low else 17


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
        self._piece = _ZSTD_PIECE
        self._at = 0

    def push(self, data: bytes) -> None:
        """Take packed bytes."""
        self._packed, self._at = data, 0
        self.hungry = not data

    def pull(self, limit: int) -> bytes:
        """Unpack until there is a slice; raises ``ProbeFailed`` (too-large) for a window that is too wide."""
        parts: list[bytes] = []
        size = 0
        try:
            while size < limit and self._at < len(self._packed):
                parts.append(self._step())
                size += len(parts[-1])
        except self._error as reason:
            if "too much memory" in str(reason):
                raise _wide(ZSTD_WINDOW) from None
            raise damaged(reason) from None
        self.hungry = self._at >= len(self._packed)
        return b"".join(parts)

    def _step(self) -> bytes:
        if self._unpacker.eof:
            self._frames += 1
            if self._frames > MAX_MEMBERS:
                raise malformed(_GOES_ON)
            self._unpacker = self._fresh()
        piece = self._packed[self._at : self._at + self._piece]
        unpacked: bytes = self._unpacker.decompress(piece)
        self._piece = _ZSTD_LARGE_PIECE if len(unpacked) < _ZSTD_LITTLE else _ZSTD_PIECE
        self._at += len(piece) - len(self._unpacker.unused_data)
        return unpacked

    def finish(self) -> None:
        """Miss the end of the last frame."""
        if not self._unpacker.eof:
            raise _cut_short()
