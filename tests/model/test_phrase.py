from hypothesis import given
from hypothesis import strategies as st

from app.model.phrase import foreign, phrase


def test_a_value_with_braces_stays_as_it_is() -> None:
    """Foreign text in a value is data, never a template."""
    assert phrase("{name} is slow", name="{x.__class__}").plain() == "{x.__class__} is slow"


@given(st.text(max_size=500))
def test_foreign_text_becomes_one_printable_line(text: str) -> None:
    """Line breaks, escape sequences and marks of direction do not pass."""
    line = foreign(text)
    assert len(line) <= 200
    assert line.isprintable()


def test_what_is_cut_says_so() -> None:
    """A text beyond the limit ends in an ellipsis."""
    assert foreign("x" * 300, 10) == "xxxxxxxxx…"
