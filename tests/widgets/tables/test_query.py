"""What is typed into a search field, and which rows it lets through."""

from typing import NamedTuple

import pytest

from widgets.tables.query import LONGEST, Query, Term, read

KEYS = ("state", "owner")


class Row(NamedTuple):
    """A row of a made-up table."""

    name: str
    state: str = "OK"
    owner: str = ""


FIELDS = {
    "state": lambda row: (row.state, "bad" if row.state != "OK" else ""),
    "owner": lambda row: (row.owner,),
}
ROWS = (Row("Kestrin Live", "CRITICAL", "Mira K."), Row("Paygrove in", "WARNING"), Row("edge:8080"))


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("", (0, 1, 2)),
        ("kestrin", (0,)),
        ("GROVE in", (1,)),
        ('"live kestrin"', ()),
        ("state:bad", (0, 1)),
        ("state:bad -owner:mira", (1,)),
        ("state:critical,warning", (0, 1)),
        ("state:critic,", (0,)),
        ("-state:bad", (2,)),
        ("edge:8080", (2,)),
        ("state:", (0, 1, 2)),
        ('owner:"mira k."', (0,)),
        ("-kestrin -paygrove", (2,)),
        ("state:ritical", ()),
    ],
)
def test_words_keys_commas_and_minus(typed: str, found: tuple[int, ...]) -> None:
    """Words stand anywhere, keys ask a field, commas mean or, a minus means not, a strange key is a word."""
    query = read(typed, KEYS)
    told = tuple(n for n, row in enumerate(ROWS) if query.holds(row, FIELDS, lambda row: row.name))
    assert told == found


def test_a_quote_that_is_being_typed_is_no_mistake() -> None:
    """An open quote reaches to the end; what is too long is cut, never refused."""
    assert read('"two wor', KEYS) == Query((Term("", ("two wor",)),))
    assert len(read("x" * 10_000, KEYS).terms[0].values[0]) == LONGEST
