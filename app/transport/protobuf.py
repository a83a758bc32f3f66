"""Protocol buffers, as far as a message of one text or one number needs them."""

from app.model.phrase import phrase
from app.transport.errors import malformed

_VARINT, _EIGHT, _COUNTED, _FOUR = 0, 1, 2, 5
_LONGEST = 70  # bits of a varint's ten bytes


def text_field(number: int, text: str) -> bytes:
    """Return a text as a field of a message; empty where it is the default."""
    data = text.encode()
    return bytes((number << 3 | _COUNTED,)) + _varint(len(data)) + data if data else b""


def number_field(data: bytes, number: int) -> int:
    """Return the number in a field of a message; 0, the default, where it is not there.

    Raises ``ProbeFailed`` (protocol) for what is no message.
    """
    at, found = 0, 0
    try:
        while at < len(data):
            key, at = _read_varint(data, at)
            value, at = _value(data, at, key & 7)
            if key == number << 3:
                found = value
    except IndexError:
        raise malformed(phrase("What answers is not {protocol}", protocol="protobuf")) from None
    return found


def _varint(value: int) -> bytes:
    parts = bytearray()
    while value > 0x7F:
        parts.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes((*parts, value))


def _value(data: bytes, at: int, kind: int) -> tuple[int, int]:
    """Return the value of a varint field, 0 of any other, and where the next field begins."""
    if kind == _VARINT:
        return _read_varint(data, at)
    if kind == _COUNTED:
        size, at = _read_varint(data, at)
    else:
        size = {_EIGHT: 8, _FOUR: 4}.get(kind, len(data) + 1)
    if at + size > len(data):
        raise IndexError(size)
    return 0, at + size


def _read_varint(data: bytes, at: int) -> tuple[int, int]:
    value = 0
    for shift in range(0, _LONGEST, 7):
        byte = data[at]
        at += 1
        value |= (byte & 0x7F) << shift
        if not byte & 0x80:
            return value, at
    raise IndexError(at)
