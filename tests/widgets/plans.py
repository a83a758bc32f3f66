"""Pages of a plan, as an engine would hand them out for the sample boards."""

from app.model.wall import PageKind, PageView, WallPage

_PAYING = (
    "paygrove-in paygrove-out cardlane bankbridge vouchwick instaro coinmere swiftori hooks-in ledger-sync "
    "fraud-gate payout-run"
)
PAYING = tuple(f"{name}/main" for name in _PAYING.split())
PLANS: dict[str, PageView] = {
    "response_times": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES)),
    "response_times-cpu": PageView(page=WallPage(kind=PageKind.RESPONSE_TIMES, series="cpu")),
    "error_stream": PageView(page=WallPage(kind=PageKind.ERROR_STREAM)),
    "provider": PageView(
        page=WallPage(kind=PageKind.PROVIDER, title="Kestrin Live"),
        checks=("kestrin-live/main", "wallet-api/main", "bet-api/main"),
    ),
    "payments": PageView(page=WallPage(kind=PageKind.PAYMENTS), checks=PAYING),
}
