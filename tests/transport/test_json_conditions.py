from typing import Any

import msgspec
import pytest

from app.model.probe import ProbeFailed
from app.transport.json_conditions import Condition, Extract, demand, extracted

ANSWER = {"ok": True, "code": 0, "text": "0", "balance": 12.5, "list": [1, 2], "none": None}


def broken(**settings: Any) -> str:
    """Return the sentence of a condition on the answer, empty where it holds."""
    try:
        demand(ANSWER, (msgspec.convert(settings, Condition),), 200)
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
    ],
)
def test_conditions_hold(settings: dict[str, Any]) -> None:
    """Conditions that hold raise nothing."""
    assert broken(**settings) == ""


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
    ],
)
def test_broken_conditions_say_how(settings: dict[str, Any], sentence: str) -> None:
    """The sentence names the path, what is there and what was expected; kinds are told apart."""
    assert broken(**settings) == sentence


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
