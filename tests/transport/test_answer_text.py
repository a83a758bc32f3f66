import encodings
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.answer_text import number, parsed, text


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


def test_unknown_charsets_leave_nothing_behind() -> None:
    """Names that a target makes up, a new one each time, are not remembered."""
    before = len(encodings._cache)
    for each in range(100):
        with pytest.raises(ProbeFailed, match="unknown charset"):
            text(b"x", f"text/plain; charset=made-up-{each}")
    with pytest.raises(ProbeFailed, match="unknown charset"):
        text(b"x", "text/plain; charset=a\0b")
    assert len(encodings._cache) == before


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
        (json.dumps({"a": "é"}, ensure_ascii=False).encode("cp1252"), "x; charset=Windows-1252"),
        (b"\xef\xbb\xbf" + json.dumps({"a": "é"}, ensure_ascii=False).encode(), "application/json"),
    ],
)
def test_charsets_of_the_web_are_read(body: bytes, content_type: str) -> None:
    """JSON in Latin-1, UTF-16 and with a byte order mark is read."""
    assert parsed(body, content_type) == {"a": "é"}
