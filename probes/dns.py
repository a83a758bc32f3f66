"""Whether a name server answers, and what."""

import asyncio
from typing import Annotated, Literal

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Phase, Port, Probe, ProbeFailed, Reading
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.answer_text import unfit
from app.transport.dns_exchange import Exchange, ask
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits, malformed
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.wire import Address, StampKeeper

_ANSWERS = Metric(name="answers", unit=Unit.COUNT, title="Answers")
_REPEAT_AFTER = 1.0  # seconds; a lost packet is not an outage


class Dns(Probe, frozen=True, kw_only=True, tag="dns"):
    """Ask a name server for a record, by UDP and where the answer is cut by TCP."""

    example = {"name": "casino.example", "resolver": "127.0.0.1", "port": 9}
    metrics = (RESPONSE_TIME, _ANSWERS)

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
    record: Literal["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA", "SRV", "PTR", "CAA"] = "A"
    resolver: Host = ""  # empty: the first name server of this machine
    port: Port = 53
    expected: tuple[str, ...] = ()  # answers that must be among those that come

    def __post_init__(self) -> None:
        """Refuse what cannot be a name; msgspec tells the place."""
        dns_wire.encode_name(self.name)

    @property
    def address(self) -> str:
        """Who is asked."""
        return f"{self.resolver or 'resolver'}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Ask once, and once more where a packet is lost; raises ``ProbeFailed``."""
        watch = Stopwatch()
        await ctx.shared(StampKeeper)
        async with Limits(ctx.timeout, watch):
            watch.enter(RESOLVE)
            server = await self._server(ctx)
            watch.enter(FIRST_BYTE)
            exchange = await self._exchange(server, ctx.timeout)
        records = self._judged(exchange.answer)
        return Reading(
            values={RESPONSE_TIME.name: exchange.seconds, _ANSWERS.name: float(len(records))},
            phases=(Phase(name=FIRST_BYTE, seconds=exchange.seconds),),
            facts={"address": server.text, "answers": ", ".join(records)},
        )

    async def _server(self, ctx: Context) -> Address:
        resolver = await ctx.shared(Resolver)
        if not self.resolver:
            return resolver.servers[0]
        return (await resolver.resolve(self.resolver, self.port, ctx.timeout))[0]

    async def _exchange(self, server: Address, seconds: float) -> Exchange:
        try:
            try:
                async with asyncio.timeout(min(_REPEAT_AFTER, seconds / 2)):
                    return await ask(server, self.name, self.record)
            except TimeoutError:
                return await ask(server, self.name, self.record)
        except dns_wire.BadPacket as reason:
            raise malformed(phrase("Answers, but not in DNS"), str(reason)) from None

    def _judged(self, answer: dns_wire.Answer) -> tuple[str, ...]:
        name = foreign(self.name)
        if answer.rcode == dns_wire.NXDOMAIN:
            raise ProbeFailed(ErrorClass.DNS, phrase("The name {name} does not exist", name=name), "NXDOMAIN")
        if answer.rcode != dns_wire.NOERROR:
            raise ProbeFailed(
                ErrorClass.DNS,
                phrase("The name server answers {code} for {name}", code=answer.rcode_name, name=name),
            )
        records = tuple(record.text for record in answer.of(self.record))
        if not records:
            raise ProbeFailed(
                ErrorClass.DNS,
                phrase("The name {name} has no {record} record", name=name, record=self.record),
            )
        self._expect(records)
        return records

    def _expect(self, records: tuple[str, ...]) -> None:
        came = {record.lower().rstrip(".") for record in records}
        for wanted in self.expected:
            if wanted.lower().rstrip(".") not in came:
                raise unfit(
                    phrase(
                        "{name} is {answers}, without {wanted}",
                        name=foreign(self.name),
                        answers=foreign(", ".join(records), 120),
                        wanted=foreign(wanted, 80),
                    )
                )
