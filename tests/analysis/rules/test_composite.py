import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.model.rule import Composite
from app.model.verdict import Level
from tests.analysis.rules.following import Around, Walk

THREE = ("a", "b", "c")
G, W, C, N = Level.GOOD, Level.WARNING, Level.CRITICAL, Level.NONE


def said(rule: Composite, *levels: Level) -> Level:
    """Return what is said of members at these levels."""
    walk = Walk(rule)
    walk.others = Around(members=dict(zip(rule.members, levels, strict=True)))
    return walk.answer(0.0).level


@pytest.mark.parametrize(
    ("levels", "all_", "any_", "two"),
    [
        ((G, G, G), G, G, G),
        ((C, G, G), G, C, G),
        ((C, C, G), G, C, C),
        ((C, C, C), C, C, C),
        ((W, W, W), G, G, G),
        ((N, G, G), G, N, G),
        ((N, N, G), G, N, N),
        ((N, N, N), N, N, N),
        ((C, N, G), G, C, N),
        ((C, N, N), N, C, N),
        ((C, C, N), N, C, C),
        ((W, C, N), G, C, N),
    ],
)
def test_all_any_and_two_of_three(levels: tuple[Level, ...], all_: Level, any_: Level, two: Level) -> None:
    """Proved bad makes it bad, what could not make it bad leaves it good, in between is nothing."""
    assert said(Composite(all=THREE), *levels) is all_
    assert said(Composite(any=THREE), *levels) is any_
    assert said(Composite(of=THREE, at_least=2), *levels) is two


def test_warnings_count_where_the_rule_says_so() -> None:
    """At warning any confirmed problem counts, and the level is the rule's own."""
    rule = Composite(any=THREE, bad_at="warning", level="warning")
    assert said(rule, W, G, G) is W
    assert said(rule, C, G, G) is W
    assert said(rule, G, G, G) is G


@pytest.mark.parametrize(
    ("levels", "reason"),
    [
        ((G, G, G), "All of them are well"),
        ((C, G, G), "2 of 3 are well; not A"),
        ((G, N, G), "2 of 3 are well; not B"),
        ((C, C, G), "2 of 3 are bad: A, B; limit 2"),
        ((C, C, N), "2 of 3 are bad: A, B; limit 2; nothing is known of C"),
        ((C, N, G), "Nothing is known of 1 of 3: B"),
    ],
)
def test_the_reason_names_them(levels: tuple[Level, ...], reason: str) -> None:
    """Who is bad, of whom nothing is known and how many would be too many stand in it."""
    walk = Walk(Composite(of=THREE, at_least=2))
    walk.others = Around(members=dict(zip(THREE, levels, strict=True)))
    found = walk.answer(0.0)
    assert found.reason.plain() == reason
    assert found.value == levels.count(C)
    assert found.limit == 2


def test_many_are_not_all_named() -> None:
    """Three names are enough for a sentence; the rest is counted."""
    names = tuple("abcdef")
    walk = Walk(Composite(any=names))
    walk.others = Around(members=dict.fromkeys(names, C))
    assert walk.answer(0.0).reason.plain() == "6 of 6 are bad: A, B, C +3; limit 1"


def test_what_waits_for_first_results_is_waited_for() -> None:
    """Where only first results are missing it is said so; where something else is unknown, that is."""
    walk = Walk(Composite(any=THREE))
    walk.others = Around(members={"a": G}, waiting=("b", "c"))
    assert walk.answer(0.0).reason.plain() == "Waiting for the first result"
    walk.others = Around(members={"a": G}, waiting=("b",))
    assert walk.answer(0.0).reason.plain() == "Nothing is known of 2 of 3: B, C"


def test_without_anybody_nothing_is_said() -> None:
    """A judge who is told nothing of others says nothing."""
    assert said(Composite(any=THREE), N, N, N) is N


LEVELS = st.lists(st.sampled_from([G, W, C, N]), min_size=1, max_size=7)


@given(LEVELS, st.integers(1, 7), st.sampled_from(["warning", "critical"]))
def test_it_is_certain_or_it_is_nothing(levels: list[Level], count: int, bad_at: str) -> None:
    """Good and bad are what every way in which the unknown ones could turn out agrees on."""
    names = tuple(f"m{number}" for number in range(len(levels)))
    needed = min(count, len(levels))
    rule = Composite(of=names, at_least=needed, bad_at=bad_at)  # type: ignore[arg-type]
    counts = (C,) if bad_at == "critical" else (W, C)
    choices = [(level in counts,) if level is not N else (False, True) for level in levels]
    outcomes = {sum(way) >= needed for way in itertools.product(*choices)}
    expected = N if len(outcomes) == 2 else C if outcomes == {True} else G
    assert said(rule, *levels) is expected


@given(LEVELS, st.permutations(range(7)))
def test_the_order_of_members_does_not_matter(levels: list[Level], order: list[int]) -> None:
    """However members are listed, the verdict is the same."""
    names = tuple(f"m{number}" for number in range(len(levels)))
    mixed = [each for each in order if each < len(levels)]
    one = Composite(of=names, at_least=1)
    other = Composite(of=tuple(names[each] for each in mixed), at_least=1)
    assert said(one, *levels) is said(other, *[levels[each] for each in mixed])
