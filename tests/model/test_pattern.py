"""Patterns match as Python's do, and always end."""

import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.pattern import BadPattern, Pattern, compiled

REMEDY = re.compile(": (?:write|put|take|make) .")
_SIGNS = st.sampled_from(["a", "b", "c", ".", r"\d", "[ab]", "[^a]", r"\.", "[a-c1]", r"\w", "-"])


def _grown(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.one_of(
        st.tuples(inner, inner).map("".join),
        st.tuples(inner, inner).map(lambda two: f"(?:{two[0]}|{two[1]})"),
        st.tuples(inner, st.sampled_from(["*", "+", "?", "{2}", "{1,3}", "{0,2}", "*?", "{2,}"])).map(
            lambda two: f"({two[0]}){two[1]}"
        ),
        inner.map(lambda one: f"^{one}$"),
    )


PATTERNS = st.recursive(_SIGNS, _grown, max_leaves=6)
TEXTS = st.text(alphabet="abc1.-\n", max_size=8)


@given(pattern=PATTERNS, text=TEXTS)
def test_a_pattern_matches_what_pythons_own_matches(pattern: str, text: str) -> None:
    """Over the grammar that both know, the answers are the same."""
    ours = Pattern(pattern).matches(text)
    # "$" of Python also matches before a last line break, which Alertmanager's does not.
    theirs = re.fullmatch(pattern.replace("$", r"\Z"), text) is not None
    assert ours is theirs


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        ("(a+)+$", "a" * 490 + "b"),
        ("(a|a)*b", "a" * 500),
        ("a*a*a*a*a*a*a*a*b", "a" * 500),
        ("(.*)*(.*)*(.*)*x", "y" * 500),
        ("((a{0,30}){0,30})b", "a" * 500),
    ],
)
def test_a_pattern_that_would_explode_ends_soon(pattern: str, text: str) -> None:
    """What takes others for ever takes less than a second, as the longest text times the places allow."""
    began = time.perf_counter()
    assert not Pattern(pattern).matches(text)
    assert time.perf_counter() - began < 1.5


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a", "a)", "[a", "*a", "a**", "(?=a)", "(?<!a)b", r"(a)\1", r"\b", "a{3,1}", "a\\"),
        *("(a{1000}){1000}", "(" * 30 + ")" * 30, "x" * 301, "[z-a]", "[[a]", "(?P<n>a)"),
    ],
)
def test_what_cannot_be_used_is_refused_when_it_is_made(pattern: str) -> None:
    """A pattern that is wrong, needs memory of its own or is too large never comes to be asked."""
    with pytest.raises(BadPattern):
        compiled(pattern)


def test_a_pattern_matches_the_whole_text() -> None:
    """As in Alertmanager, a part is not enough."""
    assert compiled("psp-.*").matches("psp-a")
    assert not compiled("psp").matches("psp-a")
    assert not compiled("sp-a").matches("psp-a")


def test_case_can_be_left_aside() -> None:
    """``(?i)`` in front holds for all of it."""
    assert compiled("(?i)psp-[a-c]").matches("PSP-B")
    assert not compiled("psp-[a-c]").matches("PSP-B")


@given(
    pattern=st.one_of(st.text(max_size=60), st.text(alphabet="ab()[]{}|*+?^$\\\\-.,0129", max_size=60)),
    text=st.text(max_size=60),
)
def test_whatever_is_written_is_read_or_refused_with_a_remedy(pattern: str, text: str) -> None:
    """Any text at all is a pattern that answers, or one printable sentence with a remedy."""
    refused = ""
    try:
        Pattern(pattern).matches(text)
    except BadPattern as wrong:
        refused = str(wrong)
    assert refused.isprintable()
    assert not refused or REMEDY.search(refused), refused
