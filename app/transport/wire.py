"""A TCP connection on a non-blocking socket of our own.

Not a stream of asyncio: only a socket of our own hands out the kernel's arrival times, and only it is
gone at once when a run is cancelled.
"""

import asyncio
import contextlib
import os
import socket
import struct
import sys
import time
from time import perf_counter
from typing import Literal, NamedTuple, Protocol

from app.transport.tcp_info import connected_at

# Linux gives the arrival time of the newest byte as nanoseconds (asm-generic/socket.h).
SO_TIMESTAMPNS = 35
STAMPS = sys.platform == "linux"
_STAMP = struct.Struct("@ll")
STAMP_ROOM = socket.CMSG_SPACE(_STAMP.size)
CHUNK = 65_536
_READINGS = 4  # of two clocks, until nothing came between
_ONE_MOMENT = 20e-6  # seconds
_NONBLOCKING = getattr(socket, "SOCK_NONBLOCK", 0)  # Linux, as the stamps: elsewhere nobody begins here
_SHARED_ROOM = 2_000_000  # bytes: some thousand small datagrams

# Which addresses of a name are used: a setting of many kinds, and the number that sockets have for it.
Family = Literal["any", "ipv4", "ipv6"]
FAMILIES: dict[Family, int] = {"any": 0, "ipv4": socket.AF_INET, "ipv6": socket.AF_INET6}


class Address(NamedTuple):
    """Where to connect: a resolved address, never a name. ``ip`` of a Unix socket is its path."""

    family: int
    ip: str
    port: int

    @property
    def text(self) -> str:
        """The address as people write it."""
        if self.family == socket.AF_INET:
            return f"{self.ip}:{self.port}"
        return self.ip if self.family == socket.AF_UNIX else f"[{self.ip}]:{self.port}"


class Stream(Protocol):
    """Bytes both ways: a wire, or TLS over one."""

    @property
    def arrived(self) -> float:
        """When the newest received bytes reached this machine, by ``perf_counter``."""
        ...

    @property
    def sent(self) -> int:
        """Bytes sent so far."""
        ...

    async def send(self, data: bytes) -> None:
        """Send all; raises ``OSError``."""
        ...

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Return what is there, at least one byte; ``b""`` at the end; raises ``OSError``."""
        ...

    def close(self) -> None:
        """Close at once; never blocks, never raises."""
        ...


class Wire:
    """A connected socket. Errors are ``OSError``; translate them with ``app.transport.errors``."""

    __slots__ = ("_loop", "_socket", "arrived", "connected", "sent")

    def __init__(self, sock: socket.socket, loop: asyncio.AbstractEventLoop, began: float) -> None:
        """Take a connected socket; ``began``: when it was asked to connect, by ``perf_counter``."""
        self._socket = sock
        self._loop = loop
        self.connected = connected_at(sock, began, perf_counter())
        self.arrived = 0.0
        self.sent = 0

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        view = memoryview(data)
        while view:
            try:
                count = self._socket.send(view)
            except BlockingIOError:
                await writable(self._loop, self._socket)
            else:
                view = view[count:]
                self.sent += count

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Return what is there, at least one byte; ``b""`` when the other side has closed."""
        waiting = perf_counter()
        while True:
            try:
                return self._receive(limit, waiting)
            except BlockingIOError:
                await readable(self._loop, self._socket)

    def _receive(self, limit: int, waiting: float) -> bytes:
        data, ancillary, _flags, _peer = self._socket.recvmsg(limit, STAMP_ROOM)
        self.arrived = arrival(ancillary, waiting)
        return data

    def send_now(self, data: bytes) -> None:
        """Send what can be sent without waiting, and lose the rest: for last words."""
        with contextlib.suppress(OSError):
            if data:
                self.sent += self._socket.send(data)

    @property
    def quiet(self) -> bool:
        """Whether the connection stands and nothing has come that was not received: no byte, no end."""
        try:
            self._socket.recv(1, socket.MSG_PEEK)
        except BlockingIOError:
            return True
        except OSError:
            pass
        return False

    def close(self) -> None:
        """Close at once."""
        self._socket.close()


