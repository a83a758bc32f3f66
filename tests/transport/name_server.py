"""A name server on loopback that answers what a test wants."""

import asyncio
import struct
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import cast

from app.transport import dns_wire

Zone = Callable[[bytes], bytes | list[bytes] | None]


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, zone: Zone) -> None:
        self._zone = zone
        self._transport: asyncio.DatagramTransport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # asyncio's own datagram transport does not derive from the class of that name
        self._transport = cast("asyncio.DatagramTransport", transport)

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        answer = self._zone(data)
        for packet in [answer] if isinstance(answer, bytes) else answer or ():
            assert self._transport is not None
            self._transport.sendto(packet, addr)


@asynccontextmanager
async def name_server(zone: Zone) -> AsyncIterator[int]:
    """Answer questions over UDP by what ``zone`` returns, one packet, several or none; gives the port."""
    loop = asyncio.get_running_loop()
    transport, _ = await loop.create_datagram_endpoint(lambda: _Udp(zone), local_addr=("127.0.0.1", 0))
    try:
        yield int(transport.get_extra_info("sockname")[1])
    finally:
        transport.close()
        await asyncio.sleep(0)


def answered(
    asked: bytes,
    *records: tuple[str, bytes],
    rcode: int = 0,
    truncated: bool = False,
    flags: int = 0,
    ttl: int = 60,
) -> bytes:
    """Return an answer to ``asked`` with records as (type, data)."""
    flags |= 0x8180 | rcode | (0x0200 if truncated else 0)
    head = asked[:2] + struct.pack("!5H", flags, 1, len(records), 0, 0)
    body = b"".join(
        b"\xc0\x0c" + struct.pack("!2HIH", dns_wire.TYPES[kind], 1, ttl, len(data)) + data
        for kind, data in records
    )
    return head + asked[12 : dns_wire.read_name(asked, 12)[1] + 4] + body


def asked_type(asked: bytes) -> str:
    """Return the record type that is asked for."""
    at = dns_wire.read_name(asked, 12)[1]
    return dns_wire.NAMES[int.from_bytes(asked[at : at + 2])]


def asked_name(asked: bytes) -> str:
    """Return the name that is asked for."""
    return dns_wire.read_name(asked, 12)[0]
