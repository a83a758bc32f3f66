"""A talk over UDP on a socket of its own, connected: the kernel keeps strangers out and tells of refusals."""

import asyncio
import contextlib
import socket
from collections.abc import AsyncIterator, Callable
from time import perf_counter

from app.model.probe import Context
from app.transport.datagrams import LARGEST, Received
from app.transport.errors import FIRST_BYTE, RESOLVE, Limits
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.wire import FAMILIES, Address, Family, StampKeeper, arrival, ask_for_stamps, readable

_ROOM = 64
_PATIENCE = 0.9  # share of a run's time in which it may ask again


class Talk:
    """A connected socket. Errors are ``OSError``, a closed port's refusal among them."""

    def __init__(self, sock: socket.socket, address: Address, watch: Stopwatch, seconds: float) -> None:
        self.address = address
        self.watch = watch
        self.asked = 0  # how many times the present question was sent
        self._socket = sock
        self._loop = asyncio.get_running_loop()
        self._seconds = seconds
        self._sent = 0.0

    def send(self, data: bytes) -> None:
        """Send a datagram. One that the queue has no room for is lost, as any may be on its way."""
        self._sent = perf_counter()
        with contextlib.suppress(BlockingIOError):
            self._socket.send(data)

    async def receive(self) -> Received:
        """Return the next datagram and its times; that of sending is the newest one's."""
        while True:
            try:
                packet, ancillary, _flags, _peer = self._socket.recvmsg(LARGEST, _ROOM)
            except BlockingIOError:
                await readable(self._loop, self._socket)
            else:
                return Received(packet, self._sent, arrival(ancillary, self._sent))

    async def ask(
        self, build: Callable[[], bytes], accept: Callable[[bytes], bool], attempts: int = 2
    ) -> Received:
        """Send what ``build`` makes and return the first datagram that ``accept`` takes.

        Where none comes it is made and sent again, ``attempts`` times in all, each with its share of the
        time; then the run's deadline strikes.
        """
        share = self._seconds * _PATIENCE / attempts
        for self.asked in range(1, attempts + 1):
            self.send(build())
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(share if self.asked < attempts else None):
                    return await self._accepted(accept)
        raise TimeoutError

    async def _accepted(self, accept: Callable[[bytes], bool]) -> Received:
        while True:
            came = await self.receive()
            if accept(came.packet):
                return came


@contextlib.asynccontextmanager
async def open_talk(ctx: Context, host: str, port: int, family: Family = "any") -> AsyncIterator[Talk]:
    """Open a socket towards the first address of ``host`` for the time of an ``async with`` block.

    The whole block stands under the run's deadline; what goes wrong in it comes out as ``ProbeFailed``.
    """
    watch = Stopwatch()
    await ctx.shared(StampKeeper)
    resolver = await ctx.shared(Resolver)
    async with Limits(ctx.timeout, watch):
        watch.enter(RESOLVE)
        address = (await resolver.resolve(host, port, ctx.timeout, FAMILIES[family]))[0]
        with socket.socket(address.family, socket.SOCK_DGRAM) as sock:
            sock.setblocking(False)
            ask_for_stamps(sock)
            sock.connect((address.ip, address.port))
            watch.enter(FIRST_BYTE)
            yield Talk(sock, address, watch, ctx.timeout)
