"""ICMP echo packets (RFC 792, RFC 4443)."""

import socket
import struct
from typing import NamedTuple

_HEADER = struct.Struct("!BBHHH")
# Plain numbers: the hash of an enumeration's member is a call of Python.
_V4, _V6 = int(socket.AF_INET), int(socket.AF_INET6)
_REQUEST = {_V4: 8, _V6: 128}
_REPLY = {_V4: 0, _V6: 129}
# Types that tell of a packet of ours that did not arrive; they quote it.
_ERRORS = {_V4: (3, 11), _V6: (1, 2, 3)}
_QUOTED_HEADER = {_V4: 20, _V6: 40}


class Echo(NamedTuple):
    """What came in about one of our requests; ``lost`` is type and code where it is the news of its loss."""

    identity: int
    sequence: int
    payload: bytes
    lost: tuple[int, int] | None


def request(family: int, identity: int, sequence: int, payload: bytes) -> bytes:
    """Return an echo request. The kernel fills in the checksum of IPv6 and of datagram sockets itself."""
    kind = _REQUEST[int(family)]
    head = _HEADER.pack(kind, 0, 0, identity, sequence)
    total = checksum(head + payload)
    return _HEADER.pack(kind, 0, total, identity, sequence) + payload


def echo(family: int, packet: bytes, *, with_ip_header: bool) -> Echo | None:
    """Return what ``packet`` says of an echo request, None where it says nothing of one."""
    known = int(family)
    if with_ip_header:
        packet = packet[_header_size(packet) :]
    if len(packet) < _HEADER.size:
        return None
    kind, code, _sum, identity, sequence = _HEADER.unpack_from(packet)
    if kind == _REPLY[known]:
        return Echo(identity, sequence, packet[_HEADER.size :], lost=None)
    if kind not in _ERRORS[known]:
        return None
    quoted = packet[_HEADER.size :]
    quoted = quoted[_header_size(quoted) if known == _V4 else _QUOTED_HEADER[_V6] :]
    ours = quoted_request(family, quoted)
    return Echo(*ours, b"", lost=(kind, code)) if ours is not None else None


def quoted_request(family: int, quoted: bytes) -> tuple[int, int] | None:
    """Return identity and sequence of an echo request of which at least the head is quoted."""
    if len(quoted) < _HEADER.size:
        return None
    kind, _code, _sum, identity, sequence = _HEADER.unpack_from(quoted)
    return (identity, sequence) if kind == _REQUEST[int(family)] else None


def checksum(data: bytes) -> int:
    """Return the internet checksum (RFC 1071)."""
    if len(data) % 2:
        data += b"\0"
    # The sum of 16-bit words with the carries added again is the whole number modulo 0xFFFF, but never 0.
    total = int.from_bytes(data, "big")
    return ~(total % 0xFFFF or (0xFFFF if total else 0)) & 0xFFFF


def _header_size(packet: bytes) -> int:
    return (packet[0] & 0x0F) * 4 if packet else 0
