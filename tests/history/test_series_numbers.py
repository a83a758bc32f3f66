"""Each series has a number, given once; many checks with the same few series weigh little."""

import pytest

from app.history.series_numbers import SeriesNumbers

MANY = [f"disk:{number}" for number in range(20)]


def test_a_number_is_given_once() -> None:
    """What has a number is found by it, few series of a check and many; others are not there."""
    numbers = SeriesNumbers()
    given = {("a", name): numbers.give("a", name) for name in MANY}
    given |= {("b", name): numbers.give("b", name) for name in MANY[:3]}
    assert dict(numbers.items()) == given
    assert len(set(given.values())) == len(given) == len(numbers)
    assert ("b", MANY[2]) in numbers
    for unknown in (("b", MANY[3]), ("c", MANY[0]), ("a", "disk:99")):
        assert unknown not in numbers
        with pytest.raises(KeyError):
            numbers[unknown]


def test_what_is_ours_is_numbered_apart() -> None:
    """Roll-ups count from nought: series that nothing rolls up stand far behind, also after a new start."""
    numbers = SeriesNumbers()
    first = [numbers.give("a", "response_time"), numbers.give("a", "!outcome"), numbers.give("b", "x")]
    assert first[0] == 1
    assert first[1] > 1_000_000
    assert first[2] == 2
    again = SeriesNumbers((number, *name) for name, number in numbers.items())
    assert dict(again.items()) == dict(numbers.items())
    assert again.give("c", "!outcome") == first[1] + 1
    assert again.give("c", "x") == 3


def test_a_file_of_before_keeps_its_numbers() -> None:
    """Where ours stand among the others no number is given twice."""
    numbers = SeriesNumbers([(1, "a", "x"), (2, "a", "!outcome"), (3, "a", "!phases:0:dns,connect")])
    assert numbers["a", "!outcome"] == 2
    assert numbers.give("b", "x") == 4
    assert numbers.give("b", "!outcome") not in {1, 2, 3, 4}
