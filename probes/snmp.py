"""An SNMP agent: that it answers, and its numbers."""

import contextlib
from typing import Annotated, Literal

import msgspec

from app.model.clock import Moment
from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Phase, Port, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport import snmp_v3, snmp_wire
from app.transport.answer_text import unfit
from app.transport.counters import Counters, rate
from app.transport.datagrams import Received
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits
from app.transport.json_conditions import SeriesName
from app.transport.patterns import Matcher, checked
from app.transport.resolver import Resolver
from app.transport.snmp_security import Credentials
from app.transport.snmp_v3 import Asking, Engines
from app.transport.snmp_wire import COUNTER32, Binding, SnmpQuestions
from app.transport.stopwatch import Stopwatch
from app.transport.wire import FAMILIES, Address, Family, StampKeeper

_UPTIME_OID = "1.3.6.1.2.1.1.3.0"
_UPTIME = Metric(name="uptime", unit=Unit.SECONDS, title="Uptime of the agent")
_PATIENCE = 0.85  # share of a run's time in which an answer is waited for, half of it before asking again
_WRAP = 2.0**32
_SHORTEST = 8  # signs of a password (RFC 3414, section 11.2)
_SHOWN = 80


class Wanted(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One value that is asked for: a series where it is a number, and a text to compare."""

    oid: Annotated[str, msgspec.Meta(max_length=400)]
    name: SeriesName
    unit: Unit = Unit.NONE
    title: Annotated[str, msgspec.Meta(max_length=80)] = ""
    factor: float = 1.0
    rate: bool = False
    match: Annotated[str, msgspec.Meta(max_length=1000)] = ""

    @property
    def metric(self) -> Metric:
        """The series."""
        title = self.title or self.name.replace("_", " ").capitalize()
        return Metric(name=self.name, unit=self.unit, title=title)


class _Counted(Value, frozen=True, kw_only=True):
    """What rates are counted from."""

    uptime: float | None
    counters: Counters


class Snmp(Probe, frozen=True, kw_only=True, tag="snmp"):
    """Ask an SNMP agent (v1, v2c or v3) for its uptime and for values."""

    example = {"host": "127.0.0.1", "port": 9}
    metrics = (RESPONSE_TIME, _UPTIME)

    host: Host
    port: Port = 161
    version: Literal["1", "2c", "3"] = "2c"
    community: Secret | None = None
    user: Annotated[str, msgspec.Meta(max_length=32)] = ""
    hash: Literal["md5", "sha", "sha224", "sha256", "sha384", "sha512"] = "sha"
    password: Secret | None = None
    privacy: Secret | None = None
    get: Annotated[tuple[Wanted, ...], msgspec.Meta(max_length=40)] = ()
    family: Family = "any"

    def __post_init__(self) -> None:
        """Refuse what cannot be asked; msgspec tells the place."""
        names = [wanted.name for wanted in self.get]
        taken = {metric.name for metric in self.metrics}
        if len(set(names)) < len(names) or taken & set(names):
            raise ValueError(f"each value has a name of its own, and none of {', '.join(sorted(taken))}")
        if (self.version == "3") != bool(self.user) or (self.version == "3" and self.community):
            raise ValueError("version 3 has a user, the others a community")
        if self.privacy and not self.password:
            raise ValueError("privacy needs a password too")
        for wanted in self.get:
            snmp_wire.encode_oid(wanted.oid)
            checked(wanted.match)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    @property
    def measured(self) -> tuple[Metric, ...]:
        """Those of every agent, and those that are asked for."""
        return (*self.metrics, *(wanted.metric for wanted in self.get))

    @property
    def _oids(self) -> tuple[str, ...]:
        return (_UPTIME_OID, *(wanted.oid for wanted in self.get))

    async def run(self, ctx: Context) -> Reading:
        """Ask once, and once more where a packet is lost; raises ``ProbeFailed``."""
        who = await self._credentials(ctx) if self.user else None
        community = await ctx.secret(self.community) if self.community else "public"
        watch = Stopwatch()
        await ctx.shared(StampKeeper)
        async with Limits(ctx.timeout, watch):
            watch.enter(RESOLVE)
            resolver = await ctx.shared(Resolver)
            server = (await resolver.resolve(self.host, self.port, ctx.timeout, FAMILIES[self.family]))[0]
            watch.enter(FIRST_BYTE)
            if who is not None:
                came, found = await self._asked_safely(ctx, server, who)
            else:
                came = await self._asked(await ctx.shared(SnmpQuestions), server, community, ctx.timeout)
                found = snmp_wire.answer(came.packet, self._oids)
        values, facts = self._numbers(found, ctx), self._texts(found)
        await self._judge(found, ctx)
        return Reading(
            values={RESPONSE_TIME.name: came.seconds, **values},
            phases=(Phase(name=FIRST_BYTE, seconds=came.seconds),),
            facts={"address": server.text, **facts},
        )

    async def _asked(
        self, questions: SnmpQuestions, server: Address, community: str, seconds: float
    ) -> Received:
        request = snmp_wire.request(self.version, community, self._oids)
        for _ in range(2):
            try:
                return await questions.ask(server, request.packet, seconds * _PATIENCE / 2)
            except TimeoutError:
                continue
        limit = quantity(seconds, Unit.SECONDS)
        sentence = phrase("No answer in {limit}; a wrong community is met by silence too", limit=limit)
        raise ProbeFailed(ErrorClass.TIMEOUT_READ, sentence)

    async def _credentials(self, ctx: Context) -> Credentials:
        passwords = [await ctx.secret(each) if each else "" for each in (self.password, self.privacy)]
        if any(0 < len(password) < _SHORTEST for password in passwords):
            sentence = phrase("A password of SNMP has at least {count} signs", count=str(_SHORTEST))
            raise ProbeFailed(ErrorClass.CREDENTIAL, sentence)
        return Credentials(self.user, self.hash, *passwords)

    async def _asked_safely(
        self, ctx: Context, server: Address, who: Credentials
    ) -> tuple[Received, dict[str, Binding]]:
        questions, engines = await ctx.shared(SnmpQuestions), await ctx.shared(Engines)
        asking = Asking(who, self._oids)
        for _ in range(2):
            with contextlib.suppress(TimeoutError):
                return await snmp_v3.ask(questions, engines, server, asking, ctx.timeout * _PATIENCE / 2)
        limit = quantity(ctx.timeout, Unit.SECONDS)
        sentence = phrase(
            "No answer in {limit}; a wrong password for privacy may be met by silence", limit=limit
        )
        raise ProbeFailed(ErrorClass.TIMEOUT_READ, sentence)

    def _numbers(self, found: dict[str, Binding], ctx: Context) -> dict[str, float]:
        """Return the series that have a value, rates among them from the second run on."""
        ticks = found[_UPTIME_OID].number if _UPTIME_OID in found else None
        uptime = None if ticks is None else ticks / 100
        values = {} if uptime is None else {_UPTIME.name: uptime}
        counted: dict[str, float] = {}
        for wanted in self.get:
            number = _number(found.get(wanted.oid))
            if number is not None and wanted.rate:
                counted[wanted.name] = number
            elif number is not None:
                values[wanted.name] = number * wanted.factor
        return values | self._rates(found, _counted(ctx.now, uptime, counted), ctx)

    def _rates(self, found: dict[str, Binding], now: _Counted, ctx: Context) -> dict[str, float]:
        before = ctx.recall(_Counted)
        ctx.remember(now)
        if before is None or _restarted(before, now):
            return {}
        known = dict(before.counters.values)
        values: dict[str, float] = {}
        for wanted in self.get:
            name = wanted.name
            # A fall of an agent that did not start anew is a counter that has begun its round again.
            kind = found[wanted.oid].kind if wanted.oid in found else 0
            if kind == COUNTER32 and now.counters.values.get(name, 0.0) < known.get(name, 0.0):
                known[name] -= _WRAP if now.uptime is not None else 0.0
            grown = rate(Counters(at=before.counters.at, values=known), now.counters, name)
            if grown is not None:
                values[name] = grown * wanted.factor
        return values

    def _texts(self, found: dict[str, Binding]) -> dict[str, str]:
        return {
            wanted.name: foreign(found[wanted.oid].text)
            for wanted in self.get
            if wanted.oid in found and not found[wanted.oid].absent
        }

    async def _judge(self, found: dict[str, Binding], ctx: Context) -> None:
        for wanted in self.get:
            binding = found.get(wanted.oid)
            if binding is None or binding.absent:
                reason = "missing" if binding is None else binding.absent
                raise unfit(
                    phrase(
                        "There is no {name} ({oid}): {reason}",
                        name=wanted.name,
                        oid=wanted.oid,
                        reason=reason,
                    )
                )
            if wanted.match and not await (await ctx.shared(Matcher)).found(wanted.match, binding.text):
                raise unfit(
                    phrase(
                        "{name} is {text}, without {wanted}",
                        name=wanted.name,
                        text=foreign(binding.text, _SHOWN),
                        wanted=foreign(wanted.match, _SHOWN),
                    )
                )


def _counted(at: Moment, uptime: float | None, values: dict[str, float]) -> _Counted:
    return _Counted(uptime=uptime, counters=Counters(at=at, values=values))


def _restarted(before: _Counted, now: _Counted) -> bool:
    return before.uptime is not None and now.uptime is not None and now.uptime < before.uptime


def _number(binding: Binding | None) -> float | None:
    """Return a value as a number, also where an agent writes it as a text."""
    if binding is None or binding.absent:
        return None
    if binding.number is not None:
        return binding.number
    text = binding.text.strip()
    # Plain decimal notation only: float() would take "nan", "1e400" and "1_000" as well.
    plain = len(text) < 40 and text.removeprefix("-").replace(".", "", 1).isdecimal()
    return float(text) if plain else None
