import asyncio
import ssl
import struct
import time
import warnings
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.model.probe import ProbeFailed, Reading
from app.model.state import ErrorClass
from app.transport.streams import open_stream
from app.transport.tls import Contexts, TlsSettings, Trust, Version
from probes.http import Http
from tests.plugins.evidence import Evidence
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import serving
from tests.probes.web import BAD_CERTIFICATES, Authority, answering, page, silent


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """Give an authority that nobody trusts by itself."""
    return Authority(tmp_path_factory.mktemp("authority"))


@asynccontextmanager
async def secure_page(
    authority: Authority, *, names: tuple[str, ...] = ("127.0.0.1",), **settings: Any
) -> AsyncIterator[str]:
    """Serve a page over TLS."""
    async with answering(page(b"safe"), tls=authority.server(names, **settings)) as url:
        yield url


def limited(authority: Authority, version: str) -> ssl.SSLContext:
    """Return a server's context that speaks one version only."""
    tls = authority.server()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        tls.minimum_version = tls.maximum_version = ssl.TLSVersion[
            f"TLSv{version}".replace(".", "_").removesuffix("_0")
        ]
    tls.set_ciphers("DEFAULT@SECLEVEL=0")
    return tls


def trusting(authority: Authority, version: Version | None) -> TlsSettings:
    """Return settings that trust the authority and ask for a version."""
    return TlsSettings(ca_file=str(authority.file), min_version=version)


async def failed_with(authority: Authority, **settings: Any) -> ProbeFailed:
    """Return how a probe fails that trusts the authority, against a server with these settings."""
    async with secure_page(authority, **settings) as url:
        return await failed_once(Http(url=url, ca_file=str(authority.file)))


async def read(authority: Authority, **settings: Any) -> Reading:
    """Return what a probe with these settings reads from a good server."""
    async with secure_page(authority) as url:
        return await run_once(Http(url=url, **settings))


async def test_a_trusted_server_is_read(authority: Authority) -> None:
    """With the right authority the page comes, with its version, cipher, handshake time and days left."""
    reading = await read(authority, ca_file=str(authority.file))
    assert reading.facts["tls_version"] == "TLSv1.3"
    assert reading.facts["cipher"]
    assert "tls" in [phase.name for phase in reading.phases]
    assert reading.values["certificate_days"] == pytest.approx(30, abs=0.1)


async def test_without_trust_the_days_are_known_too(authority: Authority) -> None:
    """Who does not verify still sees how long the certificate lasts."""
    reading = await read(authority, verify=False)
    assert reading.values["certificate_days"] == pytest.approx(30, abs=0.1)


@pytest.mark.fault("N15")
@pytest.mark.parametrize(("settings", "sentence"), BAD_CERTIFICATES)
async def test_each_bad_certificate_has_its_sentence(
    authority: Authority, settings: dict[str, Any], sentence: str, evidence: Evidence
) -> None:
    """Expired, not yet valid, self-signed and for another name are told apart."""
    failed = await failed_with(authority, **settings)
    evidence(error=failed.error, sentence=failed.sentence.plain())
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TLS_VERIFY, sentence)


@pytest.mark.fault("N15")
async def test_an_unknown_authority_is_not_trusted(authority: Authority) -> None:
    """Without our own authority file the server is refused."""
    async with secure_page(authority) as url:
        failed = await failed_once(Http(url=url))
    assert failed.error is ErrorClass.TLS_VERIFY
    assert failed.sentence.plain() == "Certificate is signed by an authority that is not trusted"


@pytest.mark.fault("N15")
async def test_five_days_left_are_a_number(authority: Authority) -> None:
    """A certificate about to expire is good, and its days are a series to set limits on."""
    async with secure_page(authority, days=(-9, 5)) as url:
        reading = await run_once(Http(url=url, ca_file=str(authority.file)))
    assert reading.values["certificate_days"] == pytest.approx(5, abs=0.1)


@pytest.mark.fault("N15")
async def test_plain_http_on_the_tls_port_is_protocol() -> None:
    """A server that answers TLS with plain HTTP does not speak TLS."""

    async def plain(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(page(b"plain", status=b"400 Bad Request"))

    async with serving(plain) as port:
        failed = await failed_once(Http(url=f"https://127.0.0.1:{port}/"))
    assert failed.error is ErrorClass.PROTOCOL
    assert failed.sentence.plain() == "Does not speak TLS on this port"


@pytest.mark.fault("N15")
async def test_no_handshake_is_timeout_tls() -> None:
    """A server that accepts and says nothing holds up the handshake, and that is what is told."""
    async with serving(silent) as port:
        failed = await failed_once(Http(url=f"https://127.0.0.1:{port}/"), seconds=0.4)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TIMEOUT_TLS, "No TLS handshake in 400 ms")


