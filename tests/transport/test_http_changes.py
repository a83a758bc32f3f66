import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http_changes import target, with_body, with_field, with_headers, with_query
from app.transport.http_values import prebuilt


def test_a_header_takes_the_place_of_its_namesake() -> None:
    """Names are compared without case; everything else stays as it was."""
    old = prebuilt("GET", "http://x/", [(b"A", b"1"), (b"b", b"2")])
    new = with_headers(old, [("B", "3"), ("C", "4")])
    assert new.fields == ((b"Host", b"x"), (b"A", b"1"), (b"B", b"3"), (b"C", b"4"))
    assert (new.url, new.content) == (old.url, old.content)


@pytest.mark.parametrize(
    ("url", "path"),
    [("http://x/a", b"/a?k=v%20%26"), ("http://x/a?b=1", b"/a?b=1&k=v%20%26"), ("http://x", b"/?k=v%20%26")],
)
def test_a_field_is_added_to_the_query(url: str, path: bytes) -> None:
    """The address says the same as the first line."""
    new = with_query(prebuilt("GET", url), [("k", "v &")])
    assert target(new) == path
    assert new.url.endswith(path.decode())


def test_a_body_has_its_length() -> None:
    """Another body comes with its own length, once."""
    new = with_body(prebuilt("POST", "http://x/", content=b"abc"), b"longer")
    assert [value for name, value in new.fields if name == b"Content-Length"] == [b"6"]
    assert new.content == b"longer"


@pytest.mark.parametrize(
    ("body", "with_one"),
    [(b"{}", b'{"n":"v"}'), (b'{"a":1}', b'{"a":1,"n":"v"}'), (b"a=1", b"a=1&n=v"), (b"", b"")],
)
def test_a_field_is_added_to_a_body(body: bytes, with_one: bytes) -> None:
    """JSON objects and forms take a field; a body that is not there stays away."""
    assert with_field(prebuilt("POST", "http://x/", content=body), "n", "v").content == with_one


@given(st.text(), st.text())
def test_no_value_breaks_out_of_its_line(name: str, value: str) -> None:
    """Whatever a header is given, the head has one line more, or the change is refused."""
    old = prebuilt("GET", "http://x/")
    if {"\r", "\n", "\0"} & set(name + value):
        with pytest.raises(ProbeFailed) as failed:
            with_headers(old, [("X" + name, value)])
        assert failed.value.error is ErrorClass.CREDENTIAL
    else:
        new = with_headers(old, [("X" + name, value)])
        assert new.head.count(b"\r\n") == old.head.count(b"\r\n") + 1
