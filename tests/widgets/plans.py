"""Pages of a plan, as an engine would hand them out for the sample boards."""

from typing import Any, NamedTuple

from msgspec.structs import replace

from app.model.target import ElementClass
from app.model.wall import PageKind, PageView, WallCell, WallPage, WidgetKind

_PAYING = (
    "paygrove-in paygrove-out cardlane bankbridge vouchwick instaro coinmere swiftori hooks-in ledger-sync "
    "fraud-gate payout-run"
)
PAYING = tuple(f"{name}/main" for name in _PAYING.split())


class Put(NamedTuple):
    """A cell of a sample grid."""

    cell: WallCell
    at: tuple[int, int]
    span: tuple[int, int] = (1, 1)
    checks: tuple[str, ...] | None = None


def put(widget: WidgetKind, at: tuple[int, int], span: tuple[int, int] = (1, 1), **more: Any) -> Put:
    """Return a cell; a check is all that it shows."""
    checks = (more["check"],) if "check" in more else more.pop("checks", None)
    return Put(WallCell(widget=widget, column=1, row=1, **more), at, span, checks)


def grid(columns: int, rows: int, *cells: Put) -> PageView:
    """Return a grid."""
    placed = tuple(
        replace(put.cell, column=put.at[0], row=put.at[1], wide=put.span[0], high=put.span[1])
        for put in cells
    )
    page = WallPage(kind=PageKind.GRID, columns=columns, rows=rows, cells=placed)
    return PageView(page=page, cells=tuple(put.checks for put in cells))


MIXED = (
    put(WidgetKind.NUMBER, (1, 1), check="paygrove-in/main", series="response_time", title="Deposit"),
    put(WidgetKind.CHART, (2, 1), (2, 1), check="kestrin-live/main", series="response_time"),
    put(WidgetKind.STATE, (4, 1), checks=PAYING, element=ElementClass.PAYMENT),
    put(WidgetKind.CLASS, (1, 2), checks=PAYING, element=ElementClass.PAYMENT),
    put(WidgetKind.INCIDENTS, (2, 2), (1, 2)),
    put(WidgetKind.ERRORS, (3, 2), (2, 1)),
    put(WidgetKind.NUMBER, (1, 3), count="untaken"),
    put(WidgetKind.CLOCK, (3, 3)),
    put(
        WidgetKind.TEXT,
        (4, 3),
        title="Night shift",
        text="Call 555 0142, then the provider's desk. Keys: room 14.",
    ),
)
PLANS: dict[str, PageView] = {
    "response_times": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES)),
    "response_times-cpu": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES, series="cpu")),
    "error_stream": PageView(page=WallPage(kind=PageKind.ERROR_STREAM)),
    "provider": PageView(
        page=WallPage(kind=PageKind.PROVIDER, title="Kestrin Live"),
        checks=("kestrin-live/main", "wallet-api/main", "bet-api/main"),
    ),
    "grid": grid(4, 3, *MIXED),
    "grid-small": grid(
        6, 6, *(cell._replace(at=(n % 6 + 1, n // 6 + 1), span=(1, 1)) for n, cell in enumerate(MIXED))
    ),
    "payments": PageView(page=WallPage(kind=PageKind.PAYMENTS), checks=PAYING),
}
