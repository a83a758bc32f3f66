"""Certificates of the demo, as far as the rest of it needs to know."""

import importlib.util
import ssl
from pathlib import Path

from app.model.value import Value

GOOD = 90  # days
EXPIRING = 5


class Certificates(Value, frozen=True, kw_only=True):
    """Files in PEM form. ``good`` and ``expiring`` hold key and certificate together."""

    authority: Path
    good: Path
    expiring: Path


def available() -> bool:
    """Return whether certificates can be made: ``cryptography`` comes with the keyring, on Linux."""
    return importlib.util.find_spec("cryptography") is not None


def make_certificates(folder: Path) -> Certificates:
    """Make certificates in ``folder``. Its authority is kept: who trusts it goes on doing so."""
    from app.demo.authority import Authority

    authority = Authority.of(folder / "authority.key.pem")
    trusted = authority.trusted(folder / "authority.pem")
    return Certificates(
        authority=trusted,
        good=authority.issued(folder / "good.pem", GOOD),
        expiring=authority.issued(folder / "expiring.pem", EXPIRING),
    )


def security(pem: Path) -> ssl.SSLContext:
    """Return the server side of TLS with the key and certificate of ``pem``."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(pem)
    return context
