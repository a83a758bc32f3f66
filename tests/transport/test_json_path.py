from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.transport.answer_text import number, shown
from app.transport.json_path import EACH, MISSING, TooMany, all_at, at_steps, leads_to_many, steps

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)
PATHS = st.text(max_size=20) | st.text(alphabet="a.[]*0$\"'", max_size=12)


@given(JSON, PATHS)
def test_any_path_leads_to_values_or_nowhere(value: Any, path: str) -> None:
    """Whatever is found at a path can be shown as one short line and asked for its number."""
    try:
        way = steps(path)
    except ValueError:
        return
    found = [each for _, each in all_at(value, way)] if leads_to_many(way) else [at_steps(value, way)]
    for each in found:
        if each is not MISSING:
            assert len(shown(each)) <= 80
            assert shown(each).isprintable()
            number(each)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b.0.c", 5),
        ("a.b[0].c", 5),
        ("$.a.b[0].c", 5),
        ("$", ...),
        ("a.length", 1),
        ("a.b.length", 2),
        ("length", "own"),
        ('["x.y"].z', 7),
        ("a['b'][1]", 6),
        ("two words", 8),
        ("a.b.2", MISSING),
        ("a.b[99999999]", MISSING),
        ("a.b.-1", MISSING),
        ("a.x", MISSING),
        ("text.length", MISSING),
        ("text[0]", MISSING),
        ("none", None),
    ],
)
def test_paths_lead_through_mappings_and_lists(path: str, found: Any) -> None:
    """Steps are keys and indexes; length counts where there is no such key."""
    answer = {
        "a": {"b": [{"c": 5}, 6]},
        "length": "own",
        "text": "abc",
        "none": None,
        "x.y": {"z": 7},
        "two words": 8,
    }
    assert at_steps(answer, steps(path)) == (answer if found is ... else found)


@pytest.mark.parametrize("path", ["a..b", "a.", "a[", "a[]", "a[-1]", "a[b]", "a]b", "[0", "a[*", "$x["])
def test_what_is_no_path_is_refused(path: str) -> None:
    """A path that nobody can follow is an error, not a value that is missing."""
    with pytest.raises(ValueError, match="no path"):
        steps(path)


def test_each_entry_is_named_by_its_place() -> None:
    """A path with [*] gives every value with its place; an entry without one is missing, not passed over."""
    answer = {"games": [{"id": 1, "tags": ["x", "y"]}, {"tags": 5}, 7]}
    assert all_at(answer, steps("games[*].id")) == [
        ("games[0].id", 1),
        ("games[1].id", MISSING),
        ("games[2].id", MISSING),
    ]
    assert all_at(answer, steps("games[*].tags[*]"))[:3] == [
        ("games[0].tags[0]", "x"),
        ("games[0].tags[1]", "y"),
        ("games[1].tags[*]", MISSING),
    ]
    assert all_at([[1], []], steps("[*][*]")) == [("[0][0]", 1)]
    assert steps("[*].a") == (EACH, "a")


def test_a_path_to_too_many_values_says_so() -> None:
    """Lists within lists are not multiplied out."""
    with pytest.raises(TooMany):
        all_at([[0] * 5000] * 5000, steps("[*][*]"))
