"""Reading DER (X.690), the form of certificates.

What does not keep to it raises ``ValueError`` or ``IndexError``.
"""

from collections.abc import Iterator
from datetime import UTC, datetime

SEQUENCE, INTEGER, OCTETS, OID = 0x30, 0x02, 0x04, 0x06
_UTC_TIME, _GENERALIZED_TIME, _BMP = 0x17, 0x18, 0x1E
_MAX_PARTS = 1000


def element(data: bytes, at: int) -> tuple[int, bytes, int]:
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


def opened(data: bytes, at: int, expected: int) -> tuple[bytes, int]:
    """Return the content of the element at ``at``, which has the tag ``expected``, and where it ends."""
    tag, content, end = element(data, at)
    if tag != expected:
        raise ValueError("another element than expected")
    return content, end


def parts(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Yield tag and content of the elements in a row."""
    at = 0
    for _ in range(_MAX_PARTS):
        if at >= len(data):
            return
        tag, content, at = element(data, at)
        yield tag, content
    raise ValueError("more elements than certificates have")


def time(data: bytes, at: int) -> tuple[float, int]:
    """Return the time at ``at`` as seconds since 1970, and where it ends."""
    tag, content, end = element(data, at)
    if tag not in (_UTC_TIME, _GENERALIZED_TIME):
        raise ValueError("no time")
    text = content.decode("ascii")
    if tag == _UTC_TIME:  # two digits of the year, of 1950 to 2049
        text = ("20" if int(text[:2]) < 50 else "19") + text
    return datetime.strptime(text, "%Y%m%d%H%M%SZ").replace(tzinfo=UTC).timestamp(), end


def dotted(content: bytes) -> str:
    """Return an object identifier as ``2.5.4.3``."""
    arcs: list[int] = []
    value = 0
    for byte in content[:64]:
        value = value << 7 | byte & 0x7F
        if not byte & 0x80:
            arcs.append(value)
            value = 0
    if not arcs:
        raise ValueError("an identifier without parts")
    top = min(arcs[0] // 40, 2)
    return ".".join(map(str, (top, arcs[0] - 40 * top, *arcs[1:])))


def text(tag: int, content: bytes) -> str:
    """Return a string element; damaged signs are marked."""
    return content.decode("utf-16-be" if tag == _BMP else "utf-8", "replace")
