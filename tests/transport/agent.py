"""An SNMP agent's answers, as a test wants them."""

from collections.abc import Mapping

from app.transport import der
from app.transport.snmp_wire import encode_oid

Content = tuple[int, bytes]  # tag and content of a value


def packed(tag: int, *contents: bytes) -> bytes:
    """Return an element."""
    content = b"".join(contents)
    return bytes((tag, 0x82)) + len(content).to_bytes(2) + content


def number(value: int) -> bytes:
    """Return the content of a number."""
    return value.to_bytes(max(1, (value.bit_length() + 8) // 8), signed=True)


def responded(asked: bytes, values: Mapping[str, Content], status: int = 0, index: int = 0) -> bytes:
    """Return the answer to the question ``asked`` with these values."""
    whole, _ = der.opened(asked, 0, der.SEQUENCE)
    version, at = der.opened(whole, 0, der.INTEGER)
    community, at = der.opened(whole, at, der.OCTETS)
    identity, _ = der.opened(der.element(whole, at)[1], 0, der.INTEGER)
    bindings = [
        packed(der.SEQUENCE, packed(der.OID, encode_oid(oid)), packed(tag, content))
        for oid, (tag, content) in values.items()
    ]
    pdu = packed(
        0xA2,
        packed(der.INTEGER, identity),
        packed(der.INTEGER, number(status)),
        packed(der.INTEGER, number(index)),
        packed(der.SEQUENCE, *bindings),
    )
    return packed(der.SEQUENCE, packed(der.INTEGER, version), packed(der.OCTETS, community), pdu)
