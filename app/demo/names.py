"""A name server over UDP that knows the casino's own names. Source: RFC 1035, section 4."""

import asyncio
import struct
from collections.abc import Mapping

from app.demo.faults import Kind
from app.demo.service import CONNECTIONS, LOOPBACK, PortService

_QUERY = 512  # bytes of a question
_SERVFAIL, _NXDOMAIN = 2, 3
_A, _IN = 1, 1


class NameService(PortService):
    """Answers A records of the names it knows, NXDOMAIN for others."""

    slow = 0.6  # who asks a name server asks once more after a while, so a later answer is none

    def __init__(self, name: str, addresses: Mapping[str, str], *, usual: float = 0.003) -> None:
        super().__init__(name, usual=usual)
        self._addresses = addresses
        self._transport: asyncio.DatagramTransport | None = None

    def asked(self, packet: bytes, peer: tuple[str, int]) -> None:
        """Answer a packet, later."""
        self.touch()
        if self.acting() is Kind.HANG or len(packet) > _QUERY or len(self._talks) >= CONNECTIONS:
            return
        task = asyncio.create_task(self._reply(packet, peer), name=f"demo {self.name}")
        self._talks.add(task)
        task.add_done_callback(self._talks.discard)

    async def _reply(self, packet: bytes, peer: tuple[str, int]) -> None:
        await self.linger()
        answer = self._answer(packet)
        if answer and self._transport is not None:
            self._transport.sendto(answer, peer)

    async def _listen(self) -> None:
        loop = asyncio.get_running_loop()
        self._transport, _ = await loop.create_datagram_endpoint(
            lambda: _Wire(self), local_addr=(LOOPBACK, self.port)
        )
        self.port = self._transport.get_extra_info("sockname")[1]

    def _close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()

    def _is_listening(self) -> bool:
        return self._transport is not None

    def _answer(self, packet: bytes) -> bytes:
        try:
            name, end = _name(packet)
            kind, group = struct.unpack_from("!HH", packet, end)
        except (IndexError, struct.error, UnicodeDecodeError):
            return b""
        question = packet[12 : end + 4]
        address = self._addresses.get(name.lower())
        if self.acting() is Kind.ERROR_500:
            return _head(packet, _SERVFAIL, 0) + question
        if address is None:
            return _head(packet, _NXDOMAIN, 0) + question
        if (kind, group) != (_A, _IN):
            return _head(packet, 0, 0) + question
        record = struct.pack("!HHHIH", 0xC00C, _A, _IN, 60, 4) + bytes(int(x) for x in address.split("."))
        return _head(packet, 0, 1) + question + record


class _Wire(asyncio.DatagramProtocol):
    def __init__(self, service: NameService) -> None:
        self._service = service

    def datagram_received(self, data: bytes, addr: tuple[str, int]) -> None:
        self._service.asked(data, addr)


def _head(packet: bytes, code: int, answers: int) -> bytes:
    # A response, authoritative, recursion as it was asked for.
    flags = 0x8400 | (packet[2] << 8 & 0x0100) | code
    return packet[:2] + struct.pack("!HHHHH", flags, 1, answers, 0, 0)


def _name(packet: bytes) -> tuple[str, int]:
    """Return the name that is asked for and where it ends."""
    labels: list[str] = []
    place = 12
    while (length := packet[place]) != 0:
        labels.append(packet[place + 1 : place + 1 + length].decode("ascii"))
        place += 1 + length
    return ".".join(labels), place + 1
