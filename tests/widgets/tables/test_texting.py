"""Rows as text: whole, in columns, and harmless to spreadsheets."""

import csv
import io

import pytest
from msgspec.structs import replace

from app.model.phrase import phrase
from app.model.state import State
from tests.shell.boards import NOW, check
from widgets.tables.checks import CHECKS
from widgets.tables.texting import aligned_text, csv_text, harmless, tab_text

COLUMNS = [CHECKS.column(name) for name in ("state", "name", "reason", "since")]


@pytest.mark.parametrize(
    "text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "  =cmd|' /C calc'!A0", "\uff1d1"]
)
def test_no_cell_is_a_formula(text: str) -> None:
    """What begins as a formula does gets an apostrophe, also behind spaces and in wide letters."""
    assert harmless(text) == f"'{text}"


def test_other_cells_stay_as_they_are() -> None:
    """A name with a dash in it, a number and an empty cell are not touched."""
    assert [harmless(text) for text in ("a-1", "12 ms", "", "  ")] == ["a-1", "12 ms", "", "  "]


def test_csv_is_read_back_whole() -> None:
    """RFC 4180: commas and quotes of foreign text come back, lines end in CR LF, times are whole."""
    name = 'North, "west"'
    view = replace(check(name, State.CRITICAL), sentence=phrase("{x}", x='=HYPERLINK("http://x")'))
    text = csv_text(COLUMNS, [view, check("b")], NOW)
    rows = list(csv.reader(io.StringIO(text, newline="")))
    assert text.count("\r\n") == 3
    assert rows[0] == ["State", "Check", "Reason", "For"]
    assert rows[1][:3] == ["Critical", name, '\'=HYPERLINK("http://x")']
    assert rows[1][3].startswith("20")  # a moment, not an age
    assert "T" in rows[1][3]


def test_columns_stand_under_one_another() -> None:
    """Wide letters take two places and accents none, so that columns are straight in a chat."""
    rows = [check("a"), check("支払い"), check("e\u0301")]
    lines = aligned_text(COLUMNS[:2], rows, NOW).splitlines()
    assert lines[0] == "State  Check"
    assert [line.index(part) for line, part in zip(lines[1:], ("a", "支", "e"), strict=True)] == [7, 7, 7]


def test_tabs_stand_between_cells_only() -> None:
    """A tab in foreign text is a space: it would move every cell behind it."""
    text = tab_text(COLUMNS[:2], [check("a\tb")], NOW)
    assert text.splitlines()[1].split("\t") == ["OK", "a b"]
