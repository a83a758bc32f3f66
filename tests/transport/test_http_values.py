import httpx
import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_values import STANDARD_HEADERS, Answer, Proxy, of_httpx, prebuilt


def test_a_request_is_built_to_the_byte() -> None:
    """Host and length are added, fragment and user are not sent, an IPv6 host loses its brackets."""
    request = prebuilt("POST", "https://ann:secret@[::1]:8443/a?b=c#d", [(b"X-A", b"1")], b"body")
    assert request.head == b"POST /a?b=c HTTP/1.1\r\nHost: [::1]:8443\r\nX-A: 1\r\nContent-Length: 4\r\n\r\n"
    assert (request.host, request.port, request.tls, request.content) == ("::1", 8443, True, b"body")
    assert request.url == "https://[::1]:8443/a?b=c"


def test_the_headers_are_read_back() -> None:
    """Whoever builds on a request gets the headers as they were given."""
    request = prebuilt("GET", "http://a.example/")
    assert request.fields == ((b"Host", b"a.example"), *STANDARD_HEADERS)
    assert prebuilt("GET", request.url, request.fields) == request


@pytest.mark.parametrize("value", [b"a\r\nX-Evil: 1", b"a\nb", b"a\0b"])
def test_no_header_breaks_out_of_its_line(value: bytes) -> None:
    """A line break or a NUL in a header, as a secret may hold, is ours: class credential."""
    with pytest.raises(ProbeFailed) as failed:
        of_httpx(httpx.Request("GET", "http://a.example/", headers=[(b"X-A", value)]))
    assert failed.value.error is ErrorClass.CREDENTIAL


def test_an_answers_header_is_joined() -> None:
    """A header that comes twice is read as one, a missing one as empty."""
    answer = Answer(status=200, headers=[(b"via", b"a"), (b"via", b"b")], content=b"", extensions={})
    assert (answer.header(b"via"), answer.header(b"age")) == ("a, b", "")


def test_a_proxys_password_is_not_shown() -> None:
    """What prints the options prints no secret."""
    assert "word" not in repr(Proxy(url="http://proxy:8888", user="ann", password="word"))
