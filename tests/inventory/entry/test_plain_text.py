from collections.abc import Callable

import pytest

from app.inventory.entry import plain_text
from app.inventory.text.tree import Document, Spot

Kinds = Callable[..., list[tuple[int, str]]]
HTTP = '{{kind: http, url: "http://127.0.0.1/", {0}}}'


def check(probe: str) -> str:
    return f"targets:\n- id: a\n  class: api\n  checks:\n  - probe: {probe}\n"


@pytest.mark.parametrize(
    ("settings", "kinds"),
    [
        ("headers: {X-Api-Key: {secret: key}}", []),
        ("headers: {Accept: text/plain, X-Request-Id: monitor}", []),
        ("headers: {Authorization: Basic eDp5}", ["secret-in-plain"]),
        ("headers: {x-auth-token: abc, Cookie: a=b}", ["secret-in-plain", "secret-in-plain"]),
        ("headers: {X-Api-Key: {secret: a/../b}}", ["bad-secret-name"]),
        ("bearer: abc", ["secret-in-plain"]),
        ("basic: {user: u, password: p}", ["secret-in-plain"]),
        ("json_body: {max_token: word}", []),
    ],
)
def test_secrets_in_plain(settings: str, kinds: list[str], kinds_of: Kinds) -> None:
    """A secret in the file is an error where a reference can stand in its place."""
    assert [kind for _, kind in kinds_of(check(HTTP.format(settings)))] == kinds


@pytest.mark.parametrize(
    ("text", "good"),
    [
        ("https://a.example/x", True),
        ("http://127.0.0.1:8080", True),
        ("http://[::1]:80/", True),
        ("a.example/x", False),
        ("http://", False),
        ("http://a:99999/", False),
        ("http://[::1/", False),
        ("ftp://a/", False),
        ("http://a b/", False),
    ],
)
def test_addresses(text: str, good: bool) -> None:
    """An address has a scheme, a host and a port that exists."""
    document = Document("f")
    assert plain_text.url(text, Spot(document), ("https", "http")) is good
    assert [error.kind for error in document.errors] == ([] if good else ["bad-url"])


def test_password_in_an_address() -> None:
    """A password in an address is refused and not repeated."""
    document = Document("f")
    assert not plain_text.url("https://user:hunter2@a.example/", Spot(document))
    assert [error.kind for error in document.errors] == ["password-in-url"]
    assert "hunter2" not in document.errors[0].plain()


@pytest.mark.parametrize("text", ["a\nb", " a", "a  b", "a\u202eb", "a\u200bb", ""])
def test_hidden_signs(text: str) -> None:
    """Names are one line of visible signs; the empty one is judged by its length elsewhere."""
    document = Document("f")
    plain_text.visible(text, Spot(document))
    assert [error.kind for error in document.errors] == (["hidden-signs"] if text else [])


def test_links() -> None:
    """A runbook opens in a browser, or there is none."""
    document = Document("f")
    assert plain_text.link("", Spot(document))
    assert plain_text.link("https://wiki.example/x", Spot(document))
    assert not plain_text.link("javascript:alert(1)", Spot(document))
    assert not plain_text.link("file:///etc/passwd", Spot(document))
