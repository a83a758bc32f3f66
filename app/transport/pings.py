"""Pings by the best way that the rights allow."""

import socket
from typing import Literal

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.fping import FpingChild, installed
from app.transport.icmp import EchoSocket
from app.transport.ping_run import Plan, Trips
from app.transport.wire import Address

SETTING = "sysctl -w net.ipv4.ping_group_range='0 2147483647'"
Way = Literal["datagram", "raw", "fping"]
_MOST_CHILDREN = 4
_KINDS = {"datagram": socket.SOCK_DGRAM, "raw": socket.SOCK_RAW}


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
        self._children: dict[tuple[int, int, bool], FpingChild] = {}  # by what only a start can set
        self._chosen: dict[int, Way] = {}

    async def ping(self, address: Address, plan: Plan) -> Trips:
        """Send the pings of a plan and return what came of them.

        Raises ``OSError``, and ``ProbeFailed``: permission when there is no way at all.
        """
        if self.way(address.family) == "fping":
            return await self._child(plan).ping(address, plan)
        return await self._sockets[address.family].ping(address, plan)

    def _child(self, plan: Plan) -> FpingChild:
        kind = (plan.size, plan.ttl, plan.whole)
        if kind not in self._children:
            if len(self._children) >= _MOST_CHILDREN:
                sentence = phrase(
                    "Without rights this monitor pings in {count} sizes at most; as root: {setting}",
                    count=str(_MOST_CHILDREN),
                    setting=SETTING,
                )
                raise ProbeFailed(ErrorClass.PERMISSION, sentence)
            self._children[kind] = FpingChild(self._program, plan)
        return self._children[kind]

    def way(self, family: int) -> Way:
        """Return how hosts of ``family`` are pinged; opens the way at first use."""
        if family not in self._chosen:
            self._chosen[family] = self._open(family)
        return self._chosen[family]

    def _open(self, family: int) -> Way:
        for way in self._ways:
            if way == "fping":
                if self._program:
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
        """Close the sockets and end the children."""
        for opened in self._sockets.values():
            opened.close()
        self._sockets.clear()
        self._chosen.clear()
        for child in self._children.values():
            await child.close()
        self._children.clear()
