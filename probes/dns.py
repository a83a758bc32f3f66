"""Whether a name server answers, and what."""

from time import perf_counter
from typing import Annotated, Literal

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Host, Phase, Port, Probe, ProbeFailed, Reading
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.answer_text import unfit
from app.transport.dns_exchange import DnsQuestions, Exchange, ask, ask_stream
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits, malformed
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import open_stream
from app.transport.tls import TlsSettings
from app.transport.wire import Address, StampKeeper

_ANSWERS = Metric(name="answers", unit=Unit.COUNT, title="Answers")
_TTL = Metric(name="ttl", unit=Unit.SECONDS, title="Time to live")
_SERIAL = Metric(name="serial", unit=Unit.NONE, title="Zone serial")
_REPEAT_AFTER = 1.0  # seconds; a lost packet is not an outage
_SHOWN = 120  # signs of the answers in a sentence


class Dns(Probe, frozen=True, kw_only=True, tag="dns"):
    """Ask a name server for a record, by UDP and where the answer is cut by TCP, or by TCP or TLS at once."""

    example = {"name": "casino.example", "resolver": "127.0.0.1", "port": 9}
    metrics = (RESPONSE_TIME, _ANSWERS, _TTL, _SERIAL)

    name: Annotated[str, msgspec.Meta(min_length=1, max_length=253)]
    record: Literal["A", "AAAA", "CNAME", "MX", "TXT", "NS", "SOA", "SRV", "PTR", "CAA"] = "A"
    resolver: Host = ""  # empty: the first name server of this machine
    port: Port | None = None
    transport: Literal["udp", "tcp", "tls"] = "udp"
    tls: TlsSettings = TlsSettings()
    expected: tuple[str, ...] = ()
    match: Literal["all", "any", "exact"] = "all"
    rcode: Literal["NOERROR", "NXDOMAIN", "SERVFAIL", "REFUSED", "FORMERR", "NOTIMP", "NOTAUTH"] = "NOERROR"
    authoritative: bool = False
    authentic: bool = False
    recursion: bool = True
    room: Annotated[int, msgspec.Meta(ge=0, le=4096)] = 1232  # as on the DNS flag day of 2020

    def __post_init__(self) -> None:
        """Refuse what cannot be asked or judged; msgspec tells the place."""
        dns_wire.encode_name(self.name)
        if 0 < self.room < 512:
            raise ValueError("room is 0 or at least 512")
        if self.expected and self.rcode != "NOERROR":
            raise ValueError(f"with rcode {self.rcode} there are no answers to expect")

    @property
    def address(self) -> str:
        """Who is asked."""
        return f"{self.resolver or 'resolver'}:{self._port}"

    @property
    def _port(self) -> int:
        return self.port or (853 if self.transport == "tls" else 53)

    @property
    def _question(self) -> dns_wire.Question:
        return dns_wire.question(
            self.name, self.record, recursion=self.recursion, authentic=self.authentic, room=self.room
        )

    async def run(self, ctx: Context) -> Reading:
        """Ask once, over UDP once more where a packet is lost; raises ``ProbeFailed``."""
        try:
            exchange, phases, facts = await (
                self._packet(ctx) if self.transport == "udp" else self._stream(ctx)
            )
        except dns_wire.BadPacket as reason:
            raise malformed(phrase("Answers, but not in DNS"), str(reason)) from None
        self._judge(exchange.answer)
        return Reading(
            values={RESPONSE_TIME.name: exchange.seconds, **self._numbers(exchange.answer)},
            phases=phases,
            facts={**facts, **self._told(exchange.answer)},
        )

    async def _packet(self, ctx: Context) -> "_Got":
        watch = Stopwatch()
        await ctx.shared(StampKeeper)
        resolver = await ctx.shared(Resolver)
        async with Limits(ctx.timeout, watch):
            watch.enter(RESOLVE)
            server = await self._server(resolver, ctx.timeout)
            watch.enter(FIRST_BYTE)
            exchange, asked = await self._repeated(resolver.questions, server, ctx.timeout)
        phases = (Phase(name=FIRST_BYTE, seconds=exchange.seconds),)
        return exchange, phases, {"address": server.text} | ({"asked": str(asked)} if asked > 1 else {})

    async def _repeated(
        self, questions: DnsQuestions, server: Address, seconds: float
    ) -> tuple[Exchange, int]:
        first = min(_REPEAT_AFTER, seconds / 2)
        try:
            return await ask(questions, server, self._question, first), 1
        except TimeoutError:
            return await ask(questions, server, self._question, seconds), 2

    async def _stream(self, ctx: Context) -> "_Got":
        resolver = await ctx.shared(Resolver)
        host = self.resolver or resolver.servers[0].ip
        tls = self.tls if self.transport == "tls" else None
        async with open_stream(ctx, host, self._port, tls=tls) as talk:
            began = perf_counter()
            answer, arrived = await ask_stream(talk.stream, self._question)
            talk.watch.stop(arrived)
        return Exchange(answer, arrived - began), talk.watch.phases(), {"address": talk.address.text}

    async def _server(self, resolver: Resolver, seconds: float) -> Address:
        if not self.resolver:
            return resolver.servers[0]._replace(port=self._port)
        return (await resolver.resolve(self.resolver, self._port, seconds))[0]

    def _numbers(self, answer: dns_wire.Answer) -> dict[str, float]:
        records = answer.of(self.record)
        values = {_ANSWERS.name: float(len(records))}
        if records:
            values[_TTL.name] = float(min(record.ttl for record in records))
        if records and self.record == "SOA":
            values[_SERIAL.name] = float(records[0].text.split()[2])
        return values

    def _told(self, answer: dns_wire.Answer) -> dict[str, str]:
        flags = {"authoritative": answer.authoritative, "authentic": answer.authentic}
        return {
            "answers": ", ".join(record.text for record in answer.of(self.record)),
            "rcode": answer.rcode_name,
            "flags": ", ".join(name for name, there in flags.items() if there),
        }

    def _judge(self, answer: dns_wire.Answer) -> None:
        if answer.rcode_name != self.rcode:
            raise self._other_code(answer)
        records = tuple(record.text for record in answer.of(self.record))
        if self.rcode == "NOERROR" and not records:
            sentence = phrase(
                "The name {name} has no {record} record", name=foreign(self.name), record=self.record
            )
            raise ProbeFailed(ErrorClass.DNS, sentence)
        if self.authoritative and not answer.authoritative:
            raise unfit(phrase("The answer for {name} is not authoritative", name=foreign(self.name)))
        if self.authentic and not answer.authentic:
            raise unfit(phrase("The answer for {name} is not validated by DNSSEC", name=foreign(self.name)))
        self._expect(records)

    def _other_code(self, answer: dns_wire.Answer) -> ProbeFailed:
        name, code = foreign(self.name), answer.rcode_name
        if self.rcode != "NOERROR":
            sentence = phrase(
                "The name server answers {code} for {name} instead of {wanted}",
                code=code,
                name=name,
                wanted=self.rcode,
            )
            return unfit(sentence)
        if answer.rcode == dns_wire.NXDOMAIN:
            return ProbeFailed(ErrorClass.DNS, phrase("The name {name} does not exist", name=name), code)
        sentence = phrase("The name server answers {code} for {name}", code=code, name=name)
        return ProbeFailed(ErrorClass.DNS, sentence)

    def _expect(self, records: tuple[str, ...]) -> None:
        came = {_plain(record): record for record in records}
        wanted = {_plain(each): each for each in self.expected}
        values = {"name": foreign(self.name), "answers": foreign(", ".join(records), _SHOWN)}
        if self.match == "any" and wanted and not came.keys() & wanted.keys():
            expected = foreign(", ".join(self.expected), _SHOWN)
            raise unfit(phrase("{name} is {answers}, none of {wanted}", wanted=expected, **values))
        for key, missing in wanted.items() if self.match != "any" else ():
            if key not in came:
                raise unfit(
                    phrase("{name} is {answers}, without {wanted}", wanted=foreign(missing, 80), **values)
                )
        for key, other in came.items() if self.match == "exact" and wanted else ():
            if key not in wanted:
                raise unfit(phrase("{name} is {answers}, also {other}", other=foreign(other, 80), **values))


_Got = tuple[Exchange, tuple[Phase, ...], dict[str, str]]


def _plain(answer: str) -> str:
    """Return an answer without what makes no difference in DNS."""
    return answer.lower().rstrip(".")
