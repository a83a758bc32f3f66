import time

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.patterns import LONGEST, Matcher, checked, is_quick


@pytest.mark.parametrize("pattern", ["welcome", "ok|up", r'"status":\s"ok"', "[a-z+*]x", r"1\.2\+"])
def test_plain_patterns_are_quick(pattern: str) -> None:
    """Texts, choices and classes take one pass over the text."""
    assert is_quick(pattern)


@pytest.mark.parametrize("pattern", ["(a+)+$", "a*", "a{3,}", "(?i)x", r"(a)\1", "a?" * 30])
def test_repetition_is_not_quick(pattern: str) -> None:
    """Whatever can be tried in many ways is searched elsewhere."""
    assert not is_quick(pattern)


@pytest.mark.parametrize("pattern", ["(", "[z-a]", "(?P<a>x)(?P<a>y)", "a{99999999999}"])
def test_what_is_no_pattern_is_refused(pattern: str) -> None:
    """A pattern that does not compile is an error of the file."""
    with pytest.raises(ValueError, match="regular expression"):
        checked(pattern)


async def test_the_child_finds_what_the_program_finds() -> None:
    """Repetitions are searched in the child, with surrogates and signs of all planes."""
    matcher = Matcher()
    try:
        assert await matcher.found("(ab)+c", "xx ababc")
        assert not await matcher.found("(ab)+d", "xx ababc")
        assert await matcher.found("é+\U0001f600", "caféé\U0001f600 \ud800")
        assert not await matcher.found("end$", "x" * 70_000 + "end")
        for pattern in ("(a)(x)?b", "(a+)(x)?b"):  # here, and in the child
            assert await matcher.groups(pattern, "-ab-") == ["ab", "a", ""]
            assert await matcher.groups(pattern, "-cb-") is None
    finally:
        await matcher.close()


async def test_a_pattern_without_end_is_ended() -> None:
    """A search that would take for ever is ours, ends in time, and the next one works again."""
    matcher = Matcher()
    try:
        await matcher.found("a+", "a")
        began = time.perf_counter()
        with pytest.raises(ProbeFailed) as failed:
            await matcher.found("(a+)+$", "a" * 60 + "!")
        assert failed.value.error is ErrorClass.INTERNAL
        assert time.perf_counter() - began < LONGEST + 0.5
        assert await matcher.found("a+", "a")
    finally:
        await matcher.close()
