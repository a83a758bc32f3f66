import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.inventory.entry.circles import circles

NAMES = "abcde"
WAYS = st.dictionaries(st.sampled_from(NAMES), st.lists(st.sampled_from(NAMES), max_size=4))


@pytest.mark.parametrize(
    ("ways", "found"),
    [
        ({}, []),
        ({"a": ["b"], "b": ["c"]}, []),
        ({"a": ["a"]}, [["a"]]),
        ({"a": ["b"], "b": ["c"], "c": ["a"]}, [["a", "b", "c"]]),
        ({"x": ["a"], "a": ["b"], "b": ["a"]}, [["a", "b"]]),
        ({"a": ["b", "c"], "b": ["d"], "c": ["d"], "d": []}, []),
    ],
)
def test_circles(ways: dict[str, list[str]], found: list[list[str]]) -> None:
    """What leads back to itself is found once, by its members; what merely meets again is none."""
    assert list(circles(ways)) == found


@given(WAYS)
def test_every_circle_is_one(ways: dict[str, list[str]]) -> None:
    """Each circle that is found leads on from member to member; none is found exactly where there is none."""
    found = list(circles(ways))
    for members in found:
        assert all(
            there in ways[here] for here, there in zip(members, [*members[1:], members[0]], strict=True)
        )
    left = {name: set(onward) & ways.keys() for name, onward in ways.items()}
    while ends := [name for name, onward in left.items() if not onward]:
        left = {name: onward - set(ends) for name, onward in left.items() if name not in ends}
    assert bool(found) is bool(left)


def test_ten_thousand_in_a_row() -> None:
    """A long way is no trouble."""
    assert list(circles({str(number): [str(number + 1)] for number in range(10_000)})) == []
