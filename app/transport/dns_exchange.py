"""One DNS question to one server, over UDP and, where the answer is cut, over TCP."""

import asyncio
import secrets
import socket
from time import perf_counter
from typing import NamedTuple

from app.transport import dns_wire
from app.transport.wire import Address, arrival, ask_for_stamps, connect, readable

_ROOM = 64
_UDP_LIMIT = 4096


class Exchange(NamedTuple):
    """An answer and the seconds it took."""

    answer: dns_wire.Answer
    seconds: float


async def ask(server: Address, name: str, record: str) -> Exchange:
    """Ask ``server`` for the ``record`` type of ``name`` and wait for the answer to this very question.

    Waits as long as it is let: the caller sets the deadline. Raises ``OSError``, ``dns_wire.BadPacket`` and,
    for a name that cannot be one, ``ValueError``. Packets that answer something else are passed over.
    """
    asked = dns_wire.question(secrets.randbits(16), name, record)
    began = perf_counter()
    answer, arrived = await _by_udp(server, asked, began)
    if answer.truncated:
        answer, arrived = await _by_tcp(server, asked)
    return Exchange(answer, arrived - began)


async def _by_udp(server: Address, asked: bytes, began: float) -> tuple[dns_wire.Answer, float]:
    loop = asyncio.get_running_loop()
    with socket.socket(server.family, socket.SOCK_DGRAM) as sock:
        sock.setblocking(False)
        ask_for_stamps(sock)
        # Connected: the kernel drops what comes from elsewhere and tells of a closed port.
        sock.connect((server.ip, server.port))
        sock.send(asked)
        while True:
            try:
                packet, ancillary, _flags, _peer = sock.recvmsg(_UDP_LIMIT, _ROOM)
            except BlockingIOError:
                await readable(loop, sock)
                continue
            if packet[:2] == asked[:2]:
                return dns_wire.answer(packet, asked), arrival(ancillary, began)


async def _by_tcp(server: Address, asked: bytes) -> tuple[dns_wire.Answer, float]:
    wire = await connect(server)
    try:
        await wire.send(len(asked).to_bytes(2) + asked)
        packet = b""
        while len(packet) < 2 or len(packet) < 2 + int.from_bytes(packet[:2]):
            part = await wire.receive()
            if not part:
                raise dns_wire.BadPacket("the connection is closed inside the answer")
            packet += part
        return dns_wire.answer(packet[2 : 2 + int.from_bytes(packet[:2])], asked), wire.arrived
    finally:
        wire.close()
