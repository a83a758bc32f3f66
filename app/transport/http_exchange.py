"""One request and its answer over a connection, and the phases of that.

Two ways with the same outcome: ``converse`` over any stream, and ``Direct`` for the most frequent case, a
fresh connection to one address. There the loop calls us when the socket is ready,
and what is to be done then is done at once, with one waiting in all: that takes a third off the CPU.
"""

import asyncio
import contextlib
from time import perf_counter

from app.transport.errors import CONNECT, FIRST_BYTE, SEND, TRANSFER
from app.transport.gate import READ, WRITE, Gate
from app.transport.http_parser import AnswerParser
from app.transport.stopwatch import Stopwatch
from app.transport.tcp_info import connected_at
from app.transport.wire import CHUNK, STAMP_ROOM, Address, Stream, arrival, begin, ensure

# Whoever hangs up while we talk may have answered before: 413, for one.
_PLENTY = 16_384
_HANGS_UP = (BrokenPipeError, ConnectionResetError)


class Exchange:
    """What is known of an answer while it comes."""

    __slots__ = ("parser", "watch")

    def __init__(self, parser: AnswerParser, watch: Stopwatch) -> None:
        self.parser = parser
        self.watch = watch

    def took(self, data: bytes, at: float) -> None:
        """Take what arrived at a moment of ``perf_counter``; ``b""`` is the end. Raises ``ProbeFailed``."""
        watch = self.watch
        if watch.phase == SEND:  # answers before it has heard us out
            watch.enter(FIRST_BYTE, at)
        if watch.phase == FIRST_BYTE:
            watch.enter(TRANSFER, at)
        if data:
            self.parser.feed(data)
        else:
            self.parser.end()
        if self.parser.complete:
            watch.stop(at)

    async def unpack(self) -> None:
        """Unpack what came, slice by slice; raises ``ProbeFailed``."""
        while self.parser.busy:
            await asyncio.sleep(0)
            self.parser.unpack()


async def converse(stream: Stream, data: bytes, exchange: Exchange) -> None:
    """Send a request over a stream and take the answer; raises ``ProbeFailed`` and ``OSError``."""
    exchange.watch.enter(SEND)
    with contextlib.suppress(*_HANGS_UP):
        await stream.send(data)
    exchange.watch.enter(FIRST_BYTE)
    while not exchange.parser.complete:
        data = await stream.receive()
        exchange.took(data, stream.arrived)
        if exchange.parser.busy:
            await exchange.unpack()
        elif len(data) >= _PLENTY:  # there may be more at once, and so on without end
            await asyncio.sleep(0)


class Direct:
    """An exchange over a connection of its own, driven by the loop's calls: in clear, unless overridden."""

    __slots__ = ("_asked", "_exchange", "_gate", "_joined", "_left", "_loop", "_number", "_socket", "_turn",
                 "_writes")  # fmt: skip

    room = CHUNK  # bytes that are received at once

    def __init__(self, exchange: Exchange, gate: Gate) -> None:
        self._exchange = exchange
        self._gate = gate
        self._loop = asyncio.get_running_loop()

    async def run(self, address: Address, data: bytes) -> None:
        """Connect, send, take the answer, close; raises ``ProbeFailed`` and ``OSError``."""
        self._left = data
        self._turn: asyncio.Future[tuple[bytes, float]] = self._loop.create_future()
        self._exchange.watch.enter(CONNECT)
        self._asked = perf_counter()
        self._socket, _done = begin(address)
        self._number = self._socket.fileno()
        self._joined, self._writes = False, True
        try:
            self._gate.watch(self._number, WRITE, self._ready)
            await self._take()
        finally:
            self._gate.forget(self._number)
            self._part()
            self._socket.close()
            del self._turn  # it holds a failure whose trace holds us, until the collector's next turn

    async def _take(self) -> None:
        exchange = self._exchange
        while True:
            exchange.took(*await self._turn)
            if exchange.parser.busy:
                self._gate.change(self._number, 0)
                await exchange.unpack()
                self._gate.change(self._number, READ | WRITE if self._writes else READ)
            if exchange.parser.complete:
                return
            self._turn = self._loop.create_future()
            self._go_on()

    def _ready(self, events: int) -> None:
        if not self._joined:
            self._joined = True
            self._connected()
            return
        if events & WRITE and self._writes:
            self._writable()
        if events & ~WRITE:
            self._readable()

    def _connected(self) -> None:
        try:
            ensure(self._socket)
        except OSError as error:
            self._fail(error)
            return
        now, watch = perf_counter(), self._exchange.watch
        watch.stop(connected_at(self._socket, self._asked, now))
        self._open(now)
        self._writable()
        if self._writes:  # it did not take all
            self._gate.change(self._number, READ | WRITE)

    def _writable(self) -> None:
        """Send what the socket takes; afterwards the answer is waited for."""
        try:
            self._left = self._left[self._socket.send(self._left) :]
        except BlockingIOError:
            return
        except OSError as error:
            if not isinstance(error, _HANGS_UP):
                self._fail(error)
                return
            self._left = b""
        if not self._left:
            if self._writes:
                self._gate.change(self._number, READ)
                self._writes = False
            if self._exchange.watch.phase == SEND:
                self._asked = perf_counter()
                self._exchange.watch.enter(FIRST_BYTE, self._asked)

    def _readable(self) -> None:
        if self._turn.done():
            return  # what came before is not taken yet
        try:
            data, ancillary, _flags, _peer = self._socket.recvmsg(self.room, STAMP_ROOM)
        except BlockingIOError:
            return
        except OSError as error:
            self._fail(error)
        else:
            self._came(data, arrival(ancillary, self._asked))

    def _open(self, now: float) -> None:
        """Begin to speak over a new connection."""
        self._exchange.watch.enter(SEND, now)

    def _came(self, data: bytes, at: float) -> None:
        """Hand out what arrived."""
        self._turn.set_result((data, at))

    def _go_on(self) -> None:
        """Hand out what is left of what arrived: in clear nothing is."""

    def _part(self) -> None:
        """Say goodbye to a connection that may never have come to be."""

    def _fail(self, error: OSError) -> None:
        self._gate.change(self._number, 0)
        if not self._turn.done():
            self._turn.set_exception(error)
