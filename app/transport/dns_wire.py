"""DNS packets (RFC 1035): questions out, answers in; every length is checked before it is used."""

import functools
import struct
from typing import NamedTuple

from app.transport.dns_records import BadPacket, encode_name, read_name, text_of

__all__ = ["BadPacket", "encode_name", "read_name"]  # names and records are a part of packets

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
_RESPONSE, _TRUNCATED, _RECURSION, _AUTHORITATIVE, _AUTHENTIC = 0x8000, 0x0200, 0x0100, 0x0400, 0x0020
_OPT = 41  # RFC 6891


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
    authentic: bool  # the server says that it has validated the answer (DNSSEC)
    records: tuple[Record, ...]  # of the answer section

    @property
    def rcode_name(self) -> str:
        """The outcome as DNS people call it."""
        return RCODES.get(self.rcode, str(self.rcode))

    def of(self, record: str) -> tuple[Record, ...]:
        """Return the answers of one type."""
        return tuple(answer for answer in self.records if answer.type == record)


class Question(NamedTuple):
    """A question without its id."""

    head: bytes
    question: bytes
    more: bytes

    def packet(self, identity: int) -> bytes:
        """Return the whole packet."""
        return identity.to_bytes(2) + self.head + self.question + self.more


@functools.lru_cache(maxsize=4096)
def question(
    name: str, record: str, *, recursion: bool = True, authentic: bool = False, room: int = 0
) -> Question:
    """Return the question for the ``record`` type of ``name``; raises ``ValueError`` for what is no name.

    ``authentic`` asks to be told whether the server has validated the answer (RFC 6840, section 5.7);
    ``room`` is how many bytes of an answer over UDP we take, 0 the 512 of old, without EDNS.
    """
    flags = _RECURSION * recursion | _AUTHENTIC * authentic
    head = _HEADER.pack(0, flags, 1, 0, 0, bool(room))[2:]
    more = b"\0" + _RECORD.pack(_OPT, room, 0, 0) if room else b""
    return Question(head, encode_name(name) + _QUESTION.pack(TYPES[record], _IN), more)


def identity_of(packet: bytes) -> int | None:
    """Return the id of a question or an answer."""
    return int.from_bytes(packet[:2]) if len(packet) >= 2 else None


def answer(packet: bytes, asked: Question) -> Answer:
    """Return the answer in ``packet`` to ``asked``, whose id the caller has seen; raises ``BadPacket``."""
    if len(packet) < _HEADER.size:
        raise BadPacket("shorter than a DNS header")
    _identity, flags, questions, answers, _authority, _more = _HEADER.unpack_from(packet)
    if not flags & _RESPONSE:
        raise BadPacket("not an answer")
    at = _skip_question(packet, asked.question, questions)
    if answers > MAX_RECORDS:
        raise BadPacket(f"claims {answers} answers")
    truncated = bool(flags & _TRUNCATED)
    records = _records(packet, at, answers, truncated)
    return Answer(flags & 0xF, truncated, bool(flags & _AUTHORITATIVE), bool(flags & _AUTHENTIC), records)


def _skip_question(packet: bytes, ours: bytes, questions: int) -> int:
    if questions == 0:  # some servers leave it out when they refuse
        return _HEADER.size
    end = _HEADER.size + len(ours)
    if questions == 1 and packet[_HEADER.size : end] == ours:
        return end  # as nearly all do
    name, at = read_name(packet, _HEADER.size)
    same = name.lower() == read_name(ours, 0)[0].lower() and packet[at : at + 4] == ours[-4:]
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
        known = NAMES.get(kind) or f"TYPE{kind}"
        records.append(Record(name, known, ttl, text_of(packet, at, length, known)))
        at += length
    return tuple(records)
