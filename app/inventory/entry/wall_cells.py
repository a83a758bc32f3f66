"""The cells of a grid: widgets in their places, none over another and none outside."""

from collections.abc import Mapping
from typing import Final

from app.inventory.entry.wall_forms import CellForm, WallPageForm
from app.inventory.entry.wall_things import Named
from app.inventory.text.tree import Spot
from app.model.metric import RESPONSE_TIME
from app.model.phrase import foreign, phrase
from app.model.wall import WallCell, WidgetKind

_KEYS: Final = ("check", "series", "count", "match", "element", "text")
_WRITTEN: Final = {"element": "class"}
# What each widget takes; of the first group one is needed.
_TAKES: Final[Mapping[WidgetKind, tuple[tuple[str, ...], tuple[str, ...]]]] = {
    WidgetKind.NUMBER: (("check", "count"), ("series", "match")),
    WidgetKind.CHART: (("check",), ("series",)),
    WidgetKind.STATE: (("check", "match", "element"), ()),
    WidgetKind.CLASS: (("element",), ("match",)),
    WidgetKind.INCIDENTS: ((), ("match",)),
    WidgetKind.ERRORS: ((), ("match", "element")),
    WidgetKind.CLOCK: ((), ()),
    WidgetKind.TEXT: (("text",), ()),
}
_FORMS: Final = {
    "check": "check: target/check",
    "count": "count: critical",
    "match": 'match: provider="Kestrin"',
    "element": "class: payment",
    "text": "text: Night shift 555 0142",
}


def read_cells(form: WallPageForm, spot: Spot, named: Named) -> tuple[WallCell, ...]:
    """Return the cells of a grid; whatever is wrong is reported."""
    if not form.cells or form.columns is None or form.rows is None:
        _incomplete(form, spot)
        return ()
    cells = []
    taken: dict[tuple[int, int], int] = {}
    for index, cell in enumerate(form.cells):
        at = spot.at("cells", index)
        _placed(cell, index, (form.columns, form.rows), spot.at("cells"), taken)
        _fits_widget(cell, at)
        named.check(cell.check, cell.series, at)
        cells.append(_cell(cell, at, named))
    return tuple(cells)


def _incomplete(form: WallPageForm, spot: Spot) -> None:
    lacking = next(key for key in ("columns", "rows", "cells") if not getattr(form, key))
    forms = {
        "columns": "columns: 4",
        "rows": "rows: 3",
        "cells": "cells: [{widget: clock, at: [1, 1]}]",
    }
    spot.report(
        "which-cells",
        phrase("a grid needs {key}", key=lacking),
        phrase("add {form}", form=forms[lacking]),
        key=True,
    )


def _placed(
    cell: CellForm, index: int, size: tuple[int, int], grid: Spot, taken: dict[tuple[int, int], int]
) -> None:
    """Report a cell that leaves the grid, or lies over another."""
    spot = grid.at(index)
    (column, row), (wide, high) = cell.at, cell.span
    columns, rows = size
    if column + wide - 1 > columns or row + high - 1 > rows:
        _outside(cell, size, spot)
    fields = [(x, y) for x in range(column, column + wide) for y in range(row, row + high)]
    under = next((field for field in fields if field in taken), None)
    if under is not None:
        other = taken[under]
        spot.at("at").report(
            "cells-overlap",
            phrase(
                "in column {column}, row {row} lies cell {other} already, see line {line}",
                column=str(under[0]),
                row=str(under[1]),
                other=str(other + 1),
                line=str(grid.at(other).place().line),
            ),
            phrase("move one of them, or make its span smaller"),
        )
    for field in fields:
        taken.setdefault(field, index)


def _outside(cell: CellForm, size: tuple[int, int], spot: Spot) -> None:
    (column, row), (wide, high) = cell.at, cell.span
    across = column + wide - 1 > size[0]
    last, most = (column + wide - 1, size[0]) if across else (row + high - 1, size[1])
    what, key = ("column", "columns") if across else ("row", "rows")
    spot.at("at").report(
        "outside-grid",
        phrase("it reaches {what} {last}, and there are {most}", what=what, last=str(last), most=str(most)),
        phrase("move it, make its span smaller, or write {key}: {last}", key=key, last=str(last)),
    )


def _fits_widget(cell: CellForm, spot: Spot) -> None:
    """Report settings of no use for the widget, and the ones that it needs."""
    needs, takes = _TAKES[cell.widget]
    given = [key for key in _KEYS if getattr(cell, key) is not None]
    stray = next((key for key in given if key not in (*needs, *takes)), "")
    wanted = [key for key in given if key in needs]
    if stray:
        key = _WRITTEN.get(stray, stray)
        _of_no_use(spot.at(key), key, cell.widget)
    if needs and len(wanted) != 1:
        some = ", or ".join(_FORMS[key] for key in needs)
        spot.report(
            "which-widget",
            phrase("a {widget} needs one of these: {forms}", widget=cell.widget.value, forms=some)
            if len(needs) > 1
            else phrase("a {widget} needs {forms}", widget=cell.widget.value, forms=some),
            phrase("keep one of them") if wanted else phrase("add {form}", form=_FORMS[needs[0]]),
            key=True,
        )
    elif cell.widget is WidgetKind.NUMBER:
        _of_the_other(cell, spot)
    if cell.text is not None and foreign(cell.text, len(cell.text)) != cell.text:
        spot.at("text").report(
            "hidden-signs",
            phrase("the text has signs that nobody sees"),
            phrase("write one line of visible signs"),
        )


def _of_the_other(cell: CellForm, spot: Spot) -> None:
    """Report a series of a count, and a filter of one check."""
    if cell.count is not None and cell.series is not None:
        _of_no_use(spot.at("series"), "series", cell.widget)
    if cell.check is not None and cell.match is not None:
        _of_no_use(spot.at("match"), "match", cell.widget)


def _of_no_use(spot: Spot, key: str, widget: WidgetKind) -> None:
    spot.report(
        "of-no-use",
        phrase("{key} means nothing here for a widget {widget}", key=key, widget=widget.value),
        phrase("take it out"),
        key=True,
    )


def _cell(form: CellForm, spot: Spot, named: Named) -> WallCell:
    return WallCell(
        widget=form.widget,
        column=form.at[0],
        row=form.at[1],
        wide=form.span[0],
        high=form.span[1],
        title=form.title or "",
        match=named.matchers(form.match, spot.at("match")),
        element=form.element,
        check=form.check or "",
        series=form.series or (RESPONSE_TIME.name if form.check else ""),
        count=form.count,
        text=form.text or "",
    )
