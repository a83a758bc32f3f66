"""What a monitor wants to know of a certificate, read from its bytes (X.509, RFC 5280).

The standard library tells of a certificate only where it trusts it; people ask about the others.
"""

import hashlib
import ipaddress
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple

from app.model.phrase import foreign
from app.transport import der
from app.transport.der import OCTETS, OID, SEQUENCE

DAY = 86_400.0
NAMES_SHOWN = 20
_VERSION, _EXTENSIONS = 0xA0, 0xA3
_ALTERNATIVE_NAMES = "2.5.29.17"
_DNS, _ADDRESS = 0x82, 0x87
_MAX_NAMES = 200
_REMEMBERED = 512  # certificates; a check each 10 s reads the same ones again and again

# Attribute types of names (RFC 4514, section 3), and signature algorithms by their usual names.
_SHORT = {
    "2.5.4.3": "CN",
    "2.5.4.6": "C",
    "2.5.4.7": "L",
    "2.5.4.8": "ST",
    "2.5.4.10": "O",
    "2.5.4.11": "OU",
    "0.9.2342.19200300.100.1.25": "DC",
}
_ALGORITHMS = {
    "1.2.840.113549.1.1.4": "RSA-MD5",
    "1.2.840.113549.1.1.5": "RSA-SHA1",
    "1.2.840.113549.1.1.10": "RSA-PSS",
    "1.2.840.113549.1.1.11": "RSA-SHA256",
    "1.2.840.113549.1.1.12": "RSA-SHA384",
    "1.2.840.113549.1.1.13": "RSA-SHA512",
    "1.2.840.10045.4.1": "ECDSA-SHA1",
    "1.2.840.10045.4.3.2": "ECDSA-SHA256",
    "1.2.840.10045.4.3.3": "ECDSA-SHA384",
    "1.2.840.10045.4.3.4": "ECDSA-SHA512",
    "1.3.101.112": "Ed25519",
    "1.3.101.113": "Ed448",
}


class Validity(NamedTuple):
    """From when to when a certificate is valid, seconds since 1970."""

    begins: float
    ends: float

    def days_left(self, wall: float) -> float:
        """Return the days until it expires; negative afterwards."""
        return (self.ends - wall) / DAY


class Certificate(NamedTuple):
    """One certificate; all texts are foreign. ``serial`` and ``fingerprint`` (SHA-256) are lower-case hex."""

    subject: str
    issuer: str
    names: tuple[str, ...]  # subjectAltName: DNS names and addresses
    validity: Validity
    serial: str
    algorithm: str
    fingerprint: str

    @property
    def title(self) -> str:
        """What people call it: its first name, else its subject."""
        return foreign(self.names[0] if self.names else self.subject, 80)


@lru_cache(_REMEMBERED)
def certificate(data: bytes) -> Certificate | None:
    """Return what stands in a certificate, or None for bytes that are none."""
    try:
        return _read(data)
    except (IndexError, ValueError, OverflowError):
        return None


def validity(data: bytes) -> Validity | None:
    """Return the validity of a certificate, or None for bytes that are none."""
    found = certificate(data)
    return found.validity if found is not None else None


def chain(data: Sequence[bytes]) -> tuple[Certificate, ...]:
    """Return the certificates among ``data`` that can be read, in order: the server's own is the first."""
    read = (certificate(each) for each in data)
    return tuple(each for each in read if each is not None)


def days_left(certificates: Sequence[Certificate], wall: float) -> float | None:
    """Return the days until the first of the certificates expires; None where there is none."""
    return min((each.validity.days_left(wall) for each in certificates), default=None)


def certificate_facts(certificates: Sequence[Certificate]) -> dict[str, str]:
    """Return what people want to read of a chain, the server's own certificate in full."""
    if not certificates:
        return {}
    own = certificates[0]
    shown = ", ".join(own.names[:NAMES_SHOWN])
    facts = {
        "certificate": own.subject,
        "issuer": own.issuer,
        "names": shown if len(own.names) <= NAMES_SHOWN else f"{shown}, … ({len(own.names)})",
        "serial": own.serial,
        "signature": own.algorithm,
        "fingerprint": own.fingerprint,
    }
    if len(certificates) > 1:
        facts["chain"] = " < ".join(foreign(each.subject, 80) for each in certificates)
    return {name: foreign(text) for name, text in facts.items() if text}


def _read(data: bytes) -> Certificate:
    fields, _end = der.opened(der.opened(data, 0, SEQUENCE)[0], 0, SEQUENCE)
    at = 0
    if fields[at] == _VERSION:
        at = der.element(fields, at)[2]
    serial, at = der.opened(fields, at, der.INTEGER)
    algorithm, at = der.opened(fields, at, SEQUENCE)
    issuer, at = der.opened(fields, at, SEQUENCE)
    dates, at = der.opened(fields, at, SEQUENCE)
    subject, at = der.opened(fields, at, SEQUENCE)
    begins, next_at = der.time(dates, 0)
    ends, _end = der.time(dates, next_at)
    identifier = der.dotted(der.opened(algorithm, 0, OID)[0])
    return Certificate(
        _name(subject),
        _name(issuer),
        tuple(_alternatives(fields, at)),
        Validity(begins, ends),
        f"{int.from_bytes(serial[:32]):x}",
        _ALGORITHMS.get(identifier, identifier),
        hashlib.sha256(data).hexdigest(),
    )


def _name(content: bytes) -> str:
    """Return a distinguished name as ``CN=example.com, O=Example``, the most special part first."""
    said: list[str] = []
    for _set, together in der.parts(content):
        for _sequence, pair in der.parts(together):
            identifier, at = der.opened(pair, 0, OID)
            tag, value, _end = der.element(pair, at)
            kind = der.dotted(identifier)
            said.append(f"{_SHORT.get(kind, kind)}={der.text(tag, value)}")
    return foreign(", ".join(reversed(said)), 400)


def _alternatives(fields: bytes, at: int) -> Iterator[str]:
    extensions = next((content for tag, content in der.parts(fields[at:]) if tag == _EXTENSIONS), None)
    if extensions is None:
        return
    for _tag, extension in der.parts(der.opened(extensions, 0, SEQUENCE)[0]):
        inner = list(der.parts(extension))
        if der.dotted(inner[0][1]) == _ALTERNATIVE_NAMES and inner[-1][0] == OCTETS:
            names = der.parts(der.opened(inner[-1][1], 0, SEQUENCE)[0])
            yield from (_alternative(*each) for each, _ in zip(names, range(_MAX_NAMES), strict=False))


def _alternative(tag: int, content: bytes) -> str:
    if tag == _ADDRESS:
        return str(ipaddress.ip_address(content))
    return foreign(content.decode("latin-1") if tag == _DNS else f"({content.decode('latin-1')})", 253)


def covers(own: Certificate, name: str) -> bool:
    """Return whether a certificate is for ``name``; a star stands for one label, the first (RFC 9525)."""
    name = name.lower().rstrip(".")
    _first, _dot, rest = name.partition(".")
    known = {each.lower() for each in own.names}
    return name in known or (bool(rest) and f"*.{rest}" in known)
