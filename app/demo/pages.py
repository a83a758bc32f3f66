"""What the web services of the casino answer: players' API, game providers, payment gateways."""

from app.demo.pulse import Pulse
from app.demo.web import Page, Route

# The error of each trade stands inside a 200, as it does in life.
API_SICK: Page = {
    "status": "error",
    "error": {"code": "API-503", "message": "Upstream session store timed out"},
}
PROVIDER_SICK: Page = {
    "success": False,
    "error": {"code": 1007, "message": "Game server is temporarily unavailable"},
}
PAYMENT_SICK: Page = {"result": {"code": "96", "text": "Acquirer system malfunction"}}


Range = tuple[float, float]


def _numbers(ranges: dict[str, Range], pulse: Pulse, now: float) -> Page:
    """Return a number within each range; between whole numbers it is whole."""
    return {
        name: round(pulse.between(*ends, now), None if all(isinstance(end, int) for end in ends) else 4)
        for name, ends in ranges.items()
    }


def _api(**ranges: Range) -> Route:
    return lambda pulse, now: {"status": "ok", **_numbers(ranges, pulse, now)}


def _provider(**ranges: Range) -> Route:
    return lambda pulse, now: {"success": True, "data": _numbers(ranges, pulse, now)}


def _payment(**ranges: Range) -> Route:
    good = {"code": "00", "text": "approved"}
    return lambda pulse, now: {"result": good, **_numbers(ranges, pulse, now)}


PLAYER_API = {
    "/sign-in": _api(success_rate=(0.9985, 0.9999)),
    "/register": _api(success_rate=(0.997, 0.9999)),
    "/profile": _api(),
    "/limits": _api(),
}
BET_API = {
    "/bet": _api(bets_per_second=(1_100, 1_400), rejected=(0.001, 0.004)),
    "/win": _api(wins_per_second=(310, 420)),
    "/history": _api(),
}
WALLET_API = {"/balance": _api(), "/transfer": _api(pending=(0, 14))}
LOBBY_API = {
    "/catalogue": _api(games=(2_840, 2_860)),
    "/search": _api(),
    "/players": _api(in_game=(8_000, 8_900)),
}
SUPPORT_API = {"/chat": _api(waiting=(0, 5)), "/kyc": _api(pending=(8, 30)), "/geo": _api()}

PROVIDER = {
    "/catalogue": _provider(games=(412, 413)),
    "/launch": _provider(success_rate=(0.997, 0.9999), players=(180, 260)),
    "/wallet": _provider(calls_per_second=(60, 110), balance=(100_000, 100_001)),
}
GATEWAY = {
    "/deposit": _payment(approval_rate=(0.91, 0.94), pending=(2, 14)),
    "/payout": _payment(pending=(1, 9), oldest_seconds=(20, 90)),
    "/webhook": _payment(lag_ms=(900, 3_400)),
}
