"""DNS packets (RFC 1035): questions out, answers in; every length is checked before it is used."""

import ipaddress
import struct
from collections.abc import Callable, Mapping
from typing import NamedTuple

TYPES = {
    "A": 1, "NS": 2, "CNAME": 5, "SOA": 6, "PTR": 12, "MX": 15, "TXT": 16, "AAAA": 28, "SRV": 33, "CAA": 257,
}  # fmt: skip
NAMES = {number: name for name, number in TYPES.items()}
RCODES = {
    0: "NOERROR", 1: "FORMERR", 2: "SERVFAIL", 3: "NXDOMAIN", 4: "NOTIMP", 5: "REFUSED",
    6: "YXDOMAIN", 8: "NXRRSET", 9: "NOTAUTH", 10: "NOTZONE",
}  # fmt: skip
NOERROR, SERVFAIL, NXDOMAIN = 0, 2, 3
MAX_RECORDS = 512
_HEADER = struct.Struct("!6H")
_QUESTION = struct.Struct("!2H")
_RECORD = struct.Struct("!2HIH")
_IN = 1
_RESPONSE, _TRUNCATED, _RECURSION, _AUTHORITATIVE = 0x8000, 0x0200, 0x0100, 0x0400


class BadPacket(Exception):  # noqa: N818 - it is the name of what came
    """Bytes that are no DNS answer, or none to our question; the text says why, for the detail."""


class Record(NamedTuple):
    """One answer; ``text`` is its data as zone files write it."""

    name: str
    type: str
    ttl: int
    text: str


class Answer(NamedTuple):
    """A decoded answer."""

    rcode: int
    truncated: bool
    authoritative: bool
    records: tuple[Record, ...]  # of the answer section

    @property
    def rcode_name(self) -> str:
        """The outcome as DNS people call it."""
        return RCODES.get(self.rcode, str(self.rcode))

    def of(self, record: str) -> tuple[Record, ...]:
        """Return the answers of one type."""
        return tuple(answer for answer in self.records if answer.type == record)


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


def question(identity: int, name: str, record: str) -> bytes:
    """Return the packet that asks for the ``record`` type of ``name``, with recursion wished."""
    head = _HEADER.pack(identity, _RECURSION, 1, 0, 0, 0)
    return head + encode_name(name) + _QUESTION.pack(TYPES[record], _IN)


def answer(packet: bytes, asked: bytes) -> Answer:
    """Return the answer in ``packet`` to the question ``asked``; raises ``BadPacket``."""
    if len(packet) < _HEADER.size:
        raise BadPacket("shorter than a DNS header")
    identity, flags, questions, answers, _authority, _more = _HEADER.unpack_from(packet)
    if identity != int.from_bytes(asked[:2]) or not flags & _RESPONSE:
        raise BadPacket("not an answer to our question")
    at = _skip_question(packet, asked, questions)
    if answers > MAX_RECORDS:
        raise BadPacket(f"claims {answers} answers")
    truncated = bool(flags & _TRUNCATED)
    records = _records(packet, at, answers, truncated)
    return Answer(flags & 0xF, truncated, bool(flags & _AUTHORITATIVE), records)


def _skip_question(packet: bytes, asked: bytes, questions: int) -> int:
    if questions == 0:  # some servers leave it out when they refuse
        return _HEADER.size
    name, at = read_name(packet, _HEADER.size)
    ours, end = read_name(asked, _HEADER.size)
    same = name.lower() == ours.lower() and packet[at : at + 4] == asked[end : end + 4]
    if questions != 1 or not same:
        raise BadPacket("answers another question")
    return at + 4


def _records(packet: bytes, at: int, count: int, truncated: bool) -> tuple[Record, ...]:
    records = []
    for _ in range(count):
        try:
            name, at = read_name(packet, at)
            kind, _class, ttl, length = _RECORD.unpack_from(packet, at)
        except (BadPacket, struct.error) as reason:
            if truncated:
                break
            raise BadPacket(f"ends inside a record: {reason}") from None
        at += _RECORD.size
        if at + length > len(packet):
            raise BadPacket("a record is longer than the packet")
        text = _text(packet, at, length, kind)
        records.append(Record(name, NAMES.get(kind, f"TYPE{kind}"), ttl, text))
        at += length
    return tuple(records)


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
    return "".join(chr(b) if 0x21 <= b <= 0x7E and b not in b'."\\' else f"\\{b:03d}" for b in raw)


def _text(packet: bytes, at: int, length: int, kind: int) -> str:
    data = packet[at : at + length]
    reader = _READERS.get(NAMES.get(kind, ""))
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


_READERS: Mapping[str, Callable[[bytes, int, bytes], str]] = {
    "A": lambda _packet, _at, data: str(ipaddress.IPv4Address(data)),
    "AAAA": lambda _packet, _at, data: str(ipaddress.IPv6Address(data)),
    "NS": _pointed,
    "CNAME": _pointed,
    "PTR": _pointed,
    "MX": _numbered(1),
    "SRV": _numbered(3),
    "TXT": _strings,
}
