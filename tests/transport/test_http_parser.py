import contextlib
import gc
import gzip
import weakref
from collections.abc import Iterable, Sequence

import httptools
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_chunks import MAX_LINE
from app.transport.http_parser import MAX_INTERIM, AnswerParser

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"
LIMIT = 1000
PIECES = [
    b"HTTP/1.1 200 OK\r\n",
    b"HTTP/1.0 404 No\r\n",
    b"HTTP/1.1 204 No\r\n",
    b"HTTP/1.1 100 Continue\r\n\r\n",
    b"Content-Length: 5\r\n",
    b"Transfer-Encoding: chunked\r\n",
    b"Content-Encoding: gzip\r\n",
    b"Connection: close\r\n",
    b"X-Odd: \xff\r\n",
    b"\r\n",
    b"hello",
    b"5\r\nhello\r\n",
    b"0\r\n\r\n",
    b"0\r\nX-T: a\r\n",
    b"5;a=b\r\n",
    b"HEAD",
    b" folded\r\n",
    b"X-Bare: a\n",
    b"Content-Length: 0\r\n",
    b"Content-Encoding: br, gzip\r\n",
    b"HTTP/1.1 103 Hints\r\n",
    b"\0",
    gzip.compress(b"hello", mtime=0),
]


def parsed(*data: bytes, method: str = "GET") -> AnswerParser:
    """Feed pieces and the end to a parser with a cap of 1,000 bytes."""
    parser = AnswerParser(method, LIMIT)
    for piece in filter(None, data):
        parser.feed(piece)
    parser.end()
    return parser


Verdict = tuple[object, ...]


def verdict(pieces: Iterable[bytes], method: str = "GET") -> Verdict:
    """Return what comes of an answer in these pieces: the answer, or the failure's class and sentence."""
    try:
        parser = parsed(*pieces, method=method)
        return parser.status, parser.headers, parser.content(), parser.reusable
    except ProbeFailed as failed:
        return failed.error, failed.sentence.plain()


def cut(data: bytes, sizes: Sequence[int]) -> list[bytes]:
    """Return ``data`` in pieces of these sizes, and the rest."""
    pieces, at = [], 0
    for size in sizes:
        pieces.append(data[at : at + size])
        at += size
    return [piece for piece in (*pieces, data[at:]) if piece]


@given(
    st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=12),
    st.lists(st.integers(1, 40), max_size=9),
    st.sampled_from(["GET", "HEAD"]),
)
@example([CHUNKED, b"5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"], [7, 1, 50, 3], "GET")
@example([OK, b"X: a\n", b"\r\n"], [20], "GET")
@example([b"HTTP/1.1 100 Go on\r\n\r\n" * 9], [1] * 9, "GET")
def test_any_bytes_have_one_verdict_wherever_they_are_cut(
    pieces: list[bytes], sizes: list[int], method: str
) -> None:
    """Any bytes are an answer, or a failure of class protocol or too-large: the same in any pieces."""
    whole = b"".join(pieces)
    said = verdict([whole] if whole else [], method)
    assert verdict(cut(whole, sizes), method) == said
    assert verdict([bytes([byte]) for byte in whole], method) == said
    assert said[0] in (ErrorClass.PROTOCOL, ErrorClass.TOO_LARGE) or isinstance(said[0], int)


class Lenient:
    """What a general parser, llhttp by httptools, makes of an answer."""

    def __init__(self, data: bytes) -> None:
        self.body = b""
        self.headers: list[tuple[bytes, bytes]] = []
        parser = httptools.HttpResponseParser(self)
        parser.feed_data(data)
        self.status = parser.get_status_code()

    def on_header(self, name: bytes, value: bytes) -> None:
        """Keep a header."""
        self.headers.append((name.lower(), value))

    def on_body(self, data: bytes) -> None:
        """Keep a part of the body."""
        self.body += data


_HEADER = st.sampled_from(PIECES[4:9]) | st.builds(
    lambda name, value: name + b": " + value + b"\r\n",
    st.sampled_from([b"Content-Length", b"Transfer-Encoding", b"X-A", b"X A", b""]),
    st.sampled_from(
        [b"5", b"chunked", b"0", b"a b", b"\x01", b"a\nb", b"", b"gzip, chunked", b"5, 5", b"+5"]
    ),
)


