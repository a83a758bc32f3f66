"""Names to addresses without ever blocking the loop: /etc/hosts, then the name servers of resolv.conf."""

import asyncio
import socket
from collections.abc import Iterable, Mapping, Sequence
from operator import itemgetter
from pathlib import Path
from time import monotonic
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.dns_exchange import DnsQuestions
from app.transport.name_servers import NameServers, no_answer
from app.transport.system_names import Hosts, Settings, literal
from app.transport.wire import Address

LONGEST_MEMORY = 60.0  # seconds that an answer is believed at most, whatever its TTL
SHORTEST_MEMORY = 1.0
NOTHING_MEMORY = 5.0  # seconds that "there is no such name" and "no such record" are believed
_MEMORY_ROOM = 20_000
_FAMILIES = ((socket.AF_INET, "A"), (socket.AF_INET6, "AAAA"))
# How long the answer for the second family is waited for once the first is here (RFC 8305, section 3).
_RESOLUTION_DELAY = 0.05

_LAST = 0.93  # share of a caller's time after which he hears that there is no answer; the servers have less


class _Found(NamedTuple):
    """Families and addresses of a name, none where it has none; ``exists`` is False for NXDOMAIN."""

    addresses: tuple[tuple[int, str], ...]
    exists: bool
    until: float


class _Lookup:
    """A lookup under way, and how many wait for it: it ends when nobody does."""

    __slots__ = ("task", "waiting")

    def __init__(self, task: "asyncio.Task[_Found]") -> None:
        self.task = task
        self.waiting = 0


class Resolver:
    """Resolves names, and remembers answers for a short time. Shared by all runs.

    An answer is never used past its time to live, not even while no name server answers: an address that was
    right a while ago proves nothing now. Failures of the servers are not remembered at all.
    Names that only the system's other sources know (mDNS, NIS) are not found; give their address.
    """

    def __init__(self, hosts: Path = Path("/etc/hosts"), servers: Sequence[Address] | None = None) -> None:
        self._hosts = Hosts(hosts)
        self._settings = Settings(Path("/etc/resolv.conf"), servers)
        self._servers = NameServers(lambda: self._settings.read().servers)
        self._memory: dict[tuple[str, int], _Found] = {}  # by name and family
        self._under_way: dict[tuple[str, int], _Lookup] = {}

    @property
    def servers(self) -> tuple[Address, ...]:
        """The name servers of this machine, at least one."""
        return self._settings.read().servers

    @property
    def questions(self) -> DnsQuestions:
        """The socket for DNS questions of all kinds."""
        return self._servers.questions

    async def close(self) -> None:
        """Close the sockets and forget everything."""
        self._memory.clear()
        tasks = [lookup.task for lookup in self._under_way.values()]
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks)
        await self._servers.close()

    async def resolve(self, host: str, port: int, limit: float, family: int = 0) -> tuple[Address, ...]:
        """Return the addresses of ``host``, at least one; ``family`` 0 means IPv4, then IPv6.

        ``limit`` is the time in seconds within which all servers must have had their turn.
        Raises ``ProbeFailed`` with class dns, ``NoResolver`` where no server is to be had.
        """
        known = literal(host)
        if known is not None and family in (0, known[0]):
            return (Address(known[0], known[1], port),)
        found: Sequence[tuple[int, str]] = (known,) if known else self._known(host.rstrip(".").lower())
        if not found:
            found = await self._looked_up(host, family, limit)
        # By family only: within one the server's order stands, by which it spreads load.
        ordered = sorted(found, key=itemgetter(0))
        addresses = tuple(Address(number, ip, port) for number, ip in ordered if family in (0, number))
        if not addresses:
            raise ProbeFailed(ErrorClass.DNS, phrase("The name {host} has no address", host=foreign(host)))
        return addresses

    def _known(self, host: str) -> tuple[tuple[int, str], ...]:
        known = self._hosts.addresses(host)
        if not known and (host == "localhost" or host.endswith(".localhost")):
            return (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")
        return known

    async def _looked_up(self, host: str, family: int, limit: float) -> tuple[tuple[int, str], ...]:
        key = (host.lower(), family)
        found = self._memory.get(key)
        if found is None or monotonic() >= found.until:
            found = await self._shared_lookup(key, limit)
        if not found.exists:
            sentence = phrase("The name {host} does not exist", host=foreign(host))
            raise ProbeFailed(ErrorClass.DNS, sentence, "NXDOMAIN")
        return found.addresses

    async def _shared_lookup(self, key: tuple[str, int], limit: float) -> _Found:
        """Wait for the one lookup of a name, however many ask for it at the same time."""
        lookup = self._under_way.get(key)
        if lookup is None:
            lookup = _Lookup(asyncio.create_task(self._look_up(key, limit), name=f"lookup {key[0]}"))
            self._under_way[key] = lookup
        lookup.waiting += 1
        try:
            # Whoever came first may have more time than this one.
            async with asyncio.timeout(limit * _LAST):
                return await asyncio.shield(lookup.task)
        except TimeoutError:
            raise no_answer(key[0], ()) from None
        finally:
            lookup.waiting -= 1
            if not lookup.waiting or lookup.task.done():
                lookup.task.cancel()
                if self._under_way.get(key) is lookup:
                    del self._under_way[key]

    async def _look_up(self, key: tuple[str, int], limit: float) -> _Found:
        """Ask for all families side by side, for one name of the search list after the other."""
        host, family = key
        records = [(number, record) for number, record in _FAMILIES if family in (0, number)]
        found = _Found((), exists=False, until=0.0)
        for name in self._settings.read().candidates(host):
            one = await self._families(name, records, limit)
            if one.exists:
                found = one
            if one.addresses:
                break
        if not found.until:
            found = found._replace(until=monotonic() + NOTHING_MEMORY)
        if len(self._memory) >= _MEMORY_ROOM:
            self._memory.clear()
        self._memory[key] = found
        return found

    async def _families(self, name: str, records: Sequence[tuple[int, str]], limit: float) -> _Found:
        tasks = {
            asyncio.create_task(self._servers.ask(name, record, limit)): (number, record)
            for number, record in records
        }
        try:
            pending = set(tasks)
            while pending and not any(_addresses(task, *tasks[task]) for task in set(tasks) - pending):
                _, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            if pending:
                _, pending = await asyncio.wait(pending, timeout=_RESOLUTION_DELAY)
        finally:
            await _ended(tasks)
        return _summed(tasks)


def _summed(tasks: Mapping["asyncio.Task[dns_wire.Answer]", tuple[int, str]]) -> _Found:
    """Return what the families brought together; raises ``ProbeFailed`` where it is nothing but a failure."""
    found = [one for task, (number, record) in tasks.items() for one in _addresses(task, number, record)]
    if found:
        ttl = min(answer.ttl for _, answer in found)
        until = monotonic() + min(max(ttl, SHORTEST_MEMORY), LONGEST_MEMORY)
        return _Found(tuple((number, answer.text) for number, answer in found), exists=True, until=until)
    answers = [task.result() for task in tasks]
    return _Found((), exists=any(each.rcode == dns_wire.NOERROR for each in answers), until=0.0)


def _addresses(
    task: "asyncio.Task[dns_wire.Answer]", number: int, record: str
) -> list[tuple[int, dns_wire.Record]]:
    """Return the addresses that a finished question brought."""
    if task.cancelled() or task.exception() is not None:
        return []
    return [(number, answer) for answer in task.result().of(record)]


async def _ended(tasks: Iterable["asyncio.Task[dns_wire.Answer]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.wait(tasks)
