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
from app.transport.error_queue import Watched, ask_for_news, news
from app.transport.errors import failure
from app.transport.icmp_news import told
from app.transport.ping_run import PingRun, Plan, Trips
from app.transport.wire import Address, arrival, ask_for_room, ask_for_stamps

_TOKEN = 16  # bytes of a payload that nobody can guess
_TOKENS = 256
_ROOM = 256
_PACKET = 2048
_READS = 1000  # packets read at one go; the loop has its turn in between
_ICMP_FILTER = 1  # of SOL_RAW, linux/icmp.h
_SOL_RAW = 255
_WANTED = ~sum(1 << kind for kind in (0, 3, 11)) & 0xFFFFFFFF  # a set bit keeps a type out
_IPV6_HOPLIMIT = 52
_HEADERS = 128  # bytes that stand before a payload at most

# Set the flag and never mind what was learned of the way before: IP_MTU_DISCOVER, IP_PMTUDISC_PROBE and the
# same of IPv6 (linux/in.h, linux/in6.h). The other value is the system's own, IP_PMTUDISC_WANT.
_WHOLE = {
    socket.AF_INET: (socket.IPPROTO_IP, 10),
    socket.AF_INET6: (socket.IPPROTO_IPV6, 23),
}
_PROBE, _USUAL = 3, 1
_TTL = {
    socket.AF_INET: (socket.IPPROTO_IP, socket.IP_TTL),
    socket.AF_INET6: (socket.IPPROTO_IPV6, _IPV6_HOPLIMIT),
}


class EchoSocket:
    """Sends echo requests and sorts the answers. Raises ``OSError`` where the rights are missing.

    ``kind`` is ``socket.SOCK_DGRAM``, for which the group needs to be within ``ping_group_range``, or
    ``socket.SOCK_RAW``, for which the process needs CAP_NET_RAW.
    """

    def __init__(self, family: int, kind: int) -> None:
        self._family = socket.AddressFamily(family)
        self._raw = kind == socket.SOCK_RAW
        self._with_ip_header = self._raw and family == socket.AF_INET
        protocol = socket.IPPROTO_ICMP if family == socket.AF_INET else socket.IPPROTO_ICMPV6
        self._socket = socket.socket(family, kind, protocol)
        self._socket.setblocking(False)
        ask_for_stamps(self._socket)
        ask_for_room(self._socket)
        if self._with_ip_header:
            with contextlib.suppress(OSError):
                self._socket.setsockopt(_SOL_RAW, _ICMP_FILTER, struct.pack("@I", _WANTED))
        if not self._raw:  # a raw socket is sent the messages themselves
            ask_for_news(self._socket)
        self._identity = secrets.randbits(16)
        self._sequence = secrets.randbits(16)
        self._tokens: list[bytes] = []
        self._waiting: dict[int, tuple[PingRun, int]] = {}
        self._packet = _PACKET
        self._watched = Watched(asyncio.get_running_loop(), self._socket, self._read)

    async def ping(self, address: Address, plan: Plan) -> Trips:
        """Send the pings of a plan and return what came of them.

        Raises ``OSError``, and ``ProbeFailed`` (internal) where there are too many at once.
        """
        self._packet = max(self._packet, plan.size + _HEADERS)
        payload = self._token()[: plan.size] + bytes(max(0, plan.size - _TOKEN))
        run = PingRun(address, plan, payload, self._send, self._read)
        try:
            return await run.whole()
        finally:
            for sequence in run.sequences:
                del self._waiting[sequence]

    def _token(self) -> bytes:
        if not self._tokens:  # many at once: asking the system costs as much for one as for all
            pool = secrets.token_bytes(_TOKEN * _TOKENS)
            self._tokens = [pool[at : at + _TOKEN] for at in range(0, len(pool), _TOKEN)]
        return self._tokens.pop()

    def _send(self, run: PingRun, index: int) -> None:
        sequence = self._free_sequence()
        run.sequences.append(sequence)
        self._waiting[sequence] = (run, index)
        packet = icmp_wire.request(self._family, self._identity, sequence, run.payload)
        # Not sock_sendto of the loop: it needs no waiting, and uvloop refuses it for raw sockets.
        try:
            run.sent[index] = perf_counter()
            self._transmit(packet, run)
        except BlockingIOError:
            return  # the queue of the network card is full: as good as lost on the way
        except OSError:
            if self._raw:
                raise
            # The socket reports the news of an earlier packet first; only the second word is about this one.
            self._hear()
            self._transmit(packet, run)

    def _transmit(self, packet: bytes, run: PingRun) -> None:
        plan = run.plan
        target = (run.address.ip, 0)
        if not plan.ttl and not plan.whole:
            self._socket.sendto(packet, target)
            return
        level, option = _TTL[self._family]
        own = [(level, option, struct.pack("@i", plan.ttl))] if plan.ttl else []
        level, option = _WHOLE[self._family]
        # For the length of this call only: others send on the same socket.
        self._socket.setsockopt(level, option, _PROBE if plan.whole else _USUAL)
        try:
            self._socket.sendmsg([packet], own, 0, target)
        finally:
            self._socket.setsockopt(level, option, _USUAL)

    def _free_sequence(self) -> int:
        for _ in range(65_536):
            self._sequence = (self._sequence + 1) & 0xFFFF
            if self._sequence not in self._waiting:
                return self._sequence
        raise ProbeFailed(ErrorClass.INTERNAL, phrase("This monitor has too many pings under way"))

    def _read(self) -> None:
        for _ in range(_READS):
            try:
                packet, ancillary, _flags, peer = self._socket.recvmsg(self._packet, _ROOM)
            except BlockingIOError:
                return
            except OSError:
                self._hear()
                continue
            found = icmp_wire.echo(self._family, packet, with_ip_header=self._with_ip_header)
            # A datagram socket has an identity of its own, given and watched by the kernel.
            if found is not None and (not self._raw or found.identity == self._identity):
                self._take(found, ancillary, peer[0])

    def _take(self, found: icmp_wire.Echo, ancillary: list[tuple[int, int, bytes]], peer: str) -> None:
        run, index = self._waiting.get(found.sequence, (None, 0))
        if run is None:
            return
        if found.lost is not None:
            run.lose(index, told(self._family, found.lost, peer))
        elif found.payload == run.payload:
            run.take(index, arrival(ancillary, run.sent[index]))

    def _hear(self) -> None:
        for each in news(self._socket):
            quoted = icmp_wire.quoted_request(self._family, each.packet)
            run, index = self._waiting.get(quoted[1], (None, 0)) if quoted else (None, 0)
            if run is None:
                continue
            known = each.by_icmp and told(self._family, (each.kind, each.code), each.offender)
            run.lose(index, known or failure(each.error))

    def close(self) -> None:
        """Close; pings under way find no answer."""
        self._watched.close()
        self._socket.close()
