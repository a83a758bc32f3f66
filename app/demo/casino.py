"""The demo casino: which services there are."""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from app.demo import pages
from app.demo.app_log import AppLog
from app.demo.application import BURN, ApplicationServer
from app.demo.certificates import Certificates
from app.demo.faults import PASSED_ON, Fault, Kind, fault
from app.demo.names import NameService
from app.demo.postgres import PostgresService
from app.demo.redis import RedisService
from app.demo.secure_web import SecureWeb
from app.demo.service import Greeter, Service
from app.demo.web import WebService

_log = logging.getLogger(__name__)

NAMES = {
    "www.casino.example": "203.0.113.10",
    "api.casino.example": "203.0.113.11",
    "wallet.casino.example": "203.0.113.12",
    "cdn.casino.example": "203.0.113.13",
}


class NotPossible(Exception):  # noqa: N818 - it is the name of the outcome
    """A wish that cannot be fulfilled; the sentence says why and what is possible."""


def services(log: Path, certificates: Certificates | None) -> list[Service]:
    """Return all services of the casino, not yet started."""
    return [
        *_application_servers(),
        AppLog("jobs-1", log),
        *_databases(),
        *_apis(),
        *_providers(),
        *_payments(),
        *_network(certificates),
    ]


def _application_servers() -> Iterable[Service]:
    for number, load in enumerate((0.34, 0.31, 0.36), start=1):
        yield ApplicationServer(f"app-core-{number}", usual_load=load)
    for number, load in enumerate((0.24, 0.22, 0.27), start=1):
        yield ApplicationServer(f"wallet-{number}", usual_load=load)
    yield ApplicationServer("lobby-1", usual_load=0.41)
    yield ApplicationServer("session-1", usual_load=0.18)


def _databases() -> Iterable[Service]:
    connections = {
        "pg_stat_activity": lambda pulse, now: round(pulse.between(40, 90, now)),
        "pending_withdrawals": lambda pulse, now: round(pulse.between(3, 20, now)),
    }
    lag = {"pg_last_xact_replay_timestamp": lambda pulse, now: pulse.between(0.1, 0.9, now)}
    for name in ("wallet-db", "players-db", "games-db", "ledger-db"):
        yield PostgresService(name, connections)
    for name in ("wallet-rep-1", "players-rep"):
        yield PostgresService(name, lag)
    yield RedisService("cache-1")
    yield RedisService("cache-2")
    yield RedisService("queue-1", {"queue:payouts": lambda pulse, now: round(pulse.between(2, 40, now))})


def _apis() -> Iterable[Service]:
    for name, routes, usual in (
        ("player-api", pages.PLAYER_API, 0.045),
        ("bet-api", pages.BET_API, 0.03),
        ("wallet-api", pages.WALLET_API, 0.035),
        ("lobby-api", pages.LOBBY_API, 0.06),
        ("support-api", pages.SUPPORT_API, 0.09),
    ):
        yield WebService(name, routes, pages.API_SICK, usual=usual)


def _providers() -> Iterable[Service]:
    for name, usual, behind in (
        ("papermoor", 0.07, ""),
        ("kestrin-live", 0.085, ""),
        ("brassfox", 0.11, "edge-1"),
        ("onyxreel", 0.06, "edge-1"),
        ("tidewick", 0.095, "edge-1"),
    ):
        yield WebService(name, pages.PROVIDER, pages.PROVIDER_SICK, usual=usual, behind=behind)


def _payments() -> Iterable[Service]:
    for name, usual, behind in (
        ("paygrove", 0.14, ""),
        ("cardlane", 0.12, ""),
        ("bankbridge", 0.16, "edge-1"),
        ("vouchwick", 0.08, "edge-1"),
    ):
        yield WebService(name, pages.GATEWAY, pages.PAYMENT_SICK, usual=usual, behind=behind)


def _network(certificates: Certificates | None) -> Iterable[Service]:
    yield Greeter("edge-1", "220 edge-1 ready")
    yield Greeter("edge-2", "220 edge-2 ready")
    yield Greeter("lb-1", "220 lb-1 ready")
    yield Greeter("vpn-1", "220 vpn-1 ready")
    yield NameService("dns-1", NAMES)
    yield NameService("dns-2", NAMES)
    if certificates is not None:
        yield SecureWeb("tls-www", certificates)
        yield SecureWeb("tls-api", certificates)


class Casino:
    """All services together, and their switches."""

    def __init__(self, all_services: Iterable[Service], touch: Callable[[], None]) -> None:
        self.services = {service.name: service for service in all_services}
        for service in self.services.values():
            service.touch = touch

    @property
    def ports(self) -> Mapping[str, int]:
        """Where each service listens."""
        return {name: service.port for name, service in self.services.items() if service.port}

    async def start(self, remembered: Mapping[str, int]) -> None:
        """Start all services, each on the port it had before if that is free."""
        for name, service in self.services.items():
            await service.start(remembered.get(name, 0))

    async def stop(self) -> None:
        """Stop all services."""
        for service in self.services.values():
            await service.stop()

    async def switch(self, name: str, kind: Kind, seconds: float | None) -> Fault:
        """Switch a fault on; raises ``NotPossible``."""
        service = self._service(name)
        if kind not in service.kinds:
            possible = ", ".join(service.kinds)
            raise NotPossible(f"{service.name} cannot do {kind}; it can do: {possible}")
        if kind is Kind.CPU_BURN:
            seconds = min(seconds or BURN, BURN)
        service.fault = fault(kind, seconds)
        await self._follow(service)
        return service.fault

    async def clear(self, name: str = "") -> list[str]:
        """Switch the faults of a service off, or all; return the services that had one."""
        chosen = [self._service(name)] if name else list(self.services.values())
        had = [service for service in chosen if service.fault is not None]
        for service in had:
            service.fault = None
            await self._follow(service)
        return [service.name for service in had]

    async def end_what_is_over(self) -> None:
        """Switch off faults whose time is over."""
        now = time.monotonic()
        for service in self.services.values():
            if service.fault is not None and service.fault.over(now):
                service.fault = None
                await self._follow(service)

    async def _follow(self, service: Service) -> None:
        await service.follow_switch()
        passed = service.fault if service.fault and service.fault.kind in PASSED_ON else None
        for other in self.services.values():
            if other.behind == service.name:
                other.shadow = passed
                await other.follow_switch()

    def _service(self, name: str) -> Service:
        wanted = name.strip().lower().replace(" ", "-")
        if wanted not in self.services:
            raise NotPossible(f"there is no service {name}; there are: {', '.join(self.services)}")
        return self.services[wanted]
