"""Whether a host answers pings, how fast and how many."""

import asyncio
import socket
from statistics import fmean
from typing import Annotated, Literal

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import phrase
from app.model.probe import Context, Duration, Host, Probe, ProbeFailed, Reading
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits
from app.transport.pings import SETTING, Pings
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.wire import Address

_ROUND_TRIP = Metric(name="round_trip", unit=Unit.SECONDS, title="Round trip")
_LOSS = Metric(name="loss", unit=Unit.RATIO, title="Lost pings")
_WAITING = 0.9  # share of the run's time in which answers may come


class Icmp(Probe, frozen=True, kw_only=True, tag="icmp"):
    """Ping a host a few times."""

    example = {"host": "127.0.0.1", "count": 20}
    metrics = (RESPONSE_TIME, _ROUND_TRIP, _LOSS)

    host: Host
    count: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    interval: Duration = 0.2
    wait: Duration = 1.0  # an answer later than this counts as lost
    family: Literal["any", "ipv4", "ipv6"] = "any"

    @property
    def address(self) -> str:
        """The host."""
        return self.host

    async def run(self, ctx: Context) -> Reading:
        """Ping; raises ``ProbeFailed`` when nothing comes back."""
        watch = Stopwatch()
        async with Limits(ctx.timeout, watch):
            watch.enter(RESOLVE)
            resolver = await ctx.shared(Resolver)
            family = {"any": 0, "ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}[self.family]
            address = (await resolver.resolve(self.host, 0, ctx.timeout, family))[0]
            watch.enter(FIRST_BYTE)
            pings = await ctx.shared(Pings)
            way = pings.way(address.family)
            trips = await self._ping_all(pings, address, ctx.timeout * _WAITING)
        return self._reading(trips, address, way)

    async def _ping_all(self, pings: Pings, address: Address, seconds: float) -> list[float | None]:
        gap = min(self.interval, seconds / 2 / self.count)
        wait = min(self.wait, seconds - gap * (self.count - 1))
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(_ping(pings, address, gap * number, wait))
                    for number in range(self.count)
                ]
        except BaseExceptionGroup as several:
            raise several.exceptions[0] from None
        return [task.result() for task in tasks]

    def _reading(self, trips: list[float | None], address: Address, way: str) -> Reading:
        came = [trip for trip in trips if trip is not None]
        if not came:
            raise ProbeFailed(
                ErrorClass.TIMEOUT_READ, phrase("No answer to {count} pings", count=str(self.count))
            )
        trip = fmean(came)
        loss = 1 - len(came) / len(trips)
        facts = {"address": address.ip, "way": way}
        if way == "fping":
            facts["hint"] = f"coarse times; for true ones, as root: {SETTING}"
        return Reading(
            values={RESPONSE_TIME.name: trip, _ROUND_TRIP.name: trip, _LOSS.name: loss},
            facts=facts,
            coarse=way == "fping",
        )


async def _ping(pings: Pings, address: Address, after: float, wait: float) -> float | None:
    if after:
        await asyncio.sleep(after)
    return await pings.ping(address, wait)
