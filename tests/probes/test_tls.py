import asyncio
import ssl
from collections.abc import Iterator
from typing import Any

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.tls import TlsSettings
from probes.tls import Tls
from tests.plugins.evidence import Evidence
from tests.probes.runs import failed_once, run_once
from tests.probes.scripted import TLS, lines
from tests.probes.servers import Talk, serving
from tests.probes.web import BAD_CERTIFICATES, Authority, silent
from tests.transport.nginx import nginx


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Give an authority that nobody trusts by itself."""
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def tls_server(tmp_path_factory: pytest.TempPathFactory, authority: Authority) -> Iterator[int]:
    """Run a real nginx that speaks TLS 1.2 only, with HTTP/2; gives its port."""
    pem = authority.issue(("127.0.0.1", "*.wallet.example"))
    server = f"ssl_protocols TLSv1.2; ssl_certificate {pem}; ssl_certificate_key {pem};"
    with nginx(tmp_path_factory.mktemp("nginx"), server, listen="ssl http2") as ready:
        yield ready


def probe(port: int, authority: Authority, **settings: Any) -> Tls:
    """Return a check that trusts the authority."""
    least = settings.pop("min_version", None)
    tls = TlsSettings(ca_file=str(authority.file), min_version=least)
    return Tls(host="127.0.0.1", port=port, tls=tls, **settings)


async def test_a_real_server_shows_its_certificate(tls_server: int, authority: Authority) -> None:
    """Version, cipher, protocol, days left and all that people ask of a certificate are read from nginx."""
    reading = await run_once(
        probe(tls_server, authority, alpn=("h2", "http/1.1"), names=("127.0.0.1", "api.wallet.example"))
    )
    assert reading.facts["tls_version"] == "TLSv1.2"
    assert reading.facts["alpn"] == "h2"
    assert reading.facts["names"] == "127.0.0.1, *.wallet.example"
    assert reading.facts["issuer"] == "CN=Test authority"
    assert reading.facts["signature"] == "ECDSA-SHA256"
    assert reading.values["certificate_days"] == pytest.approx(30, abs=0.1)
    assert [phase.name for phase in reading.phases][:3] == ["resolve", "connect", "tls"]


@pytest.mark.fault("N15")
async def test_an_old_version_is_named(tls_server: int, authority: Authority, evidence: Evidence) -> None:
    """Nginx says that it does not speak what we ask for, and the sentence says what it does speak."""
    failed = await failed_once(probe(tls_server, authority, min_version="1.3"))
    evidence(error=failed.error, sentence=failed.sentence.plain())
    assert failed.error is ErrorClass.TLS_VERIFY
    assert failed.sentence.plain() == "Speaks TLS 1.2, at least TLS 1.3 is asked for"


async def test_a_pin_holds_or_not(tls_server: int, authority: Authority) -> None:
    """The fingerprint that was read once is asked for, with or without colons."""
    reading = await run_once(probe(tls_server, authority))
    pin = reading.facts["fingerprint"]
    colons = ":".join(pin[at : at + 2] for at in range(0, 64, 2)).upper()
    await run_once(probe(tls_server, authority, fingerprint=("00" * 32, colons)))
    failed = await failed_once(probe(tls_server, authority, fingerprint=("00" * 32,)))
    assert failed.error is ErrorClass.TLS_VERIFY
    assert failed.sentence.plain() == f"Certificate is another one than expected: {pin[:16]}"


async def test_names_and_protocols_that_are_missing_are_told(tls_server: int, authority: Authority) -> None:
    """A certificate that lacks a name, and a server that chooses no protocol, each have a sentence."""
    failed = await failed_once(probe(tls_server, authority, names=("deep.api.wallet.example",)))
    assert failed.error is ErrorClass.TLS_VERIFY
    assert failed.sentence.plain().endswith("not for deep.api.wallet.example")
    failed = await failed_once(probe(tls_server, authority, alpn=("dot",)))
    assert failed.error is ErrorClass.PROTOCOL
    assert failed.sentence.plain() == "Speaks none of the protocols that we offer"


async def failed_at(talk: Talk, authority: Authority, **settings: Any) -> ProbeFailed:
    """Return how a check fails against a server of the test's own."""
    async with serving(talk) as port:
        return await failed_once(probe(port, authority, **settings), seconds=0.5)


