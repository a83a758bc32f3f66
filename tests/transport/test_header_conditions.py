import re
from typing import Any

import msgspec
import pytest

from app.model.probe import ProbeFailed
from app.transport.header_conditions import HeaderCondition, demand_headers
from app.transport.http_values import Answer

HEADERS = [
    (b"content-type", b"text/html; charset=utf-8"),
    (b"x-cache", b" HIT "),
    (b"via", b"a"),
    (b"via", b"b"),
    (b"empty", b""),
]


async def broken(**settings: Any) -> str:
    """Return the sentence of a condition on the headers, empty where it holds."""

    async def found(pattern: str, text: str) -> bool:
        return re.search(pattern, text) is not None

    answer = Answer(status=200, headers=HEADERS, content=b"", extensions={})
    try:
        await demand_headers(answer, (msgspec.convert(settings, HeaderCondition),), found)
    except ProbeFailed as failed:
        return f"{failed.error}: {failed.sentence.plain()}"
    return ""


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "Content-Type"},
        {"name": "empty"},
        {"name": "Strict-Transport-Security", "exists": False},
        {"name": "X-Cache", "equals": "HIT"},
        {"name": "Via", "equals": "a, b"},
        {"name": "Content-Type", "matches": "^text/", "not_matches": "latin"},
    ],
)
async def test_conditions_hold(settings: dict[str, Any]) -> None:
    """Names are compared without case, values without the space around them."""
    assert await broken(**settings) == ""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"name": "Strict-Transport-Security"}, "The answer has no header Strict-Transport-Security"),
        ({"name": "Via", "exists": False}, "The answer has the header Via, though it should not"),
        ({"name": "X-Cache", "equals": "MISS"}, "The header X-Cache is HIT instead of MISS"),
        ({"name": "Via", "matches": "^b"}, "The header Via is a, b, which does not match ^b"),
        ({"name": "Via", "not_matches": "b$"}, "The header Via is a, b, which matches b$"),
    ],
)
async def test_broken_conditions_say_how(settings: dict[str, Any], sentence: str) -> None:
    """The sentence names the header, what is there and what was expected."""
    assert await broken(**settings) == f"content: {sentence}"


@pytest.mark.parametrize(
    "settings",
    [
        {"name": "a b"},
        {"name": ""},
        {"name": "a", "matches": "("},
        {"name": "a", "exists": False, "equals": "x"},
    ],
)
def test_what_cannot_be_asked_is_refused(settings: dict[str, Any]) -> None:
    """No name, no pattern, and a value of what must be absent are errors of the file."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(settings, HeaderCondition)
