import httpx
import pytest

from app.model.probe import ProbeFailed
from app.transport.redirects import MAX_REDIRECTS, Trail


def request(method: str = "GET", url: str = "http://a.example/", body: bytes = b"") -> httpx.Request:
    """Return a request with a header of our own."""
    return httpx.Request(method, url, headers={"X-Key": "1", "Accept": "*/*"}, content=body or None)


def moved(status: int, location: str) -> httpx.Response:
    """Return a redirect."""
    return httpx.Response(status, headers={"Location": location})


@pytest.mark.parametrize(
    ("status", "method", "then"),
    [
        (302, "POST", "GET"),
        (303, "PUT", "GET"),
        (307, "POST", "POST"),
        (308, "PUT", "PUT"),
        (301, "HEAD", "HEAD"),
    ],
)
def test_the_method_follows_the_rules(status: int, method: str, then: str) -> None:
    """301 to 303 go on with GET and without the body, 307 and 308 as they were."""
    first = request(method, body=b"x" if method != "HEAD" else b"")
    onward = Trail(first).next(first, moved(status, "/next"))
    assert onward is not None
    assert onward.method == then
    assert str(onward.url) == "http://a.example/next"
    assert onward.headers["X-Key"] == "1"
    assert onward.content == (b"x" if then in ("POST", "PUT") else b"")
    assert ("content-length" in onward.headers) is (then in ("POST", "PUT"))


@pytest.mark.parametrize(
    "place", ["http://b.example/", "https://a.example/", "http://a.example:81/", "//b.example/x"]
)
def test_only_what_is_harmless_leaves_the_origin(place: str) -> None:
    """Another host, scheme or port is a stranger."""
    first = request()
    onward = Trail(first).next(first, moved(302, place))
    assert onward is not None
    assert "X-Key" not in onward.headers
    assert onward.headers["Accept"] == "*/*"


def test_a_body_is_not_carried_to_a_stranger() -> None:
    """A signed call that is sent on to somebody else ends here."""
    first = request("POST", body=b"debit")
    with pytest.raises(ProbeFailed, match="stranger"):
        Trail(first).next(first, moved(307, "http://b.example/"))


def test_a_user_in_the_address_is_dropped() -> None:
    """Credentials that a server puts into the address are not used."""
    first = request()
    onward = Trail(first).next(first, moved(302, "http://ann:pass@b.example/#part"))
    assert onward is not None
    assert str(onward.url) == "http://b.example/"


def test_the_way_has_an_end() -> None:
    """The sixth redirect is one too many."""
    current = request()
    trail = Trail(current)
    for number in range(MAX_REDIRECTS):
        onward = trail.next(current, moved(302, f"/{number}"))
        assert onward is not None
        current = onward
    with pytest.raises(ProbeFailed, match="More than 5"):
        trail.next(current, moved(302, "/end"))


def test_an_answer_without_place_is_an_answer() -> None:
    """A redirect that names no place, and a 300, are judged as they are."""
    first = request()
    assert Trail(first).next(first, httpx.Response(302)) is None
    assert Trail(first).next(first, moved(300, "/x")) is None
