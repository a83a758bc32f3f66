"""The table of ``nocwall check``, worst first."""

from collections import Counter
from collections.abc import Sequence

from app.model.quantity import Unit, quantity
from app.model.state import EXIT_CODE, RANK, WORST_FIRST, State, worst
from app.model.value import Value

_HEAD = ("STATE", "CHECK", "CLASS", "RESPONSE", "SAYS")
_COLOUR = {
    State.CRITICAL: "\x1b[1;31m",
    State.WARNING: "\x1b[33m",
    State.UNKNOWN: "\x1b[35m",
    State.PENDING: "\x1b[2m",
    State.OK: "",
}
_PLAIN = "\x1b[0m"


class Row(Value, frozen=True, kw_only=True):
    """One check. ``seconds`` is its response time."""

    state: State
    check: str
    element: str
    seconds: float | None
    sentence: str
    error: str
    values: dict[str, float]


def sorted_rows(rows: Sequence[Row]) -> list[Row]:
    """Return the rows worst first, else in the inventory's order."""
    return sorted(rows, key=lambda row: RANK[row.state])


def exit_code(rows: Sequence[Row]) -> int:
    """Return 0, 1, 2 or 3 for the worst state; nothing checked is nothing proved."""
    return EXIT_CODE[worst(row.state for row in rows)]


def table(rows: Sequence[Row], *, colours: bool) -> list[str]:
    """Return the lines: a head, one line a check, and the count of each state."""
    cells = [_cells(row) for row in sorted_rows(rows)]
    widths = [max(map(len, column)) for column in zip(_HEAD, *cells, strict=True)]
    lines = [_line(_HEAD, widths, "")]
    lines += [
        _line(line, widths, _COLOUR[row.state] if colours else "")
        for line, row in zip(cells, sorted_rows(rows), strict=True)
    ]
    return [*lines, "", _counts(rows)]


def _cells(row: Row) -> tuple[str, ...]:
    time = quantity(row.seconds, Unit.SECONDS) if row.seconds is not None else "-"
    return (row.state.value, row.check, row.element, time, row.sentence)


def _line(cells: Sequence[str], widths: Sequence[int], colour: str) -> str:
    state, check, element, time, says = cells
    state = f"{colour}{state:<{widths[0]}}{_PLAIN if colour else ''}"
    return f"{state}  {check:<{widths[1]}}  {element:<{widths[2]}}  {time:>{widths[3]}}  {says}".rstrip()


def _counts(rows: Sequence[Row]) -> str:
    states = Counter(row.state for row in rows)
    parts = [f"{states[state]} {state.value}" for state in WORST_FIRST if states[state]]
    return f"{len(rows)} checks: {', '.join(parts)}" if parts else "no checks"
