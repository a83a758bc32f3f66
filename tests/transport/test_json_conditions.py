import re
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.transport.json_conditions import Condition, Extract, demand, extracted
from tests.transport.test_json_path import JSON

ANSWER = {
    "ok": True,
    "code": 0,
    "text": "0",
    "word": "running",
    "balance": 12.5,
    "list": [1, 2],
    "empty": [],
    "none": None,
    "games": [{"id": 1, "state": "on"}, {"id": 2, "state": "off"}, {"id": 3}],
}


async def found(pattern: str, text: str) -> bool:
    """Search as the matcher does."""
    return re.search(pattern, text) is not None


async def broken(**settings: Any) -> str:
    """Return the sentence of a condition on the answer, empty where it holds."""
    try:
        await demand(ANSWER, (msgspec.convert(settings, Condition),), 200, found)
    except ProbeFailed as failed:
        return failed.sentence.plain()
    return ""


@pytest.mark.parametrize(
    "settings",
    [
        {"path": "ok", "equals": True},
        {"path": "code", "equals": 0},
        {"path": "code", "one_of": [7, 0]},
        {"path": "none", "equals": None},
        {"path": "balance", "min": 12, "max": 13},
        {"path": "list.length", "min": 2},
        {"path": "ok", "exists": True},
        {"path": "error", "exists": False},
        {"path": "text", "not": "1"},
        {"path": "balance", "above": 12, "below": 13, "type": "number"},
        {"path": "word", "matches": "^run", "not_matches": "off", "type": "string", "length": 7},
        {"path": "code", "matches": "^0$", "type": "integer"},
        {"path": "list", "type": "array", "length": 2},
        {"path": "games[0]", "type": "object", "length": 2},
        {"path": "$.games[*].id", "min": 1, "max": 3},
        {"path": "games[*].state", "each": "any", "equals": "off"},
        {"path": "games[*].error", "exists": False},
        {"path": "empty[*]", "exists": False},
        {"path": "list[*]", "type": "number"},
    ],
)
async def test_conditions_hold(settings: dict[str, Any]) -> None:
    """Conditions that hold raise nothing."""
    assert await broken(**settings) == ""


@pytest.mark.parametrize(
    ("settings", "sentence"),
    [
        ({"path": "ok", "equals": 1}, "ok is true instead of 1"),
        ({"path": "code", "equals": False}, "code is 0 instead of false"),
        ({"path": "text", "equals": 0}, 'text is "0" instead of 0'),
        ({"path": "text", "min": 0}, 'text is "0", not a number'),
        ({"path": "balance", "min": 13}, "balance is 12.5, below 13"),
        ({"path": "balance", "max": 12}, "balance is 12.5, above 12"),
        ({"path": "code", "one_of": [1, "x"]}, 'code is 0, none of 1, "x"'),
        ({"path": "text", "not": "0"}, 'text is "0"'),
        ({"path": "gone", "equals": 1}, "gone is missing from the answer"),
        ({"path": "ok", "exists": False}, "ok is in the answer, though it should not be"),
        ({"path": "balance", "above": 12.5}, "balance is 12.5, not above 12.5"),
        ({"path": "balance", "below": 12.5}, "balance is 12.5, not below 12.5"),
        ({"path": "word", "matches": "^on"}, 'word is "running", which does not match ^on'),
        ({"path": "word", "not_matches": "n+"}, 'word is "running", which matches n+'),
        ({"path": "ok", "type": "integer"}, "ok is true, no integer"),
        ({"path": "balance", "type": "integer"}, "balance is 12.5, no integer"),
        ({"path": "list", "length": 3}, "list has the length 2 instead of 3"),
        ({"path": "code", "length": 1}, "code is 0, which has no length"),
        ({"path": "games[*].state", "equals": "on"}, 'games[1].state is "off" instead of "on"'),
        ({"path": "games[*].state", "matches": "o"}, "games[2].state is missing from the answer"),
        (
            {"path": "games[*].state", "each": "any", "equals": "x"},
            'None of 3 values fits; games[0].state is "on"',
        ),
        ({"path": "empty[*]", "min": 1}, "empty[*] is missing from the answer"),
        ({"path": "gone[*].id", "each": "any", "min": 1}, "gone[*].id is missing from the answer"),
        ({"path": "word[*]", "min": 1}, "word[*] is missing from the answer"),
    ],
)
async def test_broken_conditions_say_how(settings: dict[str, Any], sentence: str) -> None:
    """The sentence names the path, what is there and what was expected; kinds are told apart."""
    assert await broken(**settings) == sentence


