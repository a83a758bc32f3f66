"""One DNS question to one server: over UDP and, where the answer is cut, over TCP; or over a stream."""

import asyncio
import secrets
from time import perf_counter
from typing import NamedTuple

from app.transport import dns_wire
from app.transport.datagrams import Questions
from app.transport.wire import Address, Stream, connect


class DnsQuestions(Questions):
    """The DNS questions of all runs, by UDP."""

    def __init__(self) -> None:
        super().__init__(dns_wire.identity_of, 16)


class Exchange(NamedTuple):
    """An answer and the seconds it took."""

    answer: dns_wire.Answer
    seconds: float


async def ask(questions: DnsQuestions, server: Address, asked: dns_wire.Question, wait: float) -> Exchange:
    """Ask ``server`` and wait for the answer to this very question; others are passed over.

    Raises ``OSError`` (``TimeoutError`` after ``wait`` seconds) and ``dns_wire.BadPacket``.
    """
    came = await questions.ask(server, asked.packet, wait)
    answer = dns_wire.answer(came.packet, asked)
    if not answer.truncated:
        return Exchange(answer, came.seconds)
    async with asyncio.timeout(wait):
        wire = await connect(server)
        try:
            answer, arrived = await ask_stream(wire, asked)
        finally:
            wire.close()
    return Exchange(answer, arrived - came.sent)


async def ask_stream(stream: Stream, asked: dns_wire.Question) -> tuple[dns_wire.Answer, float]:
    """Ask over a stream (RFC 7766); return the answer and when it arrived, by ``perf_counter``.

    Raises ``OSError`` and ``dns_wire.BadPacket``.
    """
    identity = secrets.randbits(16)
    question = asked.packet(identity)
    await stream.send(len(question).to_bytes(2) + question)
    packet = bytearray()
    while len(packet) < 2 or len(packet) < 2 + int.from_bytes(packet[:2]):
        part = await stream.receive()
        if not part:
            raise dns_wire.BadPacket("the connection is closed inside the answer")
        packet += part
    arrived = stream.arrived or perf_counter()
    whole = bytes(packet[2 : 2 + int.from_bytes(packet[:2])])
    if dns_wire.identity_of(whole) != identity:
        raise dns_wire.BadPacket("not an answer to our question")
    return dns_wire.answer(whole, asked), arrived
