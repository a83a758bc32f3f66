"""Pings by the best way that the rights allow."""

import socket
from typing import Literal, Protocol

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.fping import FpingChild, installed
from app.transport.icmp import EchoSocket
from app.transport.wire import Address

SETTING = "sysctl -w net.ipv4.ping_group_range='0 2147483647'"
Way = Literal["datagram", "raw", "fping"]
_KINDS = {"datagram": socket.SOCK_DGRAM, "raw": socket.SOCK_RAW}


class _Pinger(Protocol):
    async def ping(self, address: Address, wait: float) -> float | None: ...


class Pings:
    """The shared pinger: a datagram socket, else a raw one, else one kept ``fping`` child.

    ``ways`` are tried in order, once for each address family.
    """

    def __init__(
        self, ways: tuple[Way, ...] = ("datagram", "raw", "fping"), program: str | None = None
    ) -> None:
        self._ways = ways
        self._program = installed() if program is None else program
        self._sockets: dict[int, EchoSocket] = {}
        self._child: FpingChild | None = None
        self._chosen: dict[int, Way] = {}

    async def ping(self, address: Address, wait: float) -> float | None:
        """Return the round trip in seconds, None when the ping is lost.

        Raises ``OSError``, and ``ProbeFailed``: unreachable, or permission when there is no way at all.
        """
        pinger: _Pinger | None = self._sockets.get(address.family)
        if pinger is None and self.way(address.family) == "fping":
            pinger = self._child
        if pinger is None:
            pinger = self._sockets[address.family]
        return await pinger.ping(address, wait)

    def way(self, family: int) -> Way:
        """Return how hosts of ``family`` are pinged; opens the way at first use."""
        if family not in self._chosen:
            self._chosen[family] = self._open(family)
        return self._chosen[family]

    def _open(self, family: int) -> Way:
        for way in self._ways:
            if way == "fping":
                if self._program:
                    self._child = self._child or FpingChild(self._program)
                    return way
                continue
            try:
                self._sockets[family] = EchoSocket(family, _KINDS[way])
            except PermissionError:
                continue
            return way
        sentence = phrase("This monitor may not ping; as root: {setting}", setting=SETTING)
        raise ProbeFailed(ErrorClass.PERMISSION, sentence)

    async def close(self) -> None:
        """Close the sockets and end the child."""
        for opened in self._sockets.values():
            opened.close()
        self._sockets.clear()
        self._chosen.clear()
        if self._child is not None:
            await self._child.close()
