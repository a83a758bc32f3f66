"""Default gateways and name servers of this machine, and asking them whether they are there."""

import asyncio
import socket
from collections.abc import Sequence

from app.model.anchor import Heard, Role
from app.model.probe import ProbeFailed
from app.transport import dns_wire
from app.transport.dns_exchange import DnsQuestions, ask
from app.transport.ping_run import Plan
from app.transport.pings import Pings
from app.transport.routes import Routes, routes
from app.transport.system_names import Settings, literal
from app.transport.wire import Address

_PINGS = 3  # a lost packet is no lost network
_QUESTIONS = 2
_SERVING = (dns_wire.NOERROR, dns_wire.NXDOMAIN)


class Anchors:
    """Opens its sockets at first use. ``settings`` names the name servers."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._routes = Routes((), ())
        # Without a child: whoever may not ping has no gateway to hold on to.
        self._pings = Pings(ways=("datagram", "raw"), program="")
        self._questions = DnsQuestions()

    def known(self) -> Sequence["GatewayAnchor | NameServerAnchor"]:
        """Return the anchors of this moment."""
        self._routes = routes()
        gateways = [GatewayAnchor(_address(gateway), self._pings) for gateway in self._routes.gateways]
        servers = [NameServerAnchor(server, self._questions) for server in self._settings.read().servers]
        return (*gateways, *servers)

    def is_beyond(self, address: str) -> bool:
        """Return whether the way to an address leads over a gateway, by the routes of the last look."""
        host = address.rpartition(":")[0] if address.count(":") == 1 or "]:" in address else address
        return bool(self._routes.gateways) and self._routes.is_beyond(host.strip("[]"))

    async def close(self) -> None:
        """Close the sockets."""
        await self._pings.close()
        await self._questions.close()


class GatewayAnchor:
    """A default gateway, which is pinged."""

    role: Role = "gateway"
    remote = True

    def __init__(self, address: Address, pings: Pings) -> None:
        self._address = address
        self._pings = pings
        self.name = f"gateway {address.ip}"

    async def ask(self, within: float) -> Heard:
        """Ping a few times side by side, a little apart."""
        apart = within / 2 / _PINGS
        tasks = [asyncio.create_task(self._ping(apart * number, within / 2)) for number in range(_PINGS)]
        try:
            return Heard(answered=await _any(tasks))
        finally:
            await _ended(tasks)

    async def _ping(self, after: float, wait: float) -> bool:
        await asyncio.sleep(after)
        try:
            trips = await self._pings.ping(self._address, Plan(wait=wait))
            return any(trip is not None for trip in trips.trips)
        except (OSError, ProbeFailed):
            return False


class NameServerAnchor:
    """A name server, which is asked for the root of all names."""

    role: Role = "names"

    def __init__(self, address: Address, questions: DnsQuestions) -> None:
        self._address = address
        self._questions = questions
        self.name = f"name server {address.ip}"
        self.remote = not _is_loopback(address.ip)

    async def ask(self, within: float) -> Heard:
        """Ask once, and once more where a packet is lost. A refusal in DNS is an answer, too."""
        asked = dns_wire.question(".", "NS")
        for _ in range(_QUESTIONS):
            try:
                exchange = await ask(self._questions, self._address, asked, within / _QUESTIONS)
            except (TimeoutError, dns_wire.BadPacket):
                continue
            except (OSError, ProbeFailed):
                break
            return Heard(answered=True, serves=exchange.answer.rcode in _SERVING)
        return Heard(answered=False)


async def _any(tasks: Sequence[asyncio.Task[bool]]) -> bool:
    for done in asyncio.as_completed(tasks):
        if await done:
            return True
    return False


async def _ended(tasks: Sequence[asyncio.Task[bool]]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)


def _address(ip: str) -> Address:
    return Address(socket.AF_INET6 if ":" in ip else socket.AF_INET, ip, 0)


def _is_loopback(ip: str) -> bool:
    found = literal(ip)
    return found is not None and (found[1].startswith("127.") or found[1] == "::1")