@given(
    st.lists(_HEADER, max_size=3),
    st.sampled_from(
        [b"", b"hello", b"5\r\nhello\r\n0\r\n\r\n", b"5 \r\nhello\r\n0\r\n\r\n", b"0\r\nA: b\r\n\r\n"]
    ),
)
def test_nothing_is_read_that_a_general_parser_refuses(headers: list[bytes], body: bytes) -> None:
    """What we take for an answer is one for llhttp too, with the same status and headers."""
    data = OK + b"".join(headers) + b"\r\n" + body
    said = verdict([data])
    if isinstance(said[0], int):
        other = Lenient(data)
        assert (other.status, other.headers[: len(headers)]) == (said[0], said[1])


@pytest.mark.parametrize(
    ("answer", "sentence"),
    [
        (b"", "Closes the connection without an answer"),
        (b"<html>hello</html>", "Answers, but not in HTTP"),
        (b"SSH-2.0-OpenSSH\r\n", "Answers, but not in HTTP"),
        (b"HTTP/1.1\r\n", "Answers with a status that is none"),
        (b"HTTP/1.1 2000 OK\r\n\r\n", "Answers with a status that is none"),
        (b"HTTP/1.1 099 No\r\n\r\n", "Answers with a status that is none"),
        (b"HTTP/1.1 200\x01\r\n\r\n", "Answers with a status that is none"),
        (b"HTTP/1.1  200 OK\r\n\r\n", "Answers with a status that is none"),
        (b"HTTP/2 200 OK\r\n\r\n", "Answers in an HTTP version that we do not speak"),
        (b"HTTP/1.2 200 OK\r\n\r\n", "Answers in an HTTP version that we do not speak"),
        (b"HTTP/1.1 200 OK\nA: b\n\n", "Ends a line without a carriage return"),
        (OK + b"A: b\n\r\n", "Ends a line without a carriage return"),
        (OK + b"A: b\r\n\n", "Ends a line without a carriage return"),
        (OK + b"A: b\rc\r\n\r\n", "Sends a header with a forbidden character"),
        (OK + b"A: b\0\r\n\r\n", "Sends a header with a forbidden character"),
        (OK + b"A: b\x7f\r\n\r\n", "Sends a header with a forbidden character"),
        (OK + b"A : b\r\n\r\n", "Sends a header without a proper name"),
        (OK + b": b\r\n\r\n", "Sends a header without a proper name"),
        (OK + b"A b\r\n\r\n", "Sends a header without a proper name"),
        (OK + b"A: b\r\n c\r\n\r\n", "Sends a header over several lines"),
        (OK + b" A: b\r\n\r\n", "Sends a header over several lines"),
        (OK + b"A: b\r\n", "Closes the connection in the middle of the answer's head"),
        (OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\nabc", "States its length twice"),
        (OK + b"Content-Length: 3, 3\r\n\r\nabc", "States its length twice"),
        (OK + b"Content-Length: -1\r\n\r\n", "States a length that is no number"),
        (OK + b"Content-Length: +1\r\n\r\na", "States a length that is no number"),
        (OK + b"Content-Length: 1_0\r\n\r\na", "States a length that is no number"),
        (OK + b"Content-Length:\r\n\r\n", "States a length that is no number"),
        (OK + b"Content-Length: \xb2\r\n\r\n", "States a length that is no number"),
        (OK + b"Content-Length: " + b"9" * 5000 + b"\r\n\r\n", "States a length that is far too large"),
        (OK + b"Content-Length: 9\r\n\r\nabc", "Closes the connection before the end of the body"),
        (OK + b"Content-Length: 3\r\n\r\nabcd", "Sends data after the end of its answer"),
        (OK + b"Content-Length: 0\r\n\r\n\r\n", "Sends data after the end of its answer"),
        (OK + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n", "States a length and sends chunks"),
        (OK + b"Transfer-Encoding: chunked\r\nContent-Length: 5\r\n\r\n", "States a length and sends chunks"),
        (CHUNKED[:-2] + CHUNKED[len(OK):], "Sends the body as chunked, chunked"),
        (OK + b"Transfer-Encoding: gzip, chunked\r\n\r\n", "Sends the body as gzip, chunked"),
        (OK + b"Transfer-Encoding: identity\r\n\r\n", "Sends the body as identity"),
        (OK + b"Transfer-Encoding: \x0bchunked\r\n\r\n", "Sends a header with a forbidden character"),
        (b"HTTP/1.0 200 OK\r\n" + CHUNKED[len(OK):], "Sends chunks in HTTP/1.0, which has none"),
        (b"HTTP/1.1 204 No\r\nContent-Length: 2\r\n\r\nok", "Announces a body with a status that has none"),
        (b"HTTP/1.1 204 No\r\n\r\nok", "Sends data after the end of its answer"),
        (b"HTTP/1.1 304 No\r\nContent-Length: 2\r\n\r\nok", "Sends data after the end of its answer"),
        (b"HTTP/1.1 101 Up\r\nUpgrade: x\r\n\r\n", "Switches to another protocol without being asked"),
        (CHUNKED + b"xyz\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"5 \r\nhello\r\n0\r\n\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"0x5\r\nhello\r\n0\r\n\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"-1\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"5;a=\0\r\nhello\r\n0\r\n\r\n", "Sends a chunk whose size is no number"),
        (CHUNKED + b"5\nhello\n0\n\n", "Ends a line without a carriage return"),
        (CHUNKED + b"1" * 20 + b"\r\n", "Sends a chunk whose size is far too large"),
        (CHUNKED + b"1;" + b"a" * MAX_LINE, "Sends a chunk whose size stands in too long a line"),
        (CHUNKED + b"5\r\nhello!\r\n", "Sends a chunk that is longer than it says"),
        (CHUNKED + b"5\r\nhello\n", "Sends a chunk that is longer than it says"),
        (CHUNKED + b"5\r\nhel", "Closes the connection before the end of the body"),
        (CHUNKED + b"5\r\nhello\r\n", "Closes the connection before the end of the body"),
        (CHUNKED + b"0\r\n", "Closes the connection before the end of the body"),
        (CHUNKED + b"0\r\nA : b\r\n\r\n", "Sends a header without a proper name"),
        (CHUNKED + b"0\r\nA: b\r\n c\r\n\r\n", "Sends a header over several lines"),
        (CHUNKED + b"0\r\n" + b"X-Trailer: y\r\n" * 10_000, "Sends too many headers after the body"),
        (CHUNKED + b"0\r\n\r\nHTTP/1.1 200 OK\r\n\r\n", "Sends data after the end of its answer"),
        (CHUNKED + b"0\r\n\r\n\r\n", "Sends data after the end of its answer"),
    ],
)  # fmt: skip
def test_what_breaks_the_rules_is_named(answer: bytes, sentence: str) -> None:
    """Each way to break HTTP is class protocol with a sentence of its own."""
    assert verdict([answer]) == (ErrorClass.PROTOCOL, sentence)


@pytest.mark.parametrize(
    ("answer", "status", "body"),
    [
        (OK + b"\r\nto the end", 200, b"to the end"),
        (b"HTTP/1.0 200\r\n\r\n", 200, b""),
        (b"HTTP/1.1 999 \xfc\tb\r\nContent-Length: 000\r\n\r\n", 999, b""),
        (OK + b"content-LENGTH:5\r\n\r\nhello", 200, b"hello"),
        (OK + b"Content-Length: \t5 \r\nX-Empty:\r\n\r\nhello", 200, b"hello"),
        (OK + b'Transfer-Encoding: Chunked\r\n\r\n5;a="b"\r\nhello\r\n00\r\nA: b\r\n\r\n', 200, b"hello"),
        (CHUNKED + b"A;x\r\n0123456789\r\n0\r\n\r\n", 200, b"0123456789"),
        (b"HTTP/1.1 204 No\r\nContent-Length: 0\r\n\r\n", 204, b""),
        (b"HTTP/1.1 304 No\r\nContent-Length: 900\r\nContent-Encoding: gzip\r\n\r\n", 304, b""),
        (b"HTTP/1.1 100 Go\r\n\r\nHTTP/1.1 103 Hints\r\nA: b\r\n\r\n" + OK + b"\r\n", 200, b""),
    ],
)
def test_what_keeps_to_the_rules_is_read(answer: bytes, status: int, body: bytes) -> None:
    """Odd answers that keep to the rules are answers."""
    parser = parsed(answer)
    assert (parser.status, parser.content()) == (status, body)


@pytest.mark.parametrize(
    ("begin", "stays"),
    [
        (OK + b"Content-Length: 0\r\n\r\n", True),
        (CHUNKED + b"0\r\n\r\n", True),
        (b"HTTP/1.1 204 No\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\nConnection: Keep-Alive\r\n\r\n", True),
        (b"HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n", False),
        (OK + b"Content-Length: 0\r\nConnection: x, Close\r\n\r\n", False),
        (OK + b"\r\n", False),
    ],
)
def test_only_a_connection_that_stays_is_used_again(begin: bytes, stays: bool) -> None:
    """Whoever wishes to close, or ends its answer by closing, is not asked again on this connection."""
    assert parsed(begin).reusable is stays


def test_a_head_answer_has_no_body() -> None:
    """What is said of the body of a HEAD answer is not waited for, and a body is refused."""
    head = OK + b"Content-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n"
    parser = parsed(head, method="HEAD")
    assert parser.complete
    assert parser.content() == b""
    assert verdict([head + b"x"], "HEAD") == (ErrorClass.PROTOCOL, "Sends data after the end of its answer")


_HEAD_LIMIT = "The answer's head is larger than 65.5 kB"


@pytest.mark.parametrize(
    ("answer", "limit"),
    [
        (OK + b"X: " + b"x" * 70_000 + b"\r\n\r\n", _HEAD_LIMIT),
        (OK + b"X: x\r\n" * 12_000 + b"\r\n", _HEAD_LIMIT),
        ((b"HTTP/1.1 103 Hi\r\nX: " + b"x" * 20_000 + b"\r\n\r\n") * 4, _HEAD_LIMIT),
        (OK + b"Content-Length: 1001\r\n\r\n", "The body is larger than 1 kB"),
        (OK + b"\r\n" + b"x" * 1001, "The body is larger than 1 kB"),
        (CHUNKED + b"3e9\r\n" + b"x" * 1001, "The body is larger than 1 kB"),
        (CHUNKED + (b"1;" + b"a" * 4000 + b"\r\nx\r\n") * 20, "The body is larger than 1 kB"),
    ],
)  # fmt: skip
def test_everything_has_a_limit(answer: bytes, limit: str) -> None:
    """Heads, bodies and what stands between chunks are class too-large beyond their limit, however cut."""
    assert verdict([answer]) == (ErrorClass.TOO_LARGE, limit)
    assert verdict(cut(answer, [10, 500, 64_000])) == (ErrorClass.TOO_LARGE, limit)


def test_a_smaller_limit_of_the_head_is_kept() -> None:
    """Who sets a smaller limit gets it."""
    parser = AnswerParser("GET", LIMIT, max_head=100)
    with pytest.raises(ProbeFailed, match="larger than 100 B"):
        parser.feed(OK + b"X: " + b"x" * 100)


def test_interim_answers_have_an_end() -> None:
    """One interim answer after another is refused at the ninth."""
    with pytest.raises(ProbeFailed, match="interim"):
        parsed(b"HTTP/1.1 100 Continue\r\n\r\n" * (MAX_INTERIM + 1))


def test_a_bomb_is_unpacked_in_slices() -> None:
    """While something is left to unpack the parser is busy; what stands behind it is told in its turn."""
    bomb = gzip.compress(bytes(4_000_000))
    parser = AnswerParser("GET", 5_000_000)
    parser.feed(OK + b"Content-Encoding: gzip\r\nContent-Length: %d\r\n\r\n" % len(bomb) + bomb)
    steps = 0
    while parser.busy:
        parser.unpack()
        steps += 1
    assert steps > 10
    assert len(parser.content()) == 4_000_000


@pytest.mark.parametrize(
    "answer",
    [
        b"Content-Length: 3\r\n\r\nabc",
        b"Content-Length: 3\r\n\r\nabcd",
        b"Content-Encoding: gzip\r\n\r\n" + gzip.compress(b"x" * 9999, mtime=0),
        b"Content-Encoding: gzip\r\nContent-Length: 30\r\n\r\n" + gzip.compress(b"x", mtime=0) + bytes(99),
        b"Transfer-Encoding: chunked\r\n\r\nzz\r\n",
        None,
    ],
)
def test_a_parser_is_gone_with_its_run(answer: bytes | None) -> None:
    """Neither success nor failure leaves a parser, with all that it unpacked, to the garbage collector."""
    gc.disable()
    try:
        parser = AnswerParser("GET", 100)
        with contextlib.suppress(ProbeFailed):
            parser.feed(b"noise" if answer is None else OK + answer)
            parser.end()
        alive = weakref.ref(parser)
        del parser
        assert alive() is None
    finally:
        gc.enable()
