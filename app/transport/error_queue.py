"""News of packets that did not arrive: what ICMP tells of a socket's own packets (Linux, ip(7), IP_RECVERR).

A socket that is connected to nobody hears of refusals only here.
"""

import asyncio
import contextlib
import os
import select
import socket
import struct
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

# linux/in.h, linux/in6.h; the socket module does not name them before Python 3.14.
_IP_RECVERR, _IPV6_RECVERR = 11, 25
_LEVELS = {
    socket.AF_INET: (socket.IPPROTO_IP, _IP_RECVERR),
    socket.AF_INET6: (socket.IPPROTO_IPV6, _IPV6_RECVERR),
}
_MSG_ERRQUEUE = 0x2000
_ERROR = struct.Struct("@IBBBBII")  # struct sock_extended_err of linux/errqueue.h
_OFFENDER = {socket.AF_INET: slice(4, 8), socket.AF_INET6: slice(8, 24)}  # the address in a sockaddr_in, …in6
_ICMP = (2, 3)  # SO_EE_ORIGIN_ICMP, SO_EE_ORIGIN_ICMP6
_PACKET = 2048
_ROOM = 256
_MOST = 200  # entries read at one go
LINUX = sys.platform == "linux"


class News(NamedTuple):
    """What became of one packet: ``packet`` is its beginning, as far as it was quoted to us."""

    errno: int
    peer: tuple[str, int]  # where it was sent
    packet: bytes
    origin: int
    kind: int  # type and code of the ICMP message
    code: int
    offender: str  # address of the router or host that says so, empty where it is not told

    @property
    def by_icmp(self) -> bool:
        """Whether a router or host says so, and not this machine."""
        return self.origin in _ICMP

    @property
    def error(self) -> OSError:
        """The same as an exception."""
        return OSError(self.errno, os.strerror(self.errno))


def ask_for_news(sock: socket.socket) -> None:
    """Have the kernel keep the news of this socket's packets."""
    if LINUX:
        level, option = _LEVELS[sock.family]
        with contextlib.suppress(OSError):
            sock.setsockopt(level, option, 1)


def news(sock: socket.socket) -> Iterator[News]:
    """Take what the kernel has kept; the socket is non-blocking."""
    for _ in range(_MOST if LINUX else 0):
        try:
            packet, ancillary, _flags, peer = sock.recvmsg(_PACKET, _ROOM, _MSG_ERRQUEUE)
        except OSError:  # nothing more
            return
        told = _told(sock.family, packet, ancillary, (peer or ("", 0))[:2])
        if told is not None:
            yield told


def _told(
    family: int, packet: bytes, ancillary: list[tuple[int, int, bytes]], peer: tuple[str, int]
) -> News | None:
    for level, kind, data in ancillary:
        if (level, kind) in _LEVELS.values() and len(data) >= _ERROR.size:
            number, origin, told, code, _pad, _info, _more = _ERROR.unpack_from(data)
            return News(number, peer, packet, origin, told, code, _offender(family, data[_ERROR.size :]))
    return None


def _offender(family: int, address: bytes) -> str:
    known = socket.AddressFamily(family)
    place = _OFFENDER[known]
    if len(address) < place.stop or int.from_bytes(address[:2], sys.byteorder) != known:
        return ""
    return socket.inet_ntop(known, address[place])


class Watched:
    """Calls ``wake`` as long as a socket has something to read or news to take.

    Not ``add_reader`` on the socket: libuv takes an error that is pending for the end of the descriptor and
    never looks at it again. An epoll descriptor over it is merely readable.
    """

    def __init__(
        self, loop: asyncio.AbstractEventLoop, sock: socket.socket, wake: Callable[[], None]
    ) -> None:
        self._loop = loop
        self._epoll = select.epoll() if LINUX else None
        self._seen: int = sock.fileno()
        if self._epoll is not None:
            self._epoll.register(sock.fileno(), select.EPOLLIN | select.EPOLLERR)
            self._seen = self._epoll.fileno()
        loop.add_reader(self._seen, wake)

    def close(self) -> None:
        """Look no more; close the socket after this."""
        self._loop.remove_reader(self._seen)
        if self._epoll is not None:
            self._epoll.close()
