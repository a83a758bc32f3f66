"""Rows as text: in columns for people, with tabs for the clipboard, as CSV for spreadsheets."""

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

from app.model.clock import Moment
from app.model.phrase import foreign
from widgets.tables.column import Column
from widgets.tables.query import R
from widgets.tr import tr

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")  # wide ones, too
_CELL = 2_000  # signs
_COLUMN = 60  # signs of a column for people


def heads(columns: Sequence[Column[R]]) -> list[str]:
    """Return the titles as they are shown."""
    return [tr(column.title) for column in columns]


def csv_text(columns: Sequence[Column[R]], rows: Iterable[R], now: Moment) -> str:
    """Return rows in CSV (RFC 4180); times are whole, and no cell is a formula for a spreadsheet.

    A cell that begins like one gets an apostrophe (OWASP, "CSV Injection").
    """
    out = io.StringIO(newline="")
    writer = csv.writer(out, quoting=csv.QUOTE_MINIMAL, lineterminator="\r\n")
    writer.writerow(harmless(head) for head in heads(columns))
    for row in rows:
        writer.writerow(harmless(_plain(column, row, now)) for column in columns)
    return out.getvalue()


def tab_text(columns: Sequence[Column[R]], rows: Iterable[R], now: Moment) -> str:
    """Return rows with tabs between cells: spreadsheets take them from the clipboard."""
    lines = ["\t".join(heads(columns))]
    lines += ["\t".join(harmless(_plain(column, row, now)) for column in columns) for row in rows]
    return "\n".join(lines) + "\n"


def aligned_text(columns: Sequence[Column[R]], rows: Iterable[R], now: Moment) -> str:
    """Return rows as a table of letters of one width, as for a chat or a ticket."""
    cells = [heads(columns)]
    cells += [[foreign(column.text(row, now), _COLUMN) for column in columns] for row in rows]
    widths = [max(map(_width, texts)) for texts in zip(*cells, strict=True)]
    lines = []
    for texts in cells:
        parts = [
            _padded(text, wide, column) for text, wide, column in zip(texts, widths, columns, strict=True)
        ]
        lines.append("  ".join(parts).rstrip())
    return "\n".join(lines) + "\n"


def harmless(text: str) -> str:
    """Return a text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.lstrip(" ")[:1] in _FORMULA and text.strip() else text


def _plain(column: Column[R], row: R, now: Moment) -> str:
    return foreign(column.plain(row) if column.plain else column.text(row, now), _CELL)


def _padded(text: str, wide: int, column: Column[R]) -> str:
    room = " " * (wide - _width(text))
    return room + text if column.right else text + room


def _width(text: str) -> int:
    """Return how many places a text takes; signs of East Asia take two, accents none."""
    return sum(
        0 if unicodedata.combining(sign) else 1 + (unicodedata.east_asian_width(sign) in "WF")
        for sign in text
    )
