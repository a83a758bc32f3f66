"""A small certificate authority of the demo's own."""

import datetime as dt
import ipaddress
from pathlib import Path
from typing import Self

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.files.whole import write_whole

_DAY = dt.timedelta(days=1)
_YEARS = 3650 * _DAY
_LEFT = 365 * _DAY  # an authority with less than this is made anew
_NAMES = (x509.DNSName("localhost"), x509.IPAddress(ipaddress.ip_address("127.0.0.1")))


class Authority:
    """Signs certificates for 127.0.0.1."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> None:
        self._key = key
        self._certificate = certificate

    @classmethod
    def of(cls, path: Path) -> Self:
        """Return the authority kept in ``path``, or make one there."""
        now = dt.datetime.now(dt.UTC)
        try:
            data = path.read_bytes()
            key = serialization.load_pem_private_key(data, None)
            certificate = x509.load_pem_x509_certificate(data)
        except (OSError, ValueError):
            return cls._new(path, now)
        if not isinstance(key, ec.EllipticCurvePrivateKey) or certificate.not_valid_after_utc < now + _LEFT:
            return cls._new(path, now)
        return cls(key, certificate)

    @classmethod
    def _new(cls, path: Path, now: dt.datetime) -> Self:
        key = ec.generate_private_key(ec.SECP256R1())
        name = _named("Nocwall demo authority")
        builder = _builder(name, name, key, key, now + _YEARS)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        builder = builder.add_extension(_usage(signs=True), critical=True)
        certificate = builder.sign(key, hashes.SHA256())
        _write(path, _pem(key, certificate))
        return cls(key, certificate)

    def trusted(self, path: Path) -> Path:
        """Write the authority's certificate, for who is to trust it."""
        _write(path, self._certificate.public_bytes(serialization.Encoding.PEM))
        return path

    def issued(self, path: Path, days: int) -> Path:
        """Write a new key with its certificate, valid for ``days`` from now."""
        key = ec.generate_private_key(ec.SECP256R1())
        end = dt.datetime.now(dt.UTC) + days * _DAY + dt.timedelta(minutes=5)
        builder = _builder(_named("127.0.0.1"), self._certificate.subject, key, self._key, end)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        builder = builder.add_extension(_usage(signs=False), critical=True)
        builder = builder.add_extension(x509.SubjectAlternativeName(_NAMES), critical=False)
        _write(path, _pem(key, builder.sign(self._key, hashes.SHA256())))
        return path


def _named(text: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, text)])


def _builder(
    subject: x509.Name,
    issuer: x509.Name,
    key: ec.EllipticCurvePrivateKey,
    signer: ec.EllipticCurvePrivateKey,
    end: dt.datetime,
) -> x509.CertificateBuilder:
    public, signing = key.public_key(), signer.public_key()
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(public)
        .serial_number(x509.random_serial_number())
        .not_valid_before(dt.datetime.now(dt.UTC) - _DAY)
        .not_valid_after(end)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(signing), critical=False)
    )


def _usage(*, signs: bool) -> x509.KeyUsage:
    return x509.KeyUsage(
        digital_signature=not signs,
        key_cert_sign=signs,
        crl_sign=signs,
        content_commitment=False,
        key_encipherment=False,
        data_encipherment=False,
        key_agreement=False,
        encipher_only=False,
        decipher_only=False,
    )


def _pem(key: ec.EllipticCurvePrivateKey, certificate: x509.Certificate) -> bytes:
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    return private + certificate.public_bytes(serialization.Encoding.PEM)


def _write(path: Path, data: bytes) -> None:
    """Write the file for its owner alone, whole or not at all."""
    write_whole(path, data, 0o600)
