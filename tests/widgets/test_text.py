"""Fitting texts into their rooms."""

from hypothesis import given
from hypothesis import strategies as st

from widgets.text import ELLIPSIS, fit


def measure(text: str, size: float) -> float:
    return len(text) * size * 0.5


def test_what_fits_stays_as_it_is() -> None:
    """A text that fits keeps its wording and size."""
    done = fit(("Databases",), measure, width=40, size=4, least=3)
    assert (done.lines, done.size, done.cut) == (("Databases",), 4, False)


def test_a_shorter_wording_comes_before_a_smaller_size() -> None:
    """The size of a heading stays while a shorter wording helps."""
    done = fit(("Application servers", "App servers"), measure, width=24, size=4, least=3)
    assert (done.lines, done.size) == (("App servers",), 4)


def test_a_whole_wording_may_come_first() -> None:
    """Where every word counts the size gives way first."""
    done = fit(
        ("Replica behind, Tomas has it", "Replica behind"),
        measure,
        width=36,
        size=3,
        least=2.25,
        order="whole",
    )
    assert done.lines == ("Replica behind, Tomas has it",)
    assert done.size < 3


def test_a_second_line_is_the_last_measure_that_keeps_all() -> None:
    """A text takes a second line rather than lose signs."""
    done = fit(("one two three four",), measure, width=12, size=3, least=2.25, lines=2)
    assert " ".join(done.lines) == "one two three four"
    assert not done.cut


def test_paragraphs_wrap_before_they_shrink() -> None:
    """With order lines the size stays and the text wraps."""
    done = fit(("one two three four",), measure, width=15, size=3, least=2.25, lines=2, order="lines")
    assert (len(done.lines), done.size) == (2, 3)


def test_what_cannot_fit_ends_in_an_ellipsis_and_says_so() -> None:
    """A cut text is marked as cut."""
    done = fit(("x" * 80,), measure, width=20, size=4, least=4)
    assert done.cut
    assert done.lines[0].endswith(ELLIPSIS)
    assert measure(done.lines[0], done.size) <= 20


@given(st.text(min_size=1, max_size=60), st.floats(8, 80), st.integers(1, 3))
def test_no_line_is_ever_wider_than_its_room(text: str, width: float, lines: int) -> None:
    """Whatever the text, each line fits."""
    done = fit((text,), measure, width=width, size=4, least=2.25, lines=lines)
    assert len(done.lines) <= lines
    assert all(measure(line, done.size) <= width for line in done.lines)
