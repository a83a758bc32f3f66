"""Letters in a hurry find what is meant."""

import pytest

from widgets.tables.fuzzy import best, fit


@pytest.mark.parametrize(
    ("wanted", "better", "worse"),
    [
        ("wal", "wallet-1", "swallow"),
        ("wr2", "wallet-rep-2", "wear 12"),
        ("pay", "pay", "paygrove in"),
        ("in pay", "paygrove_in in", "pay x i y n"),
    ],
)
def test_the_better_fit_comes_first(wanted: str, better: str, worse: str) -> None:
    """Whole words before scattered letters, beginnings of words before their middles, short before long."""
    found, count = best(wanted, [(worse, worse), (better, better)], 5)
    assert found[0][1] == better
    assert count <= 2


def test_letters_that_are_missing_or_out_of_order_do_not_fit() -> None:
    """A text without a letter, or with letters in another order, is not found."""
    assert fit("ba", "ab") is None
    assert fit("abc", "ab") is None
    assert fit("a.c", "abc") is None
