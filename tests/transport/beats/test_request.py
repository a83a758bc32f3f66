import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.beats.request import BODY, HEAD, Answer, Refused, Request, RequestReader


def fed(data: bytes, step: int = 1 << 20) -> Request | None:
    """Feed a reader in pieces of ``step`` bytes."""
    reader = RequestReader()
    for at in range(0, len(data), step):
        found = reader.feed(data[at : at + step])
        if found is not None:
            return found
    return None


def whole(data: bytes) -> Request:
    found = fed(data)
    assert found is not None
    return found


def refused(data: bytes, step: int = 1 << 20) -> int:
    """Return the status with which this is refused."""
    with pytest.raises(Refused) as caught:
        fed(data, step)
    return caught.value.answer.status


CHUNKED = b"POST /beat/a HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n"
KILO = b"400\r\n" + b"x" * 1024 + b"\r\n"
POST = (
    b"POST /beat/a?x=1 HTTP/1.1\r\nHost: h\r\nContent-Length: 9\r\nAuthorization: Bearer t\r\n\r\nstatus=ok"
)


@pytest.mark.parametrize("step", [1, 2, 7, 1000])
def test_a_request_is_read_however_it_is_cut(step: int) -> None:
    """Byte by byte or at once, the same request comes out."""
    found = fed(POST, step)
    assert found is not None
    assert (found.method, found.path, found.query, found.body) == ("POST", "/beat/a", "x=1", b"status=ok")
    assert found.headers["authorization"] == "Bearer t"


def test_chunks_and_what_follows() -> None:
    """A chunked body is joined, and a second request behind the first is not looked at."""
    assert whole(CHUNKED + b"3\r\nabc\r\n2;x=y\r\nde\r\n0\r\n\r\n").body == b"abcde"
    assert whole(b"GET /beat/a HTTP/1.1\r\nHost: h\r\n\r\nGARBAGE\x00\r\n").path == "/beat/a"
    assert whole(b"GET /beat/a%2Eb HTTP/1.0\r\n\r\n").path == "/beat/a.b"
    assert whole(b"GET http://h/beat/a HTTP/1.1\r\nHost: h\r\n\r\n").path == "/beat/a"


@pytest.mark.parametrize(
    ("data", "status"),
    [
        (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\r\n\r\n", 400),
        (b"GET /beat/a HTTP/1.1\r\n\r\n", 400),
        (b"GET /beat/a HTTP/3.0\r\nHost: h\r\n\r\n", 400),
        (b"GET /beat/a HTTP/1.1\n\n", 400),
        (b"\r\n\r\nGET /beat/a HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        (b"GET /beat/a HTTP/1.1\r\nHost: h\r\nHost: i\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: -1\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n", 400),
        (b"POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n", 400),
        (b"CONNECT h:1 HTTP/1.1\r\nHost: h\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX y: z\r\n\r\n", 400),
        (b"GET / HTTP/1.1\r\nHost: h\r\nX: " + b"y" * HEAD, 431),
        (b"GET /" + b"y" * HEAD + b" HTTP/1.1\r\nHost: h\r\n\r\n", 431),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 4097\r\n\r\n", 413),
        (b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999999999999999999999\r\n\r\n", 400),
        (CHUNKED + KILO * 4 + b"1\r\nx", 413),
        (CHUNKED + b"1;" + b"e" * 5 * BODY, 413),
        (CHUNKED + b"1;e=fffff\r\nx\r\n" * 2000, 413),
    ],
)  # fmt: skip
@pytest.mark.parametrize("step", [1, 1 << 20])
def test_what_can_be_misunderstood_or_is_too_long_is_refused(data: bytes, status: int, step: int) -> None:
    """Smuggled lengths, missing hosts, other protocols and endless heads have their status, however cut."""
    assert refused(data, step) in ({status, 413} if b"99999" in data else {status})


def test_leave_to_send_is_asked_for_once() -> None:
    """A client that waits for 100 is told to go on while its body has not begun."""
    reader = RequestReader()
    head = b"POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n"
    assert reader.feed(head) is None
    waits = [reader.wants_continue]
    assert reader.feed(b"a") is None
    waits.append(reader.wants_continue)
    assert waits == [True, False]
    assert reader.feed(b"b") is not None


def test_answers_are_whole() -> None:
    """An answer has its length, and none where there can be no body."""
    assert Answer(204).encoded() == b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    assert Answer(404, "no").encoded().endswith(b"Content-Length: 3\r\n\r\nno\n")


TOKEN = st.sampled_from(
    [b"GET ", b"POST ", b"/beat/a", b" HTTP/1.1", b"\r\n", b"\n", b"Host: h", b"Content-Length: ", b"5",
     b"Transfer-Encoding: chunked", b"Expect: 100-continue", b"0\r\n\r\n", b"\x00", b":", b" ", b"\xff"]
)  # fmt: skip


@given(st.lists(TOKEN | st.binary(max_size=20), max_size=30), st.integers(1, 40))
def test_no_bytes_are_too_odd(parts: list[bytes], step: int) -> None:
    """Whatever comes is a request, not yet one, or refused; nothing else is raised and no more is kept."""
    try:
        found = fed(b"".join(parts), step)
    except Refused:
        return
    assert found is None or len(found.body) <= BODY
