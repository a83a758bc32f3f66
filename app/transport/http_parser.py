"""One HTTP/1 answer out of bytes, to the letter and within limits."""

from httptools import HttpParserError, HttpParserUpgrade, HttpResponseParser

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.decoding import Decoder, decoder, too_large
from app.transport.errors import malformed

MAX_HEAD = 65_536
MAX_INTERIM = 8  # answers of class 1xx before the real one
_FRAMING = 8  # chunked bodies of single bytes are six times as long on the wire
_START = b"HTTP/"

_REASONS: dict[str, Phrase] = {
    "Duplicate Content-Length": phrase("States its length twice"),
    "Invalid character in Content-Length": phrase("States a length that is no number"),
    "Content-Length overflow": phrase("States a length that is far too large"),
    "Transfer-Encoding can't be present with Content-Length": phrase("States a length and sends chunks"),
    "Content-Length can't be present with Transfer-Encoding": phrase("States a length and sends chunks"),
    "Invalid character in chunk size": phrase("Sends a chunk whose size is no number"),
    "Chunk size overflow": phrase("Sends a chunk whose size is far too large"),
    "Expected LF after chunk data": phrase("Sends a chunk that is longer than it says"),
    "Invalid response status": phrase("Answers with a status that is none"),
    "Invalid status code": phrase("Answers with a status that is none"),
    "Invalid HTTP version": phrase("Answers in an HTTP version that we do not speak"),
    "Invalid header value char": phrase("Sends a header with a forbidden character"),
    "Invalid header token": phrase("Sends a header without a proper name"),
    "Unexpected whitespace after header value": phrase("Sends a header over several lines"),
}
_NOT_HTTP = phrase("Answers, but not in HTTP")
_TRAILING = phrase("Sends data after the end of its answer")


class AnswerParser:
    """Takes the bytes of one connection; ``complete`` is true when the answer is whole.

    All methods raise ``ProbeFailed`` (protocol, too-large) for what does not keep to the rules.
    """

    def __init__(self, method: str, max_body: int) -> None:
        self._parser = HttpResponseParser(self)
        self._head_only = method == "HEAD"
        self._max_body = max_body
        self._wire_room = MAX_HEAD + _FRAMING * max_body
        self._seen = 0
        self._head_size = 0
        self._first = b""
        self._interim = 0
        self._body: Decoder | None = None
        self._failed: ProbeFailed | None = None
        self._sized = False
        self.status = 0
        self.headers: list[tuple[bytes, bytes]] = []
        self.complete = False

    def feed(self, data: bytes) -> None:
        """Take the next bytes."""
        self._seen += len(data)
        if self._seen > self._wire_room:
            raise too_large(self._max_body)
        if len(self._first) < len(_START):
            self._first += data[: len(_START) - len(self._first)]
            if not _START.startswith(self._first):
                raise malformed(_NOT_HTTP, foreign(data.decode("latin-1")))
        try:
            self._parser.feed_data(data)
        except HttpParserUpgrade:
            raise malformed(phrase("Switches to another protocol without being asked")) from None
        except HttpParserError as reason:
            self._refuse(reason)
        if self._failed is not None:
            raise self._failed
        if self._body is None and self._seen > MAX_HEAD:
            raise _head_too_large()

    def _refuse(self, reason: HttpParserError) -> None:
        if self._failed is not None:
            raise self._failed from None
        if self.complete:
            if self._head_only:
                return
            raise malformed(_TRAILING, foreign(str(reason))) from None
        text = str(reason)
        sentence = _REASONS.get(text) or phrase("Breaks HTTP: {reason}", reason=foreign(text))
        raise malformed(_NOT_HTTP if self.status == 0 and "Expected" in text else sentence, foreign(text))

    def end(self) -> None:
        """Take note that the other side has closed: the end of a body without a stated length."""
        if self.complete:
            return
        if not self._seen:
            raise malformed(phrase("Closes the connection without an answer"))
        if self._body is None:
            raise malformed(phrase("Closes the connection in the middle of the answer's head"))
        if self._sized:
            raise malformed(phrase("Closes the connection before the end of the body"))
        self.complete = True

    def content(self) -> bytes:
        """Return the unpacked body of a complete answer."""
        return self._body.finish() if self._body is not None else b""

    def header(self, name: bytes) -> str:
        """Return the values of a header, joined by commas; empty where there is none."""
        return ", ".join(value.decode("latin-1") for key, value in self.headers if key == name)

    # What httptools calls. An exception would come out wrapped and without its class: it is kept instead.

    def on_message_begin(self) -> None:
        """Begin an answer."""
        if self.complete:
            self._failed = self._failed or malformed(_TRAILING)
        self._interim += 1

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a trailer after the body is passed over."""
        self._head_size += len(name) + len(value) + 4
        if self._head_size > MAX_HEAD:
            self._failed = self._failed or _head_too_large()
        if self._body is None:
            self.headers.append((name.lower(), value))

    def on_headers_complete(self) -> None:
        """Judge the whole head."""
        status = self._parser.get_status_code()
        if 100 <= status < 200:
            self.headers.clear()
            if self._interim > MAX_INTERIM:
                self._failed = self._failed or malformed(phrase("Sends one interim answer after another"))
            return
        try:
            self._begin_body(status)
        except ProbeFailed as failed:
            self._failed = self._failed or failed

    def _begin_body(self, status: int) -> None:
        self.status = status
        if self._parser.get_http_version() not in ("1.0", "1.1") or status < 200:
            raise malformed(phrase("Answers in an HTTP version or with a status that we do not know"))
        length = self.header(b"content-length")
        transfer = self.header(b"transfer-encoding").strip().lower()
        if transfer not in ("", "chunked", "identity"):
            raise malformed(phrase("Sends the body as {encoding}", encoding=foreign(transfer)))
        self._sized = bool(length) or transfer == "chunked"
        bare = self._head_only or status in (204, 304)
        self._body = decoder("" if bare else self.header(b"content-encoding"), self._max_body)
        self.complete = self._head_only
        if not bare and length.isdecimal() and int(length) > self._max_body:
            raise too_large(self._max_body)

    def on_body(self, data: bytes) -> None:
        """Take a piece of the body."""
        if self._failed is None and self._body is not None and not self._head_only:
            try:
                self._body.feed(data)
            except ProbeFailed as failed:
                self._failed = failed

    def on_message_complete(self) -> None:
        """End the answer, or an interim one."""
        if self._body is not None:
            self.complete = True


def _head_too_large() -> ProbeFailed:
    limit = quantity(MAX_HEAD, Unit.BYTES)
    return ProbeFailed(ErrorClass.TOO_LARGE, phrase("The answer's head is larger than {limit}", limit=limit))
