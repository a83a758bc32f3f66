"""Names and data of DNS records (RFC 1035, RFC 8659); every length is checked before it is used."""

import socket
import struct
from collections.abc import Callable, Mapping

# Bytes of a label that stand for themselves in a zone file.
_SHOWN = bytes(byte for byte in range(0x21, 0x7F) if byte not in b'."\\')


class BadPacket(Exception):  # noqa: N818 - it is the name of what came
    """Bytes that are no DNS answer, or none to our question; the text says why, for the detail."""


def encode_name(name: str) -> bytes:
    """Return a name in the packet's form; raises ``ValueError`` for what cannot be one."""
    labels = name.rstrip(".").split(".") if name.rstrip(".") else []
    packed = b""
    for label in labels:
        raw = label.encode("ascii") if label.isascii() else label.encode("idna")
        if not 1 <= len(raw) <= 63:
            raise ValueError(f"a part of the name {name!r} is empty or longer than 63 signs")
        packed += bytes((len(raw),)) + raw
    if len(packed) > 254:
        raise ValueError("the name is longer than 253 signs")
    return packed + b"\0"


def read_name(packet: bytes, at: int) -> tuple[str, int]:
    """Return the name at ``at`` and where the packet goes on; pointers only lead backwards."""
    labels: list[str] = []
    size, end, floor = 0, 0, at
    while True:
        if at >= len(packet):
            raise BadPacket("a name ends outside the packet")
        length = packet[at]
        if length & 0xC0 == 0xC0:
            end = end or at + 2
            at = int.from_bytes(packet[at : at + 2]) & 0x3FFF
            if at >= floor:
                raise BadPacket("a name points forwards or at itself")
            floor = at
            continue
        if length & 0xC0:
            raise BadPacket("a name holds a reserved label")
        at += 1
        if length == 0:
            return ".".join(labels), end or at
        size += length + 1
        if size > 255 or at + length > len(packet):
            raise BadPacket("a name is too long")
        labels.append(_label(packet[at : at + length]))
        at += length


def _label(raw: bytes) -> str:
    if not raw.translate(None, _SHOWN):
        return raw.decode("ascii")
    return "".join(chr(b) if b in _SHOWN else f"\\{b:03d}" for b in raw)


def text_of(packet: bytes, at: int, length: int, kind: str) -> str:
    """Return a record's data as zone files write them, as hexadecimal digits for a type that is not known.

    Raises ``BadPacket``.
    """
    data = packet[at : at + length]
    reader = _READERS.get(kind)
    if reader is None:
        return data.hex()
    try:
        return reader(packet, at, data)
    except (ValueError, struct.error):
        raise BadPacket("a record's data do not fit its type") from None


def _pointed(packet: bytes, at: int, _data: bytes) -> str:
    return read_name(packet, at)[0]


def _numbered(count: int) -> Callable[[bytes, int, bytes], str]:
    def read(packet: bytes, at: int, data: bytes) -> str:
        numbers = struct.unpack_from(f"!{count}H", data)
        return " ".join([*map(str, numbers), read_name(packet, at + 2 * count)[0]])

    return read


def _strings(_packet: bytes, _at: int, data: bytes) -> str:
    parts, at = [], 0
    while at < len(data):
        end = at + 1 + data[at]
        if end > len(data):
            raise BadPacket("a text is longer than its record")
        parts.append(data[at + 1 : end].decode("utf-8", "replace"))
        at = end
    return "".join(parts)


def _authority(packet: bytes, at: int, _data: bytes) -> str:
    server, at = read_name(packet, at)
    person, at = read_name(packet, at)
    return " ".join((server, person, *map(str, struct.unpack_from("!5I", packet, at))))


def _authorities(_packet: bytes, _at: int, data: bytes) -> str:
    flags, size = struct.unpack_from("!2B", data)
    if 2 + size > len(data):
        raise BadPacket("a tag is longer than its record")
    tag, value = (part.decode("utf-8", "replace") for part in (data[2 : 2 + size], data[2 + size :]))
    return f'{flags} {tag} "{value}"'


_READERS: Mapping[str, Callable[[bytes, int, bytes], str]] = {
    "A": lambda _packet, _at, data: socket.inet_ntop(socket.AF_INET, data),
    "AAAA": lambda _packet, _at, data: socket.inet_ntop(socket.AF_INET6, data),
    "NS": _pointed,
    "CNAME": _pointed,
    "PTR": _pointed,
    "MX": _numbered(1),
    "SRV": _numbered(3),
    "TXT": _strings,
    "SOA": _authority,
    "CAA": _authorities,
}
