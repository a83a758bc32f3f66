import pytest

from app.model.probe import ProbeFailed
from app.transport.http_values import Answer, Prebuilt, prebuilt
from app.transport.redirects import MAX_REDIRECTS, Trail


def request(method: str = "GET", url: str = "http://a.example/", body: bytes = b"") -> Prebuilt:
    """Return a request with a header of our own."""
    return prebuilt(method, url, [(b"X-Key", b"1"), (b"Accept", b"*/*")], body)


def moved(status: int, location: str) -> Answer:
    """Return a redirect."""
    return Answer(status=status, headers=[(b"location", location.encode())], content=b"", extensions={})


def names(request: Prebuilt) -> dict[bytes, bytes]:
    """Return the headers of a request."""
    return {name.lower(): value for name, value in request.fields}


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
    assert onward.url == "http://a.example/next"
    assert names(onward)[b"x-key"] == b"1"
    assert onward.content == (b"x" if then in ("POST", "PUT") else b"")
    assert (b"content-length" in names(onward)) is (then in ("POST", "PUT"))


@pytest.mark.parametrize(
    "place", ["http://b.example/", "https://a.example/", "http://a.example:81/", "//b.example/x"]
)
def test_only_what_is_harmless_leaves_the_origin(place: str) -> None:
    """Another host, scheme or port is a stranger."""
    first = request()
    onward = Trail(first).next(first, moved(302, place))
    assert onward is not None
    assert b"x-key" not in names(onward)
    assert names(onward)[b"accept"] == b"*/*"


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
    assert onward.url == "http://b.example/"


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
    assert Trail(first).next(first, moved(302, "")) is None
    assert Trail(first).next(first, moved(300, "/x")) is None


def test_a_host_of_ones_own_is_kept_at_home() -> None:
    """A Host header that differs from the address goes on within the origin, and never to a stranger."""
    first = prebuilt("GET", "http://192.0.2.1/", [(b"Host", b"casino.example")])
    at_home = Trail(first).next(first, moved(302, "/next"))
    away = Trail(first).next(first, moved(302, "http://b.example/"))
    assert at_home is not None
    assert away is not None
    assert (names(at_home)[b"host"], names(away)[b"host"]) == (b"casino.example", b"b.example")


def test_fewer_redirects_can_be_allowed() -> None:
    """The limit is the trail's own."""
    trail, hop = Trail(request(), 2), request()
    for number in range(2):
        onward = trail.next(hop, moved(302, f"/{number}"))
        assert onward is not None
        hop = onward
    with pytest.raises(ProbeFailed, match="More than 2 redirects"):
        trail.next(hop, moved(302, "/again"))
