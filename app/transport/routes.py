"""The kernel's routes: which gateways there are, and what lies beyond them."""

import contextlib
import ipaddress
import struct
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

_UP, _BY_GATEWAY, _REJECT = 0x1, 0x2, 0x200  # linux/route.h
_MOST = 10_000  # lines that are read; a full table of the internet is not ours to read
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class Routes(NamedTuple):
    """Gateways of the default routes, nearest first, and the networks that are reached without one."""

    gateways: tuple[str, ...]
    here: tuple[Network, ...]

    def is_beyond(self, ip: str) -> bool:
        """Return whether an address is reached over a gateway."""
        try:
            address = ipaddress.ip_address(ip)
        except ValueError:
            return False
        if address.is_loopback or address.is_link_local or address.is_unspecified:
            return False
        return not any(address in network for network in self.here)


class _Route(NamedTuple):
    network: Network
    gateway: str  # empty: the network is at hand
    metric: int


def routes(v4: Path = Path("/proc/net/route"), v6: Path = Path("/proc/net/ipv6_route")) -> Routes:
    """Return the routes of now; none where the system does not tell."""
    found = sorted((*_routes_v4(v4), *_routes_v6(v6)), key=lambda route: route.metric)
    default = [route.gateway for route in found if route.gateway and route.network.prefixlen == 0]
    here = [route.network for route in found if not route.gateway and route.network.prefixlen > 0]
    return Routes(tuple(dict.fromkeys(default)), tuple(dict.fromkeys(here)))


def _routes_v4(path: Path) -> Iterator[_Route]:
    for fields in _lines(path):
        with contextlib.suppress(ValueError, IndexError, struct.error):
            flags = int(fields[3], 16)
            if not flags & _UP or flags & _REJECT:
                continue
            network = ipaddress.IPv4Network(f"{_v4(fields[1])}/{_v4(fields[7])}", strict=False)
            gateway = _v4(fields[2]) if flags & _BY_GATEWAY else ""
            yield _Route(network, gateway, int(fields[6]))


def _v4(text: str) -> str:
    """Return an address that the kernel writes as a number in this machine's order of bytes."""
    return str(ipaddress.IPv4Address(struct.pack("=L", int(text, 16))))


def _routes_v6(path: Path) -> Iterator[_Route]:
    for fields in _lines(path):
        with contextlib.suppress(ValueError, IndexError):
            flags = int(fields[8], 16)
            if not flags & _UP or flags & _REJECT or fields[9] == "lo":
                continue
            network = ipaddress.IPv6Network((bytes.fromhex(fields[0]), int(fields[1], 16)), strict=False)
            gateway = ipaddress.IPv6Address(bytes.fromhex(fields[4]))
            name = f"{gateway}%{fields[9]}" if gateway.is_link_local else str(gateway)
            yield _Route(network, name if flags & _BY_GATEWAY else "", int(fields[5], 16))


def _lines(path: Path) -> Iterator[list[str]]:
    try:
        with path.open(encoding="ascii", errors="replace") as file:
            for _, line in zip(range(_MOST), file, strict=False):
                yield line.split()
    except OSError:
        return