def test_nothing_is_extracted_from_nothing() -> None:
    """A series is absent where the answer has no number for it, never 0."""
    extracts = (
        Extract(name="a", path="none"),
        Extract(name="b", path="gone"),
        Extract(name="c", path="balance"),
    )
    assert extracted(ANSWER, extracts) == {"c": 12.5}


@pytest.mark.parametrize("path", ["ok", "text", "list"])
def test_what_is_no_number_is_no_series(path: str) -> None:
    """True, texts and lists are content failures."""
    with pytest.raises(ProbeFailed, match="not a number"):
        extracted(ANSWER, (Extract(name="a", path=path),))


def test_a_product_beyond_all_numbers_is_refused() -> None:
    """An overflow by the factor is no value either."""
    with pytest.raises(ProbeFailed, match="not a number"):
        extracted({"a": 1e308}, (Extract(name="a", path="a", factor=1e9),))


@pytest.mark.parametrize(
    ("kind", "settings"),
    [
        (Condition, {"path": "a[", "exists": True}),
        (Condition, {"path": "a", "matches": "("}),
        (Condition, {"path": "a", "code": "errors[*].code"}),
        (Condition, {"path": "a", "min": float("nan")}),
        (Condition, {"path": "a", "above": float("inf")}),
        (Condition, {"path": "a", "min": 2, "max": 1}),
        (Extract, {"name": "a", "path": "a", "factor": 0}),
        (Extract, {"name": "a", "path": "a", "factor": float("nan")}),
        (Extract, {"name": "a", "path": "a[*].b"}),
        (Extract, {"name": "a", "path": "a..b"}),
    ],
)
def test_what_cannot_be_asked_is_refused(kind: type[Any], settings: dict[str, Any]) -> None:
    """A path or a pattern that is none is an error of the file."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert(settings, kind)


CONDITIONS = st.fixed_dictionaries(
    {"path": st.sampled_from(["a", "a.b", "a[*]", "a[*].b", "[*]", "$", "a.length"])},
    optional={
        "equals": st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        "not": st.none() | st.booleans() | st.integers() | st.text(max_size=3),
        "one_of": st.lists(st.integers() | st.text(max_size=2), max_size=3),
        "min": st.integers(-5, 5),
        "above": st.floats(allow_nan=False, allow_infinity=False),
        "matches": st.sampled_from(["a", "^$", "[0-9]"]),
        "type": st.sampled_from(["string", "number", "integer", "boolean", "array", "object", "null"]),
        "length": st.integers(0, 3),
        "exists": st.booleans(),
        "each": st.sampled_from(["all", "any"]),
        "code": st.sampled_from(["", "a", "a.b"]),
    },
)
ANSWERS = st.recursive(
    JSON,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("ab"), inner, max_size=2),
)


@given(ANSWERS | st.fixed_dictionaries({"a": ANSWERS}), CONDITIONS)
async def test_any_answer_holds_or_is_content(answer: Any, settings: dict[str, Any]) -> None:
    """No answer and no condition lead to another exception; the sentence is one line."""
    try:
        await demand(answer, (msgspec.convert(settings, Condition),), 200, found)
    except ProbeFailed as failed:
        said = failed.sentence.plain()
    else:
        said = "good"
    assert said.isprintable()
    assert len(said) < 400


async def test_a_list_without_end_is_not_searched() -> None:
    """More values than a person could ever look at are a broken condition, also where lists hold lists."""
    nested = {"a": [[0] * 3000] * 3000}
    with pytest.raises(ProbeFailed, match="more than 10000 values"):
        await demand(nested, (Condition(path="a[*][*]", min=0),), 200, found)
