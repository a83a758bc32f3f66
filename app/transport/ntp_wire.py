"""SNTP questions and NTP answers (RFC 5905, sections 7.3 and 8); an answer has 48 bytes, more is not read."""

import struct
from typing import NamedTuple

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.errors import malformed

_PACKET = struct.Struct("!BBbb4s4s4sQQQQ")
_VERSION, _CLIENT, _SERVER = 4, 3, 4
_ERA = 2_208_988_800  # seconds from 1900 to 1970
_SHORT = 65_536.0
_FRACTION = 2.0**32
_WRAP = 2.0**32
LEAPS = ("none", "61 s", "59 s", "unsynchronised")
_KISSES: dict[str, Phrase] = {
    "RATE": phrase("The time server asks us to ask less often"),
    "DENY": phrase("The time server refuses us"),
    "RSTR": phrase("The time server refuses us"),
    "INIT": phrase("The time server has just started and knows no time yet"),
    "STEP": phrase("The time server is setting its own clock"),
}


class Answer(NamedTuple):
    """What a server says of itself, and the times of RFC 5905: received (T2) and sent (T3) by its clock."""

    leap: int
    version: int
    stratum: int
    precision: float  # seconds
    root_delay: float  # seconds
    root_dispersion: float  # seconds
    reference: str
    received: float  # seconds since 1970
    sent: float


def question(nonce: int) -> bytes:
    """Return a question; ``nonce`` stands for the time of sending, which is nobody's business."""
    head = _VERSION << 3 | _CLIENT
    return _PACKET.pack(head, 0, 0, 0, bytes(4), bytes(4), bytes(4), 0, 0, 0, nonce)


def answers(packet: bytes, nonce: int) -> bool:
    """Return whether ``packet`` belongs to the question with ``nonce``; it may still be a bad answer."""
    return len(packet) < _PACKET.size or _PACKET.unpack_from(packet)[8] == nonce


def answer(packet: bytes, about: float) -> Answer:
    """Return the answer; ``about`` is the present time in seconds since 1970, which decides the era.

    Raises ``ProbeFailed``: protocol for what is no answer, content or blocked where the server gives no time.
    """
    if len(packet) < _PACKET.size:
        raise malformed(phrase("Answers, but not in NTP"), f"{len(packet)} bytes")
    head, stratum, _poll, precision, delay, dispersion, reference, *times = _PACKET.unpack_from(packet)
    if head & 7 != _SERVER:
        raise malformed(phrase("Answers, but not in NTP"), f"mode {head & 7}")
    if stratum == 0:
        raise _kiss(reference)
    if times[2] == 0 or times[3] == 0:
        raise malformed(phrase("The time server answers without a time"))
    return Answer(
        leap=head >> 6,
        version=head >> 3 & 7,
        stratum=stratum,
        precision=2.0 ** max(-64, min(16, precision)),
        root_delay=int.from_bytes(delay) / _SHORT,
        root_dispersion=int.from_bytes(dispersion) / _SHORT,
        reference=_reference(stratum, reference),
        received=_seconds(times[2], about),
        sent=_seconds(times[3], about),
    )


def _seconds(stamp: int, about: float) -> float:
    """Return a stamp as seconds since 1970, in the era of 136 years that is nearest to ``about``."""
    seconds = stamp / _FRACTION - _ERA
    return seconds + round((about - seconds) / _WRAP) * _WRAP


def _reference(stratum: int, raw: bytes) -> str:
    """Return what a server takes its time from: a name at the top, else an address or a part of a digest."""
    if stratum == 1:
        return foreign(raw.rstrip(b"\0").decode("ascii", "replace"))
    return ".".join(map(str, raw))


def _kiss(reference: bytes) -> ProbeFailed:
    """Return the failure that a kiss-o'-death means (section 7.4)."""
    code = foreign(reference.rstrip(b"\0").decode("ascii", "replace"))
    sentence = _KISSES.get(code, phrase("The time server gives no time: {code}", code=code or "0"))
    error = ErrorClass.BLOCKED if code in ("RATE", "DENY", "RSTR") else ErrorClass.CONTENT
    return ProbeFailed(error, sentence, f"kiss code {code}")