def arrival(ancillary: list[tuple[int, int, bytes]], not_before: float) -> float:
    """Return when a message arrived, by ``perf_counter``, from the kernel's stamp where there is one.

    A stamp from before ``not_before``, as after a step of the wall clock, counts as then.
    """
    for level, kind, data in ancillary:
        if level == socket.SOL_SOCKET and kind == SO_TIMESTAMPNS and len(data) >= _STAMP.size:
            seconds, nanoseconds = _STAMP.unpack_from(data)
            now, wall = _both_clocks()
            delay = (wall - seconds * 1_000_000_000 - nanoseconds) / 1e9
            return now if delay < 0 else max(not_before, now - delay)
    return perf_counter()


def _both_clocks() -> tuple[float, int]:
    """Return ``perf_counter`` and the wall clock's nanoseconds of one moment.

    Another process may run between the two readings: an answer then seemed to come before it was asked for.
    """
    for _ in range(_READINGS):
        now, wall = perf_counter(), time.time_ns()
        if perf_counter() - now < _ONE_MOMENT:
            break
    return now, wall


def ask_for_stamps(sock: socket.socket) -> None:
    """Have the kernel stamp what arrives, where it can."""
    if STAMPS:
        with contextlib.suppress(OSError):
            sock.setsockopt(socket.SOL_SOCKET, SO_TIMESTAMPNS, 1)


def ask_for_room(sock: socket.socket) -> None:
    """Have the kernel keep what arrives for a shared socket while this loop is late, as far as it lets us."""
    with contextlib.suppress(OSError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SHARED_ROOM)


class StampKeeper:
    """One idle socket that keeps the kernel stamping while no other socket asks for it. Shared by all runs.

    The kernel begins to stamp a moment after the first socket has asked, and an answer on loopback or in
    a rack may be here before; what has no stamp gets the time of its reading, which is what we want to avoid.
    """

    def __init__(self) -> None:
        self._socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        ask_for_stamps(self._socket)

    async def close(self) -> None:
        """Close the socket."""
        self._socket.close()


async def connect(address: Address) -> Wire:
    """Connect; raises ``OSError``. The socket is closed when it does not come to be."""
    if not STAMPS:
        from app.transport.wire_fallback import connect_fallback

        return await connect_fallback(address)
    loop, began = asyncio.get_running_loop(), perf_counter()
    sock, done = begin(address)
    try:
        if not done:
            await writable(loop, sock)
            ensure(sock)
    except BaseException:
        sock.close()
        raise
    return Wire(sock, loop, began)


def begin(address: Address) -> tuple[socket.socket, bool]:
    """Begin to connect, and return the socket and whether it is connected already; raises ``OSError``.

    Otherwise it is when the socket becomes writable, if ``ensure`` does not object then.
    """
    sock = socket.socket(address.family, socket.SOCK_STREAM | _NONBLOCKING)
    try:
        ask_for_stamps(sock)
        if address.family != socket.AF_UNIX:
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(address.ip if address.family == socket.AF_UNIX else (address.ip, address.port))
    except BlockingIOError:
        return sock, False
    except BaseException:
        sock.close()
        raise
    return sock, True


def ensure(sock: socket.socket) -> None:
    """Raise ``OSError`` if the connection that was begun did not come to be."""
    code = sock.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR)
    if code:
        raise OSError(code, os.strerror(code))


async def readable(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
    """Wait until the socket has something to read."""
    future: asyncio.Future[None] = loop.create_future()
    loop.add_reader(sock, _wake, future)
    try:
        await future
    finally:
        loop.remove_reader(sock)


async def writable(loop: asyncio.AbstractEventLoop, sock: socket.socket) -> None:
    """Wait until the socket takes bytes, or is connected."""
    future: asyncio.Future[None] = loop.create_future()
    loop.add_writer(sock, _wake, future)
    try:
        await future
    finally:
        loop.remove_writer(sock)


def _wake(future: "asyncio.Future[None]") -> None:
    if not future.done():
        future.set_result(None)
