"""SNMP as far as GET needs it (RFC 1157, RFC 3416), in BER: v1 and v2c, and the inner part of v3."""

import functools
import socket
import struct
from collections.abc import Sequence
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport import der
from app.transport.datagrams import Questions
from app.transport.errors import malformed

VERSIONS = {"1": 0, "2c": 1}
COUNTER32, GAUGE32, TICKS, COUNTER64 = 0x41, 0x42, 0x43, 0x46
_ADDRESS, _OPAQUE = 0x40, 0x44
_GET, RESPONSE, REPORT = 0xA0, 0xA2, 0xA8
_NUMBERS = (COUNTER32, GAUGE32, TICKS, COUNTER64)
_OPAQUE_FLOAT, _OPAQUE_DOUBLE = b"\x9f\x78\x04", b"\x9f\x79\x08"  # as Net-SNMP packs them
_ABSENT = {0x80: "noSuchObject", 0x81: "noSuchInstance", 0x82: "endOfMibView", 0x05: "null"}
_STATUS = {
    1: "tooBig", 2: "noSuchName", 3: "badValue", 4: "readOnly", 5: "genErr", 6: "noAccess",
    13: "resourceUnavailable", 16: "authorizationError",
}  # fmt: skip
_MOST_BINDINGS = 200
ID_BYTES = 4


class Binding(NamedTuple):
    """One value that came; ``absent`` says in SNMP's words why there is none."""

    kind: int
    number: float | None
    text: str
    absent: str = ""


class Request(NamedTuple):
    """A question without its id."""

    before: bytes
    after: bytes

    def packet(self, identity: int) -> bytes:
        """Return the whole packet."""
        return self.before + identity.to_bytes(ID_BYTES) + self.after


class SnmpQuestions(Questions):
    """The SNMP questions of all runs."""

    def __init__(self) -> None:
        super().__init__(identity_of, 31)


@functools.lru_cache(maxsize=8192)
def encode_oid(dotted: str) -> bytes:
    """Return the content of an object identifier; raises ``ValueError`` for what is none."""
    arcs = [
        int(arc) for arc in dotted.strip().removeprefix(".").split(".") if arc.isdecimal() or _bad(dotted)
    ]
    if (
        len(arcs) < 2
        or len(arcs) > 128
        or arcs[0] > 2
        or (arcs[0] < 2 and arcs[1] > 39)
        or max(arcs) >= 2**32
    ):
        _bad(dotted)
    return b"".join(_arc(arc) for arc in (arcs[0] * 40 + arcs[1], *arcs[2:]))


def _bad(dotted: str) -> bool:
    raise ValueError(f"{dotted!r} is no object identifier, as 1.3.6.1.2.1.1.3.0")


def _arc(value: int) -> bytes:
    arc = bytes((value & 0x7F,))
    while value := value >> 7:
        arc = bytes((value & 0x7F | 0x80,)) + arc
    return arc


@functools.lru_cache(maxsize=4096)
def request(version: str, community: str, oids: tuple[str, ...]) -> Request:
    """Return the question for the values of ``oids``."""
    after = _asked(oids)
    inner = get_pdu(bytes(ID_BYTES), oids)
    head = packed(der.INTEGER, bytes((VERSIONS[version],))) + packed(der.OCTETS, community.encode())
    whole = packed(der.SEQUENCE, head + inner)
    return Request(whole[: len(whole) - len(after) - ID_BYTES], after)


def get_pdu(identity: bytes, oids: Sequence[str]) -> bytes:
    """Return the inner part of a question; ``identity`` has ``ID_BYTES`` bytes."""
    return packed(_GET, packed(der.INTEGER, identity) + _asked(oids))


def _asked(oids: Sequence[str]) -> bytes:
    bindings = b"".join(packed(der.SEQUENCE, packed(der.OID, encode_oid(oid)) + b"\5\0") for oid in oids)
    return b"\2\1\0\2\1\0" + packed(der.SEQUENCE, bindings)


