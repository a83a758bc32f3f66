"""One ICMP socket for the pings of all hosts of an address family."""

import asyncio
import contextlib
import secrets
import socket
import struct
from time import perf_counter

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import icmp_wire
from app.transport.wire import Address, arrival, ask_for_stamps

_PAYLOAD = 16
_ROOM = 256
_PACKET = 2048
_READS = 200  # packets read at one go; the loop has its turn in between
_ICMP_FILTER = 1  # of SOL_RAW, linux/icmp.h
_SOL_RAW = 255
_WANTED = ~sum(1 << kind for kind in (0, 3, 11)) & 0xFFFFFFFF  # a set bit keeps a type out


class _Waiting:
    """A ping under way."""

    __slots__ = ("future", "payload", "sent")

    def __init__(self, future: "asyncio.Future[float]", payload: bytes) -> None:
        self.future = future
        self.payload = payload
        self.sent = perf_counter()


class EchoSocket:
    """Sends echo requests and sorts the answers. Raises ``OSError`` where the rights are missing.

    ``kind`` is ``socket.SOCK_DGRAM``, for which the group needs to be within ``ping_group_range``, or
    ``socket.SOCK_RAW``, for which the process needs CAP_NET_RAW.
    """

    def __init__(self, family: int, kind: int) -> None:
        self._family = family
        self._raw = kind == socket.SOCK_RAW
        protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
        self._loop = asyncio.get_running_loop()
        self._socket = socket.socket(family, kind, protocol)
        self._socket.setblocking(False)
        ask_for_stamps(self._socket)
        if self._raw and family == socket.AF_INET:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("@I", _WANTED))
        self._identity = secrets.randbits(16)
        self._sequence = secrets.randbits(16)
        self._waiting: dict[int, _Waiting] = {}
        self._loop.add_reader(self._socket, self._read)

    async def ping(self, address: Address, wait: float) -> float | None:
        """Return the round trip in seconds, None when no answer comes within ``wait`` seconds.

        Raises ``OSError``, and ``ProbeFailed`` (unreachable) when the network says so.
        """
        sequence = self._free_sequence()
        waiting = _Waiting(self._loop.create_future(), secrets.token_bytes(_PAYLOAD))
        packet = icmp_wire.request(self._family, self._identity, sequence, waiting.payload)
        self._waiting[sequence] = waiting
        try:
            waiting.sent = perf_counter()
            # Not sock_sendto of the loop: it needs no waiting, and uvloop refuses it for raw sockets.
            self._socket.sendto(packet, (address.ip, 0))
            async with asyncio.timeout(wait):
                return await waiting.future
        except TimeoutError:
            return None
        except BlockingIOError:
            return None  # the queue of the network card is full: as good as lost on the way
        finally:
            del self._waiting[sequence]

    def _free_sequence(self) -> int:
        for _ in range(65_536):
            self._sequence = (self._sequence + 1) & 0xFFFF
            if self._sequence not in self._waiting:
                return self._sequence
        raise ProbeFailed(ErrorClass.INTERNAL, phrase("This monitor has too many pings under way"))

    def _read(self) -> None:
        for _ in range(_READS):
            try:
                packet, ancillary, _flags, _peer = self._socket.recvmsg(_PACKET, _ROOM)
            except OSError:  # nothing more, or the late news of an earlier packet
                return
            found = icmp_wire.echo(
                self._family, packet, with_ip_header=self._raw and self._family == socket.AF_INET
            )
            # A datagram socket has an identity of its own, given and watched by the kernel.
            if found is not None and (not self._raw or found.identity == self._identity):
                self._take(found, ancillary)

    def _take(self, found: icmp_wire.Echo, ancillary: list[tuple[int, int, bytes]]) -> None:
        waiting = self._waiting.get(found.sequence)
        if waiting is None or waiting.future.done():
            return
        if found.lost:
            waiting.future.set_exception(
                ProbeFailed(
                    ErrorClass.UNREACHABLE, phrase("The network says that there is no way to the host")
                )
            )
        elif found.payload == waiting.payload:
            waiting.future.set_result(arrival(ancillary, waiting.sent) - waiting.sent)

    def close(self) -> None:
        """Close; pings under way find no answer."""
        self._loop.remove_reader(self._socket)
        self._socket.close()
