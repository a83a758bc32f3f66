"""One HTTP/1 answer out of bytes, to the letter and within limits."""

from collections.abc import Callable

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.decoding import Decoder, Plain, decoder, too_large
from app.transport.errors import malformed
from app.transport.http_chunks import Chunks, trailing
from app.transport.http_lines import Fields, head_parts, judge, judge_start
from app.transport.http_values import MAX_HEAD

MAX_INTERIM = 8  # answers of class 1xx before the real one
_FRAMING = 8  # chunked bodies of single bytes are six times as long on the wire
_MAX_DIGITS = 19
_NO_CONTENT = 204
_BODILESS = (_NO_CONTENT, 304)


class AnswerParser:
    """Takes the bytes of one connection; ``complete`` is true when the answer is whole.

    While ``busy`` there is something to unpack: ``unpack`` does a slice of it, so that the loop can turn in
    between. Until it is done, what was wrong in the bytes behind it is not told; the verdict is the same
    wherever the bytes are cut. All methods raise ``ProbeFailed`` (protocol, too-large).
    """

    # Most answers come in one piece and change few of these: they are given to the class, once.
    status = 0
    complete = False
    busy = False
    _held = b""
    _judged = 0  # bytes of what is held whose lines are good
    _interim = 0
    begun = False  # whether a byte has come
    _framed = False
    _left = -1  # bytes of the body that are to come, where its length is stated
    _modern = True
    _connection = b""
    _chunks: Chunks | None = None
    _failed: ProbeFailed | None = None

    def __init__(self, method: str, max_body: int, max_head: int = MAX_HEAD) -> None:
        self.headers: Fields = []
        self._method = method
        self._max_body = max_body
        self._max_head = max_head
        self._head_room = max_head
        self._wire_room = max_head + _FRAMING * max_body
        self._body: Decoder = Plain(max_body)
        # Its function, not its bound method: the parser would hold itself until the collector's next turn.
        self._body_part: Callable[[AnswerParser, bytes], ProbeFailed | None] = AnswerParser._take_sized

    def feed(self, data: bytes) -> None:
        """Take the next bytes; unpacks first what was taken before."""
        while self.busy:
            self.unpack()
        if not self._framed:
            self.begun = True
            data = self._heads(data)
            if not data:
                return
        self._failed = self._body_part(self, data)
        self._settle()

    def unpack(self) -> None:
        """Unpack a slice of what was fed."""
        self._body.step()
        self._settle()

    def _settle(self) -> None:
        """Raise what was found wrong, after all that was well is unpacked."""
        self.busy = self._body.busy
        if self.busy or self._failed is None:
            return
        failed, self._failed = self._failed, None
        try:
            raise failed
        finally:
            del failed  # its trace names this frame: the two would hold each other, and the whole body

    def end(self) -> None:
        """Take note that the other side has closed: the end of a body without a stated length."""
        while self.busy:
            self.unpack()
        if self.complete:
            return
        if not self.begun:
            raise malformed(phrase("Closes the connection without an answer"))
        if not self._framed:
            raise malformed(phrase("Closes the connection in the middle of the answer's head"))
        if self._body_part is not AnswerParser._take_rest:
            raise malformed(phrase("Closes the connection before the end of the body"))
        self.complete = True

    def content(self) -> bytes:
        """Return the unpacked body of a complete answer."""
        return self._body.finish()

    @property
    def version(self) -> str:
        """As ``HTTP/1.1``."""
        return "HTTP/1.1" if self._modern else "HTTP/1.0"

    @property
    def reusable(self) -> bool:
        """Whether the connection may be used again: the answer is whole, and the other side stays."""
        wishes = {wish.strip() for wish in self._connection.lower().split(b",")}
        stays = b"close" not in wishes and (self._modern or b"keep-alive" in wishes)
        return self.complete and stays and self._body_part is not AnswerParser._take_rest

    def _heads(self, data: bytes) -> bytes:
        """Take heads until that of the real answer; return what comes after it."""
        if self._held:
            data = self._held + data
        while data:
            end = data.find(b"\r\n\r\n", 0, self._head_room)
            if end < 0:
                self._hold(data)
                break
            self._head_room -= end + 4
            self._held, self._judged = b"", 0
            self._head(data[: end + 2])
            data = data[end + 4 :]
            if self._framed:
                return data
        return b""

    def _hold(self, data: bytes) -> None:
        """Keep an unfinished head. Its whole lines are judged now: there may never come another byte."""
        judge_start(data)
        end = data.rfind(b"\n", self._judged, self._head_room) + 1
        if end:
            judge(data[self._judged : end], first=not self._judged)
            self._judged = end
        if len(data) >= self._head_room:
            limit = quantity(self._max_head, Unit.BYTES)
            sentence = phrase("The answer's head is larger than {limit}", limit=limit)
            raise ProbeFailed(ErrorClass.TOO_LARGE, sentence)
        self._held = data

    def _head(self, head: bytes) -> None:
        self._modern, status, fields, framing = head_parts(head)
        if status == 101:
            raise malformed(phrase("Switches to another protocol without being asked"))
        if status < 200:
            self._interim += 1
            if self._interim > MAX_INTERIM:
                raise malformed(phrase("Sends one interim answer after another"))
            return
        self.status, self.headers = status, fields
        self._connection = framing.get(b"connection", b"")
        self._frame(framing.get(b"content-length"), framing.get(b"transfer-encoding"))
        encoding = framing.get(b"content-encoding")
        if encoding and self._left:
            self._body = decoder(encoding.decode("latin-1"), self._max_body)
        if self._left > (self._wire_room if encoding else self._max_body):
            raise too_large(self._max_body)

    def _frame(self, length: bytes | None, transfer: bytes | None) -> None:
        """Find out where the body ends: RFC 9112, 6.3."""
        size = -1 if length is None else _stated(length)
        if transfer is not None:
            self._may_be_chunked(transfer, stated=length is not None)
        if self.status == _NO_CONTENT and (size > 0 or transfer is not None):
            raise malformed(phrase("Announces a body with a status that has none"))
        tunnel = self._method == "CONNECT" and self.status < 300
        if self._method == "HEAD" or self.status in _BODILESS or tunnel:
            size, transfer = 0, None
        if transfer is not None:
            self._chunks = Chunks(self._head_room)
            self._body_part = AnswerParser._take_chunked
        elif size < 0:
            self._body_part = AnswerParser._take_rest
        else:
            self._body_part = AnswerParser._take_sized
            self._left = size
            self.complete = not size
        self._framed = True

    def _may_be_chunked(self, transfer: bytes, *, stated: bool) -> None:
        if stated:
            raise malformed(phrase("States a length and sends chunks"))
        if transfer.lower() != b"chunked":
            encoding = foreign(transfer.decode("latin-1"))
            raise malformed(phrase("Sends the body as {encoding}", encoding=encoding))
        if not self._modern:
            raise malformed(phrase("Sends chunks in HTTP/1.0, which has none"))

    def _take_sized(self, data: bytes) -> ProbeFailed | None:
        body = data[: self._left]
        self._left -= len(body)
        if body:
            self._body.feed(body)
        self.complete = not self._left
        return trailing() if len(data) > len(body) else None

    def _take_rest(self, data: bytes) -> ProbeFailed | None:
        body = data[: self._wire_room]
        self._wire_room -= len(body)
        self._body.feed(body)
        return too_large(self._max_body) if len(data) > len(body) else None

    def _take_chunked(self, data: bytes) -> ProbeFailed | None:
        assert self._chunks is not None
        wire = data[: self._wire_room]
        self._wire_room -= len(wire)
        body, failed = self._chunks.feed(wire)
        if body:
            self._body.feed(body)
        self.complete = self._chunks.done
        return failed or (too_large(self._max_body) if len(data) > len(wire) else None)


def _stated(length: bytes) -> int:
    if b"," in length:
        raise malformed(phrase("States its length twice"), foreign(length.decode("latin-1")))
    if not length.isdigit():
        raise malformed(phrase("States a length that is no number"), foreign(length.decode("latin-1")))
    if len(length) > _MAX_DIGITS:
        raise malformed(phrase("States a length that is far too large"))
    return int(length)
