"""Whether a host answers pings, how fast and how many."""

from itertools import pairwise
from statistics import fmean
from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import phrase
from app.model.probe import Context, Duration, Host, Probe, ProbeFailed, Reading
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits
from app.transport.ping_run import Plan, Trips
from app.transport.pings import SETTING, Pings, Way
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.wire import FAMILIES, Address, Family, StampKeeper

_ROUND_TRIP = Metric(name="round_trip", unit=Unit.SECONDS, title="Round trip")
_LEAST = Metric(name="round_trip_min", unit=Unit.SECONDS, title="Shortest round trip")
_MOST = Metric(name="round_trip_max", unit=Unit.SECONDS, title="Longest round trip")
_JITTER = Metric(name="jitter", unit=Unit.SECONDS, title="Jitter")
_LOSS = Metric(name="loss", unit=Unit.RATIO, title="Lost pings")
_DUPLICATES = Metric(name="duplicates", unit=Unit.COUNT, title="Answers that came twice")
_LATE = Metric(name="late", unit=Unit.COUNT, title="Answers that came too late")
_WAITING = 0.85  # share of the run's time in which answers may come


class Icmp(Probe, frozen=True, kw_only=True, tag="icmp"):
    """Ping a host a few times."""

    example = {"host": "127.0.0.1", "count": 20}
    metrics = (RESPONSE_TIME, _ROUND_TRIP, _LEAST, _MOST, _JITTER, _LOSS, _DUPLICATES, _LATE)

    host: Host
    count: Annotated[int, msgspec.Meta(ge=1, le=20)] = 3
    interval: Duration = 0.2
    wait: Duration = 1.0  # an answer later than this counts as lost
    size: Annotated[int, msgspec.Meta(ge=0, le=8972)] = 56
    ttl: Annotated[int, msgspec.Meta(ge=1, le=255)] | None = None
    dont_fragment: bool = False
    family: Family = "any"

    @property
    def address(self) -> str:
        """The host."""
        return self.host

    async def run(self, ctx: Context) -> Reading:
        """Ping; raises ``ProbeFailed`` when nothing comes back."""
        watch = Stopwatch()
        await ctx.shared(StampKeeper)
        async with Limits(ctx.timeout, watch):
            watch.enter(RESOLVE)
            resolver = await ctx.shared(Resolver)
            address = (await resolver.resolve(self.host, 0, ctx.timeout, FAMILIES[self.family]))[0]
            watch.enter(FIRST_BYTE)
            pings = await ctx.shared(Pings)
            way = pings.way(address.family)
            trips = await pings.ping(address, self._plan(ctx.timeout * _WAITING))
        return self._reading(trips, address, way)

    def _plan(self, seconds: float) -> Plan:
        gap = min(self.interval, seconds / 2 / self.count)
        wait = min(self.wait, seconds - gap * (self.count - 1))
        return Plan(self.count, gap, wait, self.size, self.ttl or 0, self.dont_fragment)

    def _reading(self, trips: Trips, address: Address, way: Way) -> Reading:
        came = trips.came
        if not came:
            raise trips.news or self._silence(trips)
        trip = fmean(came) if len(came) > 1 else came[0]
        facts = {"address": address.ip, "way": way}
        if way == "fping":
            facts["hint"] = f"coarse times; for true ones, as root: {SETTING}"
        if trips.news is not None:
            facts["told"] = trips.news.sentence.plain()
        values = {
            RESPONSE_TIME.name: trip,
            _ROUND_TRIP.name: trip,
            _LEAST.name: min(came),
            _MOST.name: max(came),
            _LOSS.name: 1 - len(came) / len(trips.trips),
            _DUPLICATES.name: float(trips.duplicates),
            _LATE.name: float(trips.late),
        }
        if len(came) > 1:
            values[_JITTER.name] = fmean(abs(after - before) for before, after in pairwise(came))
        return Reading(values=values, facts=facts, coarse=way == "fping")

    def _silence(self, trips: Trips) -> ProbeFailed:
        if trips.late:
            sentence = phrase(
                "{late} of {count} pings are answered, but later than {limit}",
                late=str(trips.late),
                count=str(self.count),
                limit=quantity(self.wait, Unit.SECONDS),
            )
        else:
            sentence = phrase("No answer to {count} pings", count=str(self.count))
        return ProbeFailed(ErrorClass.TIMEOUT_READ, sentence)