async def test_a_close_during_the_handshake_is_protocol() -> None:
    """Hanging up instead of shaking hands is told as such."""

    async def hang_up(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(100)

    async with serving(hang_up) as port:
        failed = await failed_once(Http(url=f"https://127.0.0.1:{port}/"))
    assert failed.error is ErrorClass.PROTOCOL
    assert failed.sentence.plain() == "Closes the connection during the TLS handshake"


async def test_garbage_records_are_protocol() -> None:
    """A record of impossible length ends the handshake with a sentence."""

    async def garbage(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(struct.pack("!BHH", 22, 0x0303, 65_535) + bytes(65_535))

    async with serving(garbage) as port:
        failed = await failed_once(Http(url=f"https://127.0.0.1:{port}/"))
    assert failed.error is ErrorClass.PROTOCOL


async def test_a_client_certificate_is_shown(authority: Authority) -> None:
    """A server that asks for a client certificate gets ours, and refuses us without one."""
    ours = authority.issue(("client",))
    tls = authority.server(clients=True)
    trusted = str(authority.file)
    async with answering(page(b"safe"), tls=tls) as url:
        await run_once(Http(url=url, client_certificate=str(ours), ca_file=trusted))
        failed = await failed_once(Http(url=url, ca_file=trusted))
    assert failed.error in (ErrorClass.PROTOCOL, ErrorClass.RESET)


@pytest.mark.fault("N15")
@pytest.mark.parametrize(("spoken", "asked"), [("1.2", "1.3"), ("1.1", "1.2"), ("1.0", "1.3")])
async def test_a_version_below_the_least_one_is_named(
    authority: Authority, spoken: str, asked: Version, evidence: Evidence
) -> None:
    """A server that speaks only older versions fails, and the sentence says which and what was asked for."""
    tls = limited(authority, spoken)
    async with answering(page(b"safe"), tls=tls) as url, context() as ctx:
        with pytest.raises(ProbeFailed) as failed:
            async with open_stream(
                ctx, "127.0.0.1", httpx.URL(url).port or 0, tls=trusting(authority, asked)
            ):
                pass
    evidence(sentence=failed.value.sentence.plain())
    assert failed.value.error is ErrorClass.TLS_VERIFY
    least = f"at least TLS {asked} is asked for"
    assert failed.value.sentence.plain() == f"Speaks TLS {spoken}, {least}"


async def test_an_old_version_that_is_asked_for_is_spoken(authority: Authority) -> None:
    """Who asks for TLS 1.0 or more reaches a server that has nothing better, and sees what it is."""
    tls = limited(authority, "1.0")
    async with answering(page(b"safe"), tls=tls) as url, context() as ctx:
        settings = trusting(authority, "1.0")
        async with open_stream(ctx, "127.0.0.1", httpx.URL(url).port or 0, tls=settings) as conversation:
            assert conversation.tls is not None
            assert conversation.tls.version == "TLSv1"


@pytest.mark.fault("N15")
async def test_an_authority_that_expired_is_named(tmp_path: Path, evidence: Evidence) -> None:
    """Where not the server's own certificate is out of date but one above it, that one is named."""
    authority = Authority(tmp_path, days=(-20, -2.5))
    async with secure_page(authority, above=True) as url:
        failed = await failed_once(Http(url=url, ca_file=str(authority.file)))
    evidence(sentence=failed.sentence.plain())
    assert failed.sentence.plain() == "Certificate of the authority CN=Test authority expired 2 d ago"


async def test_the_chain_that_was_sent_is_read(authority: Authority) -> None:
    """All certificates that come are seen, trusted or not, and the shortest life counts."""
    async with secure_page(authority, above=True, days=(-1, 300)) as url, context() as ctx:
        settings = TlsSettings(verify=False)
        async with open_stream(ctx, "127.0.0.1", httpx.URL(url).port or 0, tls=settings) as conversation:
            assert conversation.tls is not None
            chain = conversation.tls.chain
            left = conversation.tls.days_left(time.time())
    assert [each.subject for each in chain] == ["CN=127.0.0.1", "CN=Test authority"]
    assert left == pytest.approx(100, abs=0.1)


async def test_any_certificate_of_the_chain_can_be_the_trusted_one(tmp_path: Path) -> None:
    """Who trusts the server's own certificate needs no authority above it, on every Python."""
    authority = Authority(tmp_path)
    tls = authority.server()
    settings = TlsSettings(ca_file=str(tmp_path / "1.pem"))
    async with (
        serving(silent, tls) as port,
        context() as ctx,
        open_stream(ctx, "127.0.0.1", port, tls=settings) as conversation,
    ):
        assert conversation.tls is not None


async def test_a_server_name_of_its_own_is_asked_for(authority: Authority) -> None:
    """The name in the settings is the one that is sent and verified."""
    tls = authority.server(("mail.example",))
    async with answering(page(b"safe"), tls=tls) as url, context() as ctx:
        settings = TlsSettings(ca_file=str(authority.file), server_name="mail.example")
        async with open_stream(ctx, "127.0.0.1", httpx.URL(url).port or 0, tls=settings) as conversation:
            assert conversation.tls is not None


async def test_unreadable_files_are_ours(tmp_path: Path) -> None:
    """A missing authority file is class credential, for it proves nothing about the target."""
    failed = await failed_once(Http(url="https://127.0.0.1:9/", ca_file=str(tmp_path / "none.pem")))
    assert failed.error is ErrorClass.CREDENTIAL
    assert "none.pem" in failed.sentence.plain()


async def test_checks_that_trust_alike_share_a_context(
    authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One context a trust setting, built once though many ask at the same time, renewed with its file."""
    contexts = Contexts()
    trust = Trust(ca_file=str(authority.file))
    several = await asyncio.gather(*(contexts.get(trust) for _ in range(9)))
    assert len(set(map(id, several))) == 1
    assert await contexts.get(Trust()) is not several[0]
    authority.file.touch()
    assert await contexts.get(trust) is several[0]  # nobody looks at the file for each run
    later = time.monotonic() + 1.1
    monkeypatch.setattr(time, "monotonic", lambda: later)
    assert await contexts.get(trust) is not several[0]
    assert several[0].verify_mode is ssl.CERT_REQUIRED
