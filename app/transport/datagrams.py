"""One UDP socket an address family for the questions of many runs; ids tell the answers apart."""

import asyncio
import functools
import secrets
import socket
from collections.abc import Callable
from time import monotonic, perf_counter
from typing import NamedTuple

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.error_queue import News, Watched, ask_for_news, news
from app.transport.wire import Address, arrival, ask_for_room, ask_for_stamps

LARGEST = 65_536  # bytes of a datagram
_ROOM = 64
_READS = 1000  # packets read at one go; the loop has its turn in between
_FRESH = 60.0  # seconds after which a socket gives its port up, so that who guesses it must guess anew
_TRIES = 64  # ids drawn before it is plain that too many are taken


class Received(NamedTuple):
    """An answer; both times by ``perf_counter``, the arrival by the kernel's stamp."""

    packet: bytes
    sent: float
    arrived: float

    @property
    def seconds(self) -> float:
        """How long the answer took."""
        return self.arrived - self.sent


class _Waiting:
    """A question under way."""

    __slots__ = ("future", "peer", "sent")

    def __init__(self, future: "asyncio.Future[Received]", peer: tuple[str, int]) -> None:
        self.future = future
        self.peer = peer
        self.sent = 0.0


class Questions:
    """Asks many servers from one socket. Shared by all runs that speak one protocol.

    ``identify`` returns the id in a packet of the protocol, question or answer, None where it holds none;
    ``bits`` is the width of ids. An answer counts only when id, address and port are those of the question.
    """

    def __init__(self, identify: Callable[[bytes], int | None], bits: int) -> None:
        self._identify = identify
        self._bits = bits
        self._lines: dict[int, _Line] = {}

    async def ask(self, server: Address, question: Callable[[int], bytes], wait: float) -> Received:
        """Send ``question(id)`` under a free id and return the answer.

        Raises ``TimeoutError`` after ``wait`` seconds, and ``OSError``, also for what ICMP tells of it.
        """
        return await self._line(server.family).ask(server, question, wait)

    def _line(self, family: int) -> "_Line":
        line = self._lines.get(family)
        if line is not None and monotonic() - line.opened > _FRESH:
            line.retire()
            line = None
        if line is None:
            line = self._lines[family] = _Line(family, self._identify, self._bits)
        return line

    async def close(self) -> None:
        """Close the sockets; questions under way are told that they are cancelled."""
        for line in self._lines.values():
            line.close()
        self._lines.clear()


class _Line:
    """One socket and the questions that wait on it."""

    def __init__(self, family: int, identify: Callable[[bytes], int | None], bits: int) -> None:
        self.opened = monotonic()
        self._loop = asyncio.get_running_loop()
        self._identify = identify
        self._bits = bits
        self._waiting: dict[int, _Waiting] = {}
        self._retired = self._closed = False
        self._socket = socket.socket(family, socket.SOCK_DGRAM)
        self._socket.setblocking(False)
        ask_for_stamps(self._socket)
        ask_for_room(self._socket)
        ask_for_news(self._socket)
        self._watched = Watched(self._loop, self._socket, self._read)

    async def ask(self, server: Address, question: Callable[[int], bytes], wait: float) -> Received:
        identity = self._free_id()
        packet = question(identity)
        waiting = _Waiting(self._loop.create_future(), (_plain(server.family, server.ip), server.port))
        self._waiting[identity] = waiting
        late = self._loop.call_later(wait, self._give_up, waiting)
        try:
            self._send(packet, server, waiting)
            return await waiting.future
        finally:
            late.cancel()
            del self._waiting[identity]
            if self._retired and not self._waiting:
                self.close()

    def _free_id(self) -> int:
        for _ in range(_TRIES):
            identity = secrets.randbits(self._bits)
            if identity not in self._waiting:
                return identity
        raise ProbeFailed(ErrorClass.INTERNAL, phrase("This monitor has too many questions under way"))

    def _send(self, packet: bytes, server: Address, waiting: _Waiting) -> None:
        waiting.sent = perf_counter()
        try:
            self._socket.sendto(packet, (server.ip, server.port))
        except BlockingIOError:
            return  # the queue of the network card is full: as good as lost on the way
        except OSError:
            # The socket reports the news of an earlier packet first; only the second word is about this one.
            self._hear()
            self._socket.sendto(packet, (server.ip, server.port))

    def _give_up(self, waiting: _Waiting) -> None:
        """Its time is over, unless the answer is here and only this loop is late."""
        self._read()
        if not waiting.future.done():
            waiting.future.set_exception(TimeoutError())

    def _read(self) -> None:
        for _ in range(_READS):
            try:
                packet, ancillary, _flags, peer = self._socket.recvmsg(LARGEST, _ROOM)
            except BlockingIOError:
                return
            except OSError:
                self._hear()
                continue
            identity = self._identify(packet)
            waiting = None if identity is None else self._waiting.get(identity)
            if waiting is not None and not waiting.future.done() and peer[:2] == waiting.peer:
                arrived = arrival(ancillary, waiting.sent)
                waiting.future.set_result(Received(packet, waiting.sent, arrived))

    def _hear(self) -> None:
        for each in news(self._socket):
            for waiting in self._meant(each):
                if not waiting.future.done():
                    waiting.future.set_exception(each.error)

    def _meant(self, told: News) -> list[_Waiting]:
        """Return the question that is quoted; where too little is quoted, all to that server."""
        identity = self._identify(told.packet)
        if identity is not None:
            found = self._waiting.get(identity)
            return [found] if found is not None and found.peer == told.peer else []
        return [waiting for waiting in self._waiting.values() if waiting.peer == told.peer]

    def retire(self) -> None:
        """Take no more questions; close when the last one has its answer."""
        self._retired = True
        if not self._waiting:
            self.close()

    def close(self) -> None:
        """Close at once."""
        if self._closed:
            return
        self._closed = True
        self._watched.close()
        self._socket.close()
        for waiting in self._waiting.values():
            waiting.future.cancel()


@functools.lru_cache(maxsize=4096)
def _plain(family: int, ip: str) -> str:
    """Return an address as the kernel writes it when it tells who has sent a packet."""
    known = socket.AddressFamily(family)
    return socket.inet_ntop(known, socket.inet_pton(known, ip.partition("%")[0]))
