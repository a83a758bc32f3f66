import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.answer_text import MISSING, at_path, number, parsed, shown, text

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
)


@given(st.binary(max_size=200), st.text(max_size=60))
def test_any_bytes_are_json_or_content(body: bytes, content_type: str) -> None:
    """No bytes and no charset lead to another exception than the failure with class content."""
    error = ErrorClass.CONTENT
    for read in (parsed, text):
        try:
            read(body, content_type)
        except ProbeFailed as failed:
            error = failed.error
    assert error is ErrorClass.CONTENT


@given(JSON, st.text(max_size=20))
def test_any_path_leads_to_a_value_or_nowhere(value: Any, path: str) -> None:
    """Whatever is found at a path can be shown as one short line and asked for its number."""
    found = at_path(value, path)
    if found is not MISSING:
        assert len(shown(found)) <= 80
        assert shown(found).isprintable()
        number(found)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("a.b.0.c", 5),
        ("a.length", 1),
        ("a.b.length", 2),
        ("length", "own"),
        ("a.b.2", MISSING),
        ("a.b.-1", MISSING),
        ("a.x", MISSING),
        ("text.length", MISSING),
        ("none", None),
    ],
)
def test_paths_lead_through_mappings_and_lists(path: str, found: Any) -> None:
    """Steps are keys and indexes; length counts where there is no such key."""
    answer = {"a": {"b": [{"c": 5}, 6]}, "length": "own", "text": "abc", "none": None}
    assert at_path(answer, path) == found


@pytest.mark.parametrize(
    ("value", "as_number"), [(True, None), ("5", None), (10**400, None), (5, 5.0), ([], None)]
)
def test_only_numbers_are_numbers(value: Any, as_number: float | None) -> None:
    """True, texts and what no float holds are no numbers."""
    assert number(value) == as_number


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        (
            json.dumps({"a": "é"}, ensure_ascii=False).encode("latin-1"),
            "application/json; charset=ISO-8859-1",
        ),
        (json.dumps({"a": "é"}, ensure_ascii=False).encode("utf-16"), 'application/json; charset="utf-16"'),
        (b"\xef\xbb\xbf" + json.dumps({"a": "é"}, ensure_ascii=False).encode(), "application/json"),
    ],
)
def test_charsets_of_the_web_are_read(body: bytes, content_type: str) -> None:
    """JSON in Latin-1, UTF-16 and with a byte order mark is read."""
    assert parsed(body, content_type) == {"a": "é"}
