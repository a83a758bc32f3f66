"""Whether something answers datagrams on a UDP port, or at least does not refuse them."""

import asyncio
from typing import Annotated

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Context, Duration, Host, Phase, Port, Probe, Reading
from app.model.quantity import Unit
from app.transport.answer_text import unfit
from app.transport.datagrams import Received
from app.transport.errors import FIRST_BYTE
from app.transport.patterns import Matcher, checked
from app.transport.udp_talk import Talk, open_talk
from app.transport.wire import Family

_SIZE = Metric(name="answer_size", unit=Unit.BYTES, title="Size of the answer")
_SHOWN = 80
_HALF = 0.5  # share of a run's time in which a refusal is waited for at most

Payload = Annotated[str, msgspec.Meta(max_length=8000)]


class Udp(Probe, frozen=True, kw_only=True, tag="udp"):
    """Send a datagram; wait for the answer that is expected, or only for a refusal where none is."""

    example = {"host": "127.0.0.1", "port": 9, "send": "ping", "expect": "pong"}
    metrics = (RESPONSE_TIME, _SIZE)
    timed = False  # waiting for a refusal takes the time that it is given

    host: Host
    port: Port
    send: Payload = ""
    send_hex: Payload = ""
    expect: Annotated[str, msgspec.Meta(max_length=1000)] = ""
    expect_hex: Payload = ""
    attempts: Annotated[int, msgspec.Meta(ge=1, le=5)] = 2
    wait: Duration = 0.5
    family: Family = "any"

    def __post_init__(self) -> None:
        """Refuse what contradicts itself; msgspec tells the place."""
        if self.send and self.send_hex:
            raise ValueError("send and send_hex exclude one another")
        checked(self.expect)
        for text in (self.send_hex, self.expect_hex):
            bytes.fromhex(text)

    @property
    def address(self) -> str:
        """Host and port."""
        return f"{self.host}:{self.port}"

    async def run(self, ctx: Context) -> Reading:
        """Send, and judge what comes back; raises ``ProbeFailed``."""
        data = bytes.fromhex(self.send_hex) if self.send_hex else self.send.encode()
        async with open_talk(ctx, self.host, self.port, self.family) as talk:
            if self.expect or self.expect_hex:
                came: Received | None = await talk.ask(lambda: data, lambda _: True, self.attempts)
            else:
                came = await self._anything(talk, data, ctx.timeout)
        facts = {"address": talk.address.text}
        if came is None:
            return Reading(sentence=_NOT_REFUSED, facts={**facts, "answer": "none"})
        await self._judge(ctx, came.packet)
        return Reading(
            values={RESPONSE_TIME.name: came.seconds, _SIZE.name: float(len(came.packet))},
            phases=(Phase(name=FIRST_BYTE, seconds=came.seconds),),
            facts={**facts, "answer": _shown(came.packet)},
            coarse=talk.asked > 1,  # nobody knows which of the questions it answers
        )

    async def _anything(self, talk: Talk, data: bytes, seconds: float) -> Received | None:
        talk.send(data)
        try:
            async with asyncio.timeout(min(self.wait, seconds * _HALF)):
                return await talk.receive()
        except TimeoutError:
            return None

    async def _judge(self, ctx: Context, answer: bytes) -> None:
        if bytes.fromhex(self.expect_hex) not in answer:
            raise unfit(_without(answer, foreign(self.expect_hex, _SHOWN)))
        if not self.expect:
            return
        matcher = await ctx.shared(Matcher)
        if not await matcher.found(self.expect, answer.decode("utf-8", "replace")):
            raise unfit(_without(answer, foreign(self.expect, _SHOWN)))


_NOT_REFUSED = phrase("Not refused; that something takes the datagrams is not proved")


def _without(answer: bytes, wanted: str) -> Phrase:
    return phrase("Answers {answer}, without {wanted}", answer=_shown(answer), wanted=wanted)


def _shown(answer: bytes) -> str:
    """Return an answer as text where it is one, else as hexadecimal digits."""
    try:
        text = answer.decode("utf-8")
    except UnicodeDecodeError:
        return foreign(answer[:_SHOWN].hex(), _SHOWN)
    return foreign(text, _SHOWN) if text.strip().isprintable() else foreign(answer[:_SHOWN].hex(), _SHOWN)
