"""One HTTP request to us, read to the letter and no further than it may be long."""

from typing import Final, NamedTuple
from urllib.parse import unquote

import httptools

HEAD: Final = 8 * 1024
BODY: Final = 4 * 1024
_WIRE: Final = 4 * BODY  # of the body as it travels: chunks of one byte have heads of their own


class Answer(NamedTuple):
    """What we answer; ``text`` is for people."""

    status: int
    text: str = ""
    headers: tuple[str, ...] = ()

    def encoded(self) -> bytes:
        """Return the answer as it goes out; the connection ends with it."""
        body = f"{self.text}\n".encode() if self.text else b""
        lines = [f"HTTP/1.1 {self.status} {_REASONS[self.status]}", "Connection: close", *self.headers]
        if self.status != 204:
            lines += ["Content-Type: text/plain; charset=utf-8", f"Content-Length: {len(body)}"]
        return "\r\n".join((*lines, "", "")).encode() + body


_REASONS: Final = {
    204: "No Content",
    400: "Bad Request",
    401: "Unauthorized",
    404: "Not Found",
    405: "Method Not Allowed",
    408: "Request Timeout",
    409: "Conflict",
    413: "Content Too Large",
    429: "Too Many Requests",
    431: "Request Header Fields Too Large",
}
CONTINUE: Final = b"HTTP/1.1 100 Continue\r\n\r\n"
MALFORMED: Final = Answer(400, "This is not an HTTP request")
_LONG_HEAD: Final = Answer(431, "The head of a request may be 8 KiB long")
_LONG_BODY: Final = Answer(413, "The body of a request may be 4 KiB long")


class Refused(Exception):  # noqa: N818 - it is the name of the outcome
    """This request is not carried out; ``answer`` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


class Request(NamedTuple):
    """A whole request. ``headers`` have small names; of those given twice there is only ``Refused``."""

    method: str
    path: str
    query: str
    headers: dict[str, str]
    body: bytes


class RequestReader:
    """Fed with what arrives; hands out the first request, and does not look at what follows it."""

    def __init__(self) -> None:
        self._parser = httptools.HttpRequestParser(self)
        self._head = bytearray()
        self._in_body = False
        self._wire = 0
        self._url = b""
        self._headers: dict[str, str] = {}
        self._body = bytearray()
        self._refusal: Answer | None = None
        self._complete = False

    @property
    def wants_continue(self) -> bool:
        """Whether the other side waits for our leave to send the body."""
        waits = self._headers.get("expect", "").lower() == "100-continue"
        return self._in_body and waits and not self._wire and not self._complete

    def feed(self, data: bytes) -> Request | None:
        """Take what arrived; return the request when it is whole. Raises ``Refused``."""
        if not self._in_body:
            data = self._head_end(data)
            if not self._in_body:
                return None
        self._wire += len(data)
        if data and not self._complete:
            self._parse(data)
        if self._complete:
            return self._request()
        if self._wire > _WIRE:
            raise Refused(_LONG_BODY)
        return None

    def _head_end(self, data: bytes) -> bytes:
        """Gather the head and parse it at its end; return what came behind it."""
        self._head += data
        end = self._head.find(b"\r\n\r\n")
        if end < 0 or end + 4 > HEAD:
            if len(self._head) > HEAD:
                raise Refused(_LONG_HEAD)
            if b"\n\n" in self._head:
                raise Refused(MALFORMED)
            return b""
        head, rest = bytes(self._head[: end + 4]), bytes(self._head[end + 4 :])
        self._head.clear()
        self._parse(head)
        if not self._in_body:  # empty lines alone
            raise Refused(MALFORMED)
        return rest

    def _parse(self, data: bytes) -> None:
        try:
            self._parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            raise Refused(MALFORMED) from None
        except httptools.HttpParserError:
            # what follows a whole request is not ours to judge
            if not self._complete:
                raise Refused(self._refusal or MALFORMED) from None
        if self._refusal is not None:
            raise Refused(self._refusal)

    def _request(self) -> Request:
        try:
            url = httptools.parse_url(self._url)
        except httptools.HttpParserInvalidURLError:
            raise Refused(MALFORMED) from None
        return Request(
            method=self._parser.get_method().decode("ascii", "replace"),
            path=unquote((url.path or b"").decode("latin-1")),
            query=(url.query or b"").decode("latin-1"),
            headers=self._headers,
            body=bytes(self._body),
        )

    # What httptools calls.

    def on_url(self, url: bytes) -> None:
        """Take a part of the target."""
        self._url += url

    def on_header(self, name: bytes, value: bytes) -> None:
        """Take a header; a second one of the same name is an attempt to be understood in two ways."""
        key = name.decode("latin-1").lower()
        if key in self._headers:
            self._refusal = MALFORMED
        self._headers[key] = value.decode("latin-1").strip()

    def on_headers_complete(self) -> None:
        """Judge the length before anything of the body is taken."""
        self._in_body = True
        if self._parser.get_http_version() not in {"1.0", "1.1"}:
            self._refusal = MALFORMED
        if self._parser.get_http_version() == "1.1" and "host" not in self._headers:
            self._refusal = MALFORMED
        length = self._headers.get("content-length", "0")
        if length.isdecimal() and int(length[:20]) > BODY:
            self._refusal = _LONG_BODY

    def on_body(self, data: bytes) -> None:
        """Take a part of the body."""
        if self._complete:
            return
        self._body += data[: BODY + 1 - len(self._body)]
        if len(self._body) > BODY:
            self._refusal = _LONG_BODY

    def on_message_complete(self) -> None:
        """Note that the request is whole."""
        self._complete = True
