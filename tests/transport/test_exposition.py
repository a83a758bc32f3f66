import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.exposition import Exposed, exposed


def test_numbers_labels_and_escapes_are_read() -> None:
    """Names, labels with escapes, exponents and time stamps are understood; comments are not numbers."""
    text = (
        "# HELP node_load1 1m load average.\n"
        "node_load1 0.42\n"
        'disk{device="a\\"b\\\\c",mode="rw",} 1.5e+03 1700000000000\r\n'
        "\n"
    )
    assert list(exposed(text)) == [
        Exposed("node_load1", {}, 0.42),
        Exposed("disk", {"device": 'a"b\\c', "mode": "rw"}, 1500.0),
    ]


def test_what_is_not_a_number_has_no_value() -> None:
    """NaN and infinities are left out, for no value is not zero."""
    assert list(exposed("a NaN\nb +Inf\nc 1\n")) == [Exposed("c", {}, 1.0)]


def test_a_foreign_page_is_named_as_such() -> None:
    """A login page in place of the numbers is a failure of class content that names the line."""
    with pytest.raises(ProbeFailed) as failed:
        list(exposed("a 1\n<html><body>Sign in</body></html>\n"))
    assert failed.value.error is ErrorClass.CONTENT
    assert "2" in failed.value.sentence.plain()


@given(st.text(max_size=300))
def test_any_text_is_read_or_refused(text: str) -> None:
    """No text makes the reader fail in another way than by its own word."""
    try:
        list(exposed(text))
    except ProbeFailed as failed:
        assert failed.error is ErrorClass.CONTENT  # noqa: PT017 - either outcome is right, others are not
