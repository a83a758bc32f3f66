"""A body in chunks (RFC 9112, 7.1) taken apart, to the letter."""

import re

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.transport.errors import malformed
from app.transport.http_lines import field_fault

# The size and its extensions, which nobody uses; their total is bounded with the body's.
MAX_LINE = 4096
_SIZE = re.compile(rb"([0-9A-Fa-f]+)(?:[\t ]*;[\t\x20-\x7e\x80-\xff]*)?\r")
_SMALL = re.compile(rb"([1-9A-Fa-f][0-9A-Fa-f]{0,7})\r\n")
_MAX_DIGITS = 16
_CRLF = b"\r\n"


class Chunks:
    """Takes a chunked body as it comes. ``done`` after the last chunk and the trailers."""

    def __init__(self, trailer_room: int) -> None:
        self.done = False
        self._left = 0  # bytes of the present chunk
        self._break = 0  # bytes of the line break that its end asks for
        self._line = b""
        self._in_trailers = False
        self._trailer_room = trailer_room

    def feed(self, data: bytes) -> tuple[bytes, ProbeFailed | None]:
        """Return the part of the body in ``data``, and the failure that ends it if there is one."""
        parts: list[bytes] = []
        at = 0
        try:
            while at < len(data):
                if not (self._left or self._break or self._line or self._in_trailers):
                    at = _whole_chunks(data, at, parts)
                if at < len(data):
                    at = self._next(data, at, parts)
        except ProbeFailed as failed:
            # Without its trace: that and whoever holds the failure now would hold each other.
            return b"".join(parts), failed.with_traceback(None)
        return b"".join(parts), None

    def _next(self, data: bytes, at: int, parts: list[bytes]) -> int:
        """Take the next thing in ``data``; return where it ends."""
        if self._left:
            piece = data[at : at + self._left]
            parts.append(piece)
            self._left -= len(piece)
            self._break = 0 if self._left else len(_CRLF)
            return at + len(piece)
        if self._break:
            if data[at] != _CRLF[-self._break]:
                raise malformed(phrase("Sends a chunk that is longer than it says"))
            self._break -= 1
            return at + 1
        if self.done:
            raise trailing()
        return self._take_line(data, at)

    def _take_line(self, data: bytes, at: int) -> int:
        end = data.find(b"\n", at) + 1
        self._line += data[at : end or len(data)]
        if self._in_trailers:
            self._spend(len(data[at : end or len(data)]))
        elif len(self._line) > MAX_LINE:
            raise malformed(phrase("Sends a chunk whose size stands in too long a line"))
        if not end:
            return len(data)
        line, self._line = self._line[:-1], b""
        if self._in_trailers:
            self._trailer(line)
        else:
            self._size(line)
        return end

    def _size(self, line: bytes) -> None:
        match = _SIZE.fullmatch(line)
        if match is None:
            sentence = phrase("Sends a chunk whose size is no number")
            if not line.endswith(b"\r"):
                sentence = phrase("Ends a line without a carriage return")
            raise malformed(sentence, foreign(line.decode("latin-1")))
        digits = match[1].lstrip(b"0")
        if len(digits) > _MAX_DIGITS:
            raise malformed(phrase("Sends a chunk whose size is far too large"), foreign(match[1].decode()))
        self._left = int(digits or b"0", 16)
        self._in_trailers = not self._left

    def _trailer(self, line: bytes) -> None:
        if line == b"\r":
            self.done = True
            return
        fault = field_fault(line)
        if fault is not None:
            raise malformed(fault, foreign(line.decode("latin-1")))

    def _spend(self, count: int) -> None:
        self._trailer_room -= count
        if self._trailer_room < 0:
            raise malformed(phrase("Sends too many headers after the body"))


def _whole_chunks(data: bytes, at: int, parts: list[bytes]) -> int:
    """Take the chunks that are plain and all there, as most are; return where they end."""
    while match := _SMALL.match(data, at):
        begin = match.end()
        end = begin + int(match[1], 16)
        if data[end : end + 2] != _CRLF:
            break
        parts.append(data[begin:end])
        at = end + 2
    return at


def trailing() -> ProbeFailed:
    """Return the failure of whoever goes on talking after the end of an answer."""
    return malformed(phrase("Sends data after the end of its answer"))