@pytest.mark.fault("N15")
@pytest.mark.parametrize(("settings", "sentence"), BAD_CERTIFICATES)
async def test_each_bad_certificate_has_its_sentence(
    settings: dict[str, Any], sentence: str, authority: Authority, evidence: Evidence
) -> None:
    """Expired, not yet valid, self-signed and for another name are told apart, also behind STARTTLS."""
    bad = authority.server(**settings)
    async with serving(silent, bad) as port:
        at_once = await failed_once(probe(port, authority))
    later = await failed_at(lines(("STLS", f"+OK{TLS}"), greeting="+OK", tls=bad), authority, starttls="pop3")
    for failed in (at_once, later):
        evidence(sentence=failed.sentence.plain())
        assert (failed.error, failed.sentence.plain()) == (ErrorClass.TLS_VERIFY, sentence)


@pytest.mark.fault("N15")
async def test_five_days_left_are_a_number(authority: Authority) -> None:
    """A certificate that is about to expire is good here; limits judge its days."""
    async with serving(silent, authority.server(days=(-9, 5))) as port:
        reading = await run_once(probe(port, authority))
    assert reading.values["certificate_days"] == pytest.approx(5, abs=0.1)


@pytest.mark.fault("N15")
async def test_no_handshake_and_plain_text_are_told_apart(authority: Authority) -> None:
    """Silence is timeout-tls, plain HTTP is another protocol, and hanging up is that."""
    http = lines(("", "HTTP/1.1 400 Bad Request"))
    assert (await failed_at(silent, authority)).error is ErrorClass.TIMEOUT_TLS
    plain = await failed_at(lines(greeting="HTTP/1.1 400 Bad Request\n\n"), authority)
    assert plain.sentence.plain() == "Does not speak TLS on this port"
    assert (await failed_at(http, authority)).error in (ErrorClass.PROTOCOL, ErrorClass.TIMEOUT_TLS)


@pytest.mark.parametrize(
    ("flavour", "talk"),
    [
        ("smtp", (("EHLO", "250-mx\n250 STARTTLS"), ("STARTTLS", f"220 go{TLS}"))),
        ("imap", (("CAPABILITY", "* CAPABILITY STARTTLS\nTAG OK"), ("STARTTLS", f"TAG OK go{TLS}"))),
        ("pop3", (("STLS", f"+OK{TLS}"),)),
        ("ftp", (("AUTH TLS", f"234 go{TLS}"),)),
    ],
)
async def test_each_flavour_reaches_the_handshake(
    flavour: str, talk: tuple[tuple[str, str], ...], authority: Authority
) -> None:
    """SMTP, IMAP, POP3 and FTP are asked for TLS in their own words."""
    greetings = {"smtp": "220 mx", "imap": "* OK hi", "pop3": "+OK hi", "ftp": "220 ftp"}
    async with serving(lines(*talk, greeting=greetings[flavour], tls=authority.server())) as port:
        reading = await run_once(probe(port, authority, starttls=flavour))
    assert reading.facts["tls_version"] == "TLSv1.3"
    refusals = {"smtp": "250 mx", "imap": "* CAPABILITY X\nTAG OK", "pop3": "-ERR", "ftp": "500 what"}
    bare = lines(("", refusals[flavour]), greeting=greetings[flavour])
    failed = await failed_at(bare, authority, starttls=flavour)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, "Does not offer STARTTLS")


def binary(*answers: tuple[bytes, bytes], tls: ssl.SSLContext | None = None) -> Talk:
    """Return a talk that waits for bytes, answers with others, and shakes hands at last."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        for awaited, answer in answers:
            await reader.readuntil(awaited)
            writer.write(answer)
            await writer.drain()
        if tls is not None:
            await writer.start_tls(tls)
        await asyncio.sleep(5)

    return talk


STARTTLS = b"<starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"
FEATURES = b"<stream:stream><stream:features>%s</stream:features>"


async def test_postgres_and_xmpp_reach_the_handshake(authority: Authority) -> None:
    """A database is asked by its SSLRequest, a messaging server by its stream's features."""
    tls = authority.server()
    request = b"\x04\xd2\x16\x2f"
    xmpp = (
        (b"streams'>", FEATURES % STARTTLS),
        (b"/>", b"<proceed xmlns='x'/>"),
    )
    for flavour, talk in (("postgres", ((request, b"S"),)), ("xmpp", xmpp)):
        async with serving(binary(*talk, tls=tls)) as port:
            await run_once(probe(port, authority, starttls=flavour))
    refusals = {b"N": ErrorClass.CONTENT, b"E53300 too many": ErrorClass.STATUS, b"?": ErrorClass.PROTOCOL}
    for answer, error in refusals.items():
        assert (await failed_at(binary((request, answer)), authority, starttls="postgres")).error is error
    bare = binary((b"streams'>", FEATURES % b""))
    assert (await failed_at(bare, authority, starttls="xmpp")).error is ErrorClass.CONTENT
