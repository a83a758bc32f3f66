"""Names to addresses without ever blocking the loop: /etc/hosts, then the name servers of resolv.conf."""

import asyncio
import ipaddress
import os
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from time import monotonic

from app.model.phrase import foreign, phrase
from app.model.probe import NoResolver, ProbeFailed
from app.model.state import ErrorClass
from app.transport import dns_wire
from app.transport.dns_exchange import ask
from app.transport.wire import Address

LONGEST_MEMORY = 60.0  # seconds that an answer is believed at most, whatever its TTL
SHORTEST_MEMORY = 1.0
_MEMORY_ROOM = 20_000
BOTH = -1  # a family to ask for: both
_PATIENCE = 0.05  # seconds that the slower family is waited for (RFC 8305, section 3)
_FAMILIES = ((socket.AF_INET, "A"), (socket.AF_INET6, "AAAA"))
_MAX_FILE = 1_000_000


class Resolver:
    """Resolves names, and remembers answers for a short time. Shared by all runs.

    Names that only the system's other sources know (mDNS, NIS) are not found; give their address.
    """

    def __init__(self, hosts: Path = Path("/etc/hosts"), servers: Sequence[Address] | None = None) -> None:
        self._hosts = _Hosts(hosts)
        self._settings = _Settings(Path("/etc/resolv.conf"), servers)
        self._memory: dict[tuple[str, int], tuple[float, tuple[str, ...]]] = {}

    @property
    def servers(self) -> tuple[Address, ...]:
        """The name servers of this machine, at least one."""
        return self._settings.read().servers

    async def close(self) -> None:
        """Forget everything; nothing is kept open."""
        self._memory.clear()

    async def resolve(self, host: str, port: int, limit: float, family: int = 0) -> tuple[Address, ...]:
        """Return the addresses of ``host``, at least one; ``family`` 0 means IPv4, else IPv6, BOTH all.

        ``limit`` is the time in seconds within which all servers must have had their turn.
        Raises ``ProbeFailed`` with class dns.
        """
        literal = _literal(host)
        families = [(number, name) for number, name in _FAMILIES if family in (0, number)]
        if literal is not None:
            known: tuple[tuple[int, str], ...] = (literal,)
        else:
            known = self._known(host.rstrip(".").lower())
        if family == BOTH:
            found_ips = known or await self._ask_both(host, limit)
            return tuple(Address(number, ip, port) for number, ip in found_ips)
        for number, record in families:
            found = [ip for kind, ip in known if kind == number]
            if not found and not known:
                found = [*await self._ask(host, number, record, limit)]
            if found:
                return tuple(Address(number, ip, port) for ip in found)
        raise _no_address(host)

    def _known(self, host: str) -> tuple[tuple[int, str], ...]:
        known = self._hosts.addresses(host)
        if not known and (host == "localhost" or host.endswith(".localhost")):
            return (socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")
        return known

    async def _ask_both(self, host: str, limit: float) -> tuple[tuple[int, str], ...]:
        """Ask for both families at once; raises ``ProbeFailed`` only where neither has an address."""
        remembered = [self._remembered(host, number) for number, _record in _FAMILIES]
        if None in remembered:  # else no tasks are needed, and that is the usual case
            outcomes: Sequence[tuple[str, ...] | BaseException | None] = await self._outcomes(host, limit)
        else:
            outcomes = remembered
        found: list[tuple[int, str]] = []
        for (number, _record), outcome in zip(_FAMILIES, outcomes, strict=True):
            if isinstance(outcome, tuple):
                found += [(number, ip) for ip in outcome]
        if not found:
            raise next((each for each in outcomes if isinstance(each, Exception)), _no_address(host))
        return tuple(found)

    async def _outcomes(self, host: str, limit: float) -> list[tuple[str, ...] | BaseException]:
        loop = asyncio.get_running_loop()
        tasks = [loop.create_task(self._ask(host, number, record, limit)) for number, record in _FAMILIES]
        try:
            done, rest = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            if rest:
                good = any(task.exception() is None and task.result() for task in done)
                await asyncio.wait(rest, timeout=_PATIENCE if good else None)
        finally:
            for task in tasks:
                task.cancel()
            outcomes = await asyncio.gather(*tasks, return_exceptions=True)
        return outcomes

    def _remembered(self, host: str, number: int) -> tuple[str, ...] | None:
        until, remembered = self._memory.get((host.lower(), number), (0.0, ()))
        return remembered if monotonic() < until else None

    async def _ask(self, host: str, number: int, record: str, limit: float) -> tuple[str, ...]:
        key = (host.lower(), number)
        remembered = self._remembered(host, number)
        if remembered is not None:
            return remembered
        found, ttl = await self._ask_for_each(host, record, limit)
        if len(self._memory) >= _MEMORY_ROOM:
            self._memory.clear()
        self._memory[key] = (monotonic() + min(max(ttl, SHORTEST_MEMORY), LONGEST_MEMORY), found)
        return found

    async def _ask_for_each(self, host: str, record: str, limit: float) -> tuple[tuple[str, ...], float]:
        settings = self._settings.read()
        unknown: dns_wire.Answer | None = None
        for name in settings.candidates(host):
            reply = await self._ask_servers(name, record, limit)
            records = reply.of(record)
            if records:
                return tuple(answer.text for answer in records), min(answer.ttl for answer in records)
            if unknown is None or reply.rcode == dns_wire.NOERROR:
                unknown = reply
        if unknown is not None and unknown.rcode == dns_wire.NOERROR:
            return (), SHORTEST_MEMORY
        raise ProbeFailed(
            ErrorClass.DNS,
            phrase("The name {host} does not exist", host=foreign(host)),
            unknown.rcode_name if unknown else "",
        )

    async def _ask_servers(self, name: str, record: str, limit: float) -> dns_wire.Answer:
        """Ask each server in turn, twice round, each for its share of the time."""
        servers = self._settings.read().servers
        share = max(0.05, min(2.0, limit * 0.9 / (2 * len(servers))))
        heard: list[str] = []
        for server in servers * 2:
            try:
                async with asyncio.timeout(share):
                    reply = (await ask(server, name, record)).answer
            except TimeoutError:
                continue
            except (OSError, dns_wire.BadPacket) as reason:
                heard.append(f"{server.text}: {reason}")
                continue
            except ValueError as reason:
                sentence = phrase("{host} cannot be a host name", host=foreign(name))
                raise ProbeFailed(ErrorClass.DNS, sentence, str(reason)) from None
            if reply.rcode in (dns_wire.NOERROR, dns_wire.NXDOMAIN):
                return reply
            heard.append(f"{server.text}: {reply.rcode_name}")
        raise _no_answer(name, heard)


def _no_address(host: str) -> ProbeFailed:
    return ProbeFailed(ErrorClass.DNS, phrase("The name {host} has no address", host=foreign(host)))


def _no_answer(name: str, heard: Sequence[str]) -> NoResolver:
    if heard:
        sentence = phrase("The name servers fail for {host}", host=foreign(name))
    else:
        sentence = phrase("No name server answers for {host}", host=foreign(name))
    return NoResolver(ErrorClass.DNS, sentence, foreign(", ".join(heard)))


class _Hosts:
    """/etc/hosts, read again when it changes."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._stamp: tuple[int, int] | None = None
        self._names: dict[str, list[tuple[int, str]]] = {}

    def addresses(self, host: str) -> tuple[tuple[int, str], ...]:
        stamp = _stamp(self._path)
        if stamp != self._stamp:
            self._stamp = stamp
            self._names = {}
            for fields in _lines(self._path):
                literal = _literal(fields[0])
                for name in fields[1:] if literal else ():
                    self._names.setdefault(name.lower(), []).append(literal)  # type: ignore[arg-type]
        return tuple(self._names.get(host, ()))


class _Settings:
    """resolv.conf, read again when it changes."""

    def __init__(self, path: Path, servers: Sequence[Address] | None) -> None:
        self._path = path
        self._fixed = servers is not None
        self._stamp: tuple[int, int] | None = None
        self.servers: tuple[Address, ...] = tuple(servers or ())
        self._search: tuple[str, ...] = ()
        self._ndots = 1

    def read(self) -> "_Settings":
        """Look whether the file has changed."""
        stamp = None if self._fixed else _stamp(self._path)
        if not self._fixed and (stamp != self._stamp or not self.servers):
            self._stamp = stamp
            self._load()
        return self

    def _load(self) -> None:
        servers: list[Address] = []
        self._search, self._ndots = (), 1
        for key, *fields in _lines(self._path):
            literal = _literal(fields[0]) if key == "nameserver" and fields else None
            if literal:
                servers.append(Address(*literal, 53))
            elif key in ("search", "domain"):
                self._search = tuple(fields[:6])
            elif key == "options":
                counts = [field[6:] for field in fields if field.startswith("ndots:")]
                self._ndots = int(counts[0]) if counts and counts[0].isdigit() else 1
        self.servers = tuple(servers[:3]) or (Address(socket.AF_INET, "127.0.0.1", 53),)

    def candidates(self, host: str) -> Iterator[str]:
        """Yield the full names to try for ``host``."""
        if host.endswith("."):
            yield host
            return
        searched = [f"{host}.{domain}" for domain in self._search]
        if host.count(".") >= self._ndots:
            yield host
            yield from searched
        else:
            yield from searched
            yield host


def _literal(host: str) -> tuple[int, str] | None:
    try:
        address = ipaddress.ip_address(host.strip("[]"))
    except ValueError:
        return None
    return (socket.AF_INET if address.version == 4 else socket.AF_INET6), str(address)


def _stamp(path: Path) -> tuple[int, int] | None:
    try:
        status = os.stat(path)  # noqa: PTH116 - Path.stat costs twice as much, at each run
    except OSError:
        return None
    return status.st_mtime_ns, status.st_size


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="utf-8", errors="replace") as file:
            text = file.read(_MAX_FILE)
    except OSError:
        return
    for line in text.splitlines():
        fields = line.partition("#")[0].partition(";")[0].split()
        if fields:
            yield fields
