"""What a monitor wants to know of a certificate, read from its bytes (X.509, DER).

The standard library tells a certificate's dates only where it trusts it; people ask about the others.
"""

from datetime import UTC, datetime
from typing import NamedTuple

_SEQUENCE, _UTC_TIME, _GENERALIZED_TIME, _VERSION = 0x30, 0x17, 0x18, 0xA0
DAY = 86_400.0


class Validity(NamedTuple):
    """From when to when a certificate is valid, seconds since 1970."""

    begins: float
    ends: float

    def days_left(self, wall: float) -> float:
        """Return the days until it expires; negative afterwards."""
        return (self.ends - wall) / DAY


def validity(der: bytes) -> Validity | None:
    """Return the validity of a certificate, or None for bytes that are none."""
    try:
        fields = _open(_open(der, 0, _SEQUENCE)[0], 0, _SEQUENCE)[0]
        at = 0
        if fields[at] == _VERSION:
            at = _element(fields, at)[2]
        for _ in ("serial number", "signature algorithm", "issuer"):
            at = _element(fields, at)[2]
        dates, _end = _open(fields, at, _SEQUENCE)
        begins, next_at = _time(dates, 0)
        ends, _end = _time(dates, next_at)
    except (IndexError, ValueError):
        return None
    return Validity(begins, ends)


def _element(data: bytes, at: int) -> tuple[int, bytes, int]:
    """Return the tag and the content of the element at ``at``, and where the next one begins."""
    tag, size = data[at], data[at + 1]
    at += 2
    if size & 0x80:
        count = size & 0x7F
        if not 1 <= count <= 4:
            raise ValueError("a length that certificates do not have")
        size = int.from_bytes(data[at : at + count])
        at += count
    if at + size > len(data):
        raise ValueError("an element is longer than what holds it")
    return tag, data[at : at + size], at + size


def _open(data: bytes, at: int, expected: int) -> tuple[bytes, int]:
    tag, content, end = _element(data, at)
    if tag != expected:
        raise ValueError("another element than expected")
    return content, end


def _time(data: bytes, at: int) -> tuple[float, int]:
    tag, content, end = _element(data, at)
    if tag not in (_UTC_TIME, _GENERALIZED_TIME):
        raise ValueError("no time")
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year, of 1950 to 2049
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp(), end