def packed(tag: int, content: bytes) -> bytes:
    """Return an element."""
    size = len(content)
    if size < 0x80:
        return bytes((tag, size)) + content
    length = size.to_bytes((size.bit_length() + 7) // 8)
    return bytes((tag, 0x80 | len(length))) + length + content


def identity_of(packet: bytes) -> int | None:
    """Return the id of a question or an answer, also of one that is quoted to us only in part."""
    try:
        at = _inside(packet, 0, der.SEQUENCE)
        at = _behind(packet, at)  # version
        if packet[at] != der.SEQUENCE:  # with version 3 the id stands there
            at = _behind(packet, at)  # community
        at = _inside(packet, at, packet[at])
        begin, end = _inside(packet, at, der.INTEGER), _behind(packet, at)
    except IndexError:
        return None
    return int.from_bytes(packet[begin:end]) if 1 <= end - begin <= 5 and end <= len(packet) else None


def _inside(packet: bytes, at: int, tag: int) -> int:
    if packet[at] != tag:
        raise IndexError
    size = packet[at + 1]
    return at + 2 + (size & 0x7F if size & 0x80 else 0)


def _behind(packet: bytes, at: int) -> int:
    size = packet[at + 1]
    begin = _inside(packet, at, packet[at])
    return begin + (int.from_bytes(packet[at + 2 : begin]) if size & 0x80 else size)


def answer(packet: bytes, oids: Sequence[str]) -> dict[str, Binding]:
    """Return what came for each of ``oids``.

    Raises ``ProbeFailed``: protocol for what is no answer, content where the agent reports an error.
    """
    try:
        whole, _ = der.opened(packet, 0, der.SEQUENCE)
        _version, at = der.opened(whole, 0, der.INTEGER)
        _community, at = der.opened(whole, at, der.OCTETS)
        inner, _ = der.opened(whole, at, RESPONSE)
        pdu = read_pdu(inner)
    except (ValueError, IndexError) as reason:
        raise malformed(phrase("Answers, but not in SNMP"), foreign(str(reason))) from None
    return pdu.values(oids)


class Pdu(NamedTuple):
    """The inner part of an answer; ``bindings`` are by the packed identifier."""

    status: int
    place: int
    bindings: dict[bytes, Binding]

    def values(self, oids: Sequence[str]) -> dict[str, Binding]:
        """Return what came for each of ``oids``; raises ``ProbeFailed`` where the agent reports an error."""
        if self.status:
            raise _refused(self.status, self.place, oids)
        return {oid: self.bindings[key] for oid in oids if (key := encode_oid(oid)) in self.bindings}


def read_pdu(content: bytes) -> Pdu:
    """Return the inner part of an answer; raises ``ValueError`` and ``IndexError``."""
    _identity, at = der.opened(content, 0, der.INTEGER)
    status, at = der.opened(content, at, der.INTEGER)
    index, at = der.opened(content, at, der.INTEGER)
    listed, _ = der.opened(content, at, der.SEQUENCE)
    bindings: dict[bytes, Binding] = {}
    for tag, binding in der.parts(listed):
        if tag != der.SEQUENCE or len(bindings) >= _MOST_BINDINGS:
            raise ValueError("another element than a binding, or too many")
        oid, end = der.opened(binding, 0, der.OID)
        kind, value, _ = der.element(binding, end)
        bindings[oid] = _binding(kind, value)
    return Pdu(small(status), small(index), bindings)


def small(content: bytes, *, signed: bool = True) -> int:
    """Return a number; raises ``ValueError`` for one that cannot be."""
    if not 1 <= len(content) <= 9:
        raise ValueError("a number has no or too many bytes")
    return int.from_bytes(content, signed=signed)


def _binding(kind: int, value: bytes) -> Binding:
    if kind in _ABSENT:
        return Binding(kind, None, "", _ABSENT[kind])
    if kind in _NUMBERS:
        number = small(value, signed=False)  # whatever its first bit: not every agent puts a zero before it
        return Binding(kind, float(number), str(number))
    if kind == der.INTEGER:
        return Binding(kind, float(small(value)), str(small(value)))
    if kind == _OPAQUE and value[:3] in (_OPAQUE_FLOAT, _OPAQUE_DOUBLE):
        form, size = (">f", 4) if value[:3] == _OPAQUE_FLOAT else (">d", 8)
        if len(value) != 3 + size:
            raise ValueError("a packed number has another size")
        number = struct.unpack(form, value[3:])[0]
        return Binding(kind, number, str(number))
    return Binding(kind, None, _text(kind, value))


def _text(kind: int, value: bytes) -> str:
    if kind == _ADDRESS and len(value) == 4:
        return socket.inet_ntop(socket.AF_INET, value)
    if kind == der.OID:
        return der.dotted(value)
    try:
        text = value.decode("utf-8")
    except UnicodeDecodeError:
        return value.hex()
    return text if all(sign.isprintable() or sign.isspace() for sign in text) else value.hex()


def _refused(status: int, index: int, oids: Sequence[str]) -> ProbeFailed:
    name = _STATUS.get(status, str(status))
    if 1 <= index <= len(oids):
        sentence = phrase("The agent answers {status} for {oid}", status=name, oid=oids[index - 1])
    else:
        sentence = phrase("The agent answers {status}", status=name)
    return ProbeFailed(ErrorClass.CONTENT, sentence)
