import ssl
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from app.transport.certificate import validity
from tests.probes.web import Authority


def test_the_dates_are_those_of_the_certificate(tmp_path: Path) -> None:
    """Begin and end are read to the second, as the library reads those it trusts."""
    certificate = Authority(tmp_path).certificate
    der = ssl.PEM_cert_to_DER_cert((tmp_path / "authority.pem").read_text())
    dates = validity(der)
    assert dates is not None
    assert dates.begins == certificate.not_valid_before_utc.timestamp()
    assert dates.ends == certificate.not_valid_after_utc.timestamp()
    assert dates.days_left(dates.ends - 86_400 * 5) == 5


@given(st.binary(max_size=300))
def test_any_bytes_have_dates_or_none(data: bytes) -> None:
    """Bytes that are no certificate have no dates, and raise nothing."""
    validity(data)
    validity(b"\x30\x82\x01\x00\x30\x81\xf0" + data)
