import datetime as dt
import ipaddress
import ssl
import time
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.x509.oid import NameOID
from hypothesis import given
from hypothesis import strategies as st

from app.transport.certificate import certificate, certificate_facts, chain, days_left, validity
from tests.probes.web import Authority

Key = ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey | ed25519.Ed25519PrivateKey


def issued(
    key: Key, digest: hashes.HashAlgorithm | None, names: list[x509.GeneralName], ends: dt.datetime
) -> x509.Certificate:
    """Return a self-signed certificate."""
    subject = x509.Name(
        [
            x509.NameAttribute(NameOID.COUNTRY_NAME, "MT"),
            x509.NameAttribute(NameOID.ORGANIZATION_NAME, "Casinò Ltd"),
            x509.NameAttribute(NameOID.COMMON_NAME, "wallet.example"),
        ]
    )
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(subject)
        .public_key(key.public_key())
        .serial_number(0xAB_CDEF)
        .not_valid_before(dt.datetime(2024, 2, 29, 12, 0, 1, tzinfo=dt.UTC))
        .not_valid_after(ends)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, digest)  # type: ignore[arg-type]
    )


def test_the_dates_are_those_of_the_certificate(tmp_path: Path) -> None:
    """Begin and end are read to the second, as the library reads those it trusts."""
    made = Authority(tmp_path).certificate
    der = ssl.PEM_cert_to_DER_cert((tmp_path / "authority.pem").read_text())
    dates = validity(der)
    assert dates is not None
    assert dates.begins == made.not_valid_before_utc.timestamp()
    assert dates.ends == made.not_valid_after_utc.timestamp()
    assert dates.days_left(dates.ends - 86_400 * 5) == 5


@pytest.mark.parametrize(
    ("key", "digest", "algorithm"),
    [
        (ec.generate_private_key(ec.SECP256R1()), hashes.SHA384(), "ECDSA-SHA384"),
        (rsa.generate_private_key(65_537, 2048), hashes.SHA256(), "RSA-SHA256"),
        (ed25519.Ed25519PrivateKey.generate(), None, "Ed25519"),
    ],
)
def test_a_certificate_is_read_as_another_library_reads_it(
    key: Key, digest: hashes.HashAlgorithm | None, algorithm: str
) -> None:
    """Names, dates beyond 2049, serial, algorithm and fingerprint are those that cryptography reads."""
    address = x509.IPAddress(ipaddress.ip_address("2001:db8::7"))
    ends = dt.datetime(2061, 1, 1, tzinfo=dt.UTC)
    made = issued(key, digest, [x509.DNSName("*.wallet.example"), address], ends)
    read = certificate(made.public_bytes(serialization.Encoding.DER))
    assert read is not None
    assert read.subject == read.issuer == "CN=wallet.example, O=Casinò Ltd, C=MT"
    assert read.names == ("*.wallet.example", "2001:db8::7")
    assert read.validity == (made.not_valid_before_utc.timestamp(), ends.timestamp())
    assert (read.serial, read.algorithm) == ("abcdef", algorithm)
    assert read.fingerprint == made.fingerprint(hashes.SHA256()).hex()


def test_the_first_to_expire_counts() -> None:
    """Of a chain the shortest life is what is left, and what cannot be read is passed over."""
    key = ec.generate_private_key(ec.SECP256R1())
    now = dt.datetime.now(dt.UTC)
    made = [
        issued(key, hashes.SHA256(), [x509.DNSName("a.example")], now + dt.timedelta(days=days))
        for days in (90, 10)
    ]
    read = chain([each.public_bytes(serialization.Encoding.DER) for each in made] + [b"\x30\x00"])
    assert len(read) == 2
    assert days_left(read, time.time()) == pytest.approx(10, abs=0.01)
    assert days_left((), time.time()) is None


def test_facts_are_cut_and_clean() -> None:
    """Hundreds of hostile names are shown as a few, on one printable line."""
    key = ec.generate_private_key(ec.SECP256R1())
    names: list[x509.GeneralName] = [x509.DNSName(f"n{index}\x1b[31m.example") for index in range(300)]
    made = issued(key, hashes.SHA256(), names, dt.datetime(2061, 1, 1, tzinfo=dt.UTC))
    facts = certificate_facts(chain([made.public_bytes(serialization.Encoding.DER)]))
    assert facts["names"].startswith("n0[31m.example, n1")
    assert all(len(text) <= 200 and text.isprintable() for text in facts.values())
    assert certificate_facts(()) == {}


def test_a_certificate_is_read_once() -> None:
    """The same bytes are not read anew at each run."""
    key = ec.generate_private_key(ec.SECP256R1())
    ends = dt.datetime(2040, 1, 1, tzinfo=dt.UTC)
    data = issued(key, hashes.SHA256(), [], ends).public_bytes(serialization.Encoding.DER)
    assert certificate(data) is certificate(bytes(data))


@given(st.binary(max_size=300))
def test_any_bytes_have_dates_or_none(data: bytes) -> None:
    """Bytes that are no certificate have no dates, and raise nothing."""
    validity(data)
    validity(b"\x30\x82\x01\x00\x30\x81\xf0" + data)


_GOOD = issued(
    ec.generate_private_key(ec.SECP256R1()),
    hashes.SHA256(),
    [x509.DNSName("a.example")],
    dt.datetime(2061, 1, 1, tzinfo=dt.UTC),
).public_bytes(serialization.Encoding.DER)


@given(st.integers(0, len(_GOOD) - 1), st.integers(0, 255), st.integers(0, len(_GOOD)))
def test_a_damaged_certificate_raises_nothing(at: int, byte: int, length: int) -> None:
    """A certificate with any byte changed or cut off anywhere is read or is none."""
    certificate(_GOOD[:at] + bytes([byte]) + _GOOD[at + 1 :])
    certificate(_GOOD[:length])
