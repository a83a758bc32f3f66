import gzip

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_parser import MAX_INTERIM, AnswerParser

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
    b"\0",
    gzip.compress(b"hello"),
]


def parsed(*data: bytes, method: str = "GET") -> AnswerParser:
    """Feed pieces and the end to a parser with a cap of 1,000 bytes."""
    parser = AnswerParser(method, 1000)
    for piece in data:
        parser.feed(piece)
    parser.end()
    return parser


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=30), max_size=12))
def test_any_bytes_are_an_answer_or_a_failure(pieces: list[bytes]) -> None:
    """No bytes lead to another exception than a failure with class protocol or too-large."""
    error = ErrorClass.PROTOCOL
    try:
        parsed(*pieces).content()
    except ProbeFailed as failed:
        error = failed.error
    assert error in (ErrorClass.PROTOCOL, ErrorClass.TOO_LARGE)


@given(st.lists(st.integers(1, 40), min_size=1, max_size=9))
def test_where_the_bytes_are_cut_does_not_matter(sizes: list[int]) -> None:
    """An answer is the same in one piece and in any number of pieces."""
    whole = (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nX-A: b\r\n\r\n5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n"
    )
    pieces, at = [], 0
    for size in sizes:
        pieces.append(whole[at : at + size])
        at += size
    parser = parsed(*(piece for piece in (*pieces, whole[at:]) if piece))
    assert (parser.status, parser.content(), parser.header(b"x-a")) == (200, b"hello!", "b")


def test_interim_answers_have_an_end() -> None:
    """One interim answer after another is refused at the ninth."""
    with pytest.raises(ProbeFailed, match="interim"):
        parsed(b"HTTP/1.1 100 Continue\r\n\r\n" * (MAX_INTERIM + 1))


def test_a_head_answer_has_no_body() -> None:
    """What is said of the body of a HEAD answer is not waited for."""
    parser = parsed(
        b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\nContent-Encoding: gzip\r\n\r\n", method="HEAD"
    )
    assert parser.complete
    assert parser.content() == b""


def test_trailers_have_a_limit() -> None:
    """Headers after the body count as head."""
    begin = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n"
    with pytest.raises(ProbeFailed) as failed:
        parsed(begin, *[b"X-Trailer: " + b"y" * 1000 + b"\r\n"] * 100)
    assert failed.value.error is ErrorClass.TOO_LARGE
