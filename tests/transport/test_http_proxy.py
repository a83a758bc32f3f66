import asyncio
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.transport.http import HttpTransport
from app.transport.http_values import Options, Proxy
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Trust
from tests.probes.servers import found, free_port, running, serving
from tests.probes.web import Authority, answering, page, silent
from tests.transport.web_client import fetched, refused

# The password of the proxy, and no connections to anywhere but this machine.
CONFIGURATION = """
Port {port}
Listen 127.0.0.1
Timeout 10
Allow 127.0.0.1
ConnectPort {secured}
BasicAuth ann word
"""


@contextmanager
def tinyproxy(folder: Path, secured: int, *, password: bool = True) -> Iterator[str]:
    """Run a real proxy that lets through to one port of TLS; gives its url."""
    port = free_port()
    text = CONFIGURATION.format(port=port, secured=secured)
    if not password:
        text = text.replace("BasicAuth ann word\n", "")
    file = folder / "tinyproxy.conf"
    file.write_text(text, encoding="utf-8")
    with running([found("tinyproxy", "usr/bin"), "-d", "-c", str(file)], port, folder):
        yield f"http://127.0.0.1:{port}"


def through(url: str, authority: Authority | None = None, **settings: bool) -> Options:
    """Return options that go through a proxy."""
    trust = Trust(ca_file=str(authority.file)) if authority else Trust()
    return Options(proxy=Proxy(url=url, user="ann", password="word"), trust=trust, **settings)  # type: ignore[arg-type]


async def test_a_real_proxy_is_gone_through(
    transport: HttpTransport, authority: Authority, tmp_path: Path
) -> None:
    """Tinyproxy with a password passes requests in clear, and connects us for those with TLS."""
    heard: list[bytes] = []
    watch = Stopwatch()
    async with (
        answering(page(b"clear"), heard=heard) as clear,
        answering(page(b"secure"), tls=authority.server()) as secure,
    ):
        with tinyproxy(tmp_path, int(secure.rsplit(":", 1)[1].strip("/"))) as proxy:
            assert (await fetched(transport, clear, through(proxy))).content == b"clear"
            answer = await fetched(transport, secure, through(proxy, authority), watch=watch)
    assert (answer.content, answer.extensions["address"]) == (b"secure", proxy.removeprefix("http://"))
    assert 29 < answer.extensions["certificate_days"] < 31
    assert [phase.name for phase in watch.phases()] == [
        "proxy",
        "connect",
        "tls",
        "send",
        "first_byte",
        "transfer",
    ]
    assert b"(tinyproxy/" in heard[0]
    assert b"Proxy-Authorization" not in heard[0]


async def test_a_real_proxys_refusals_are_told_apart(
    transport: HttpTransport, authority: Authority, tmp_path: Path
) -> None:
    """A wrong password, none, a port that it does not connect to and a target that it cannot reach differ."""
    nobody = free_port()
    with tinyproxy(tmp_path, nobody) as proxy:
        wrong = Options(proxy=Proxy(url=proxy, user="ann", password="other"))
        failures = [
            await refused(transport, "https://127.0.0.1:9/", wrong),
            await refused(transport, "https://127.0.0.1:9/", Options(proxy=Proxy(url=proxy))),
            await refused(transport, "http://127.0.0.1:9/", Options(proxy=Proxy(url=proxy))),
            await refused(transport, "https://127.0.0.1:9/", through(proxy, authority)),
            await refused(transport, f"https://127.0.0.1:{nobody}/", through(proxy, authority)),
        ]
    assert [(failed.error, failed.sentence.plain()) for failed in failures] == [
        (ErrorClass.CREDENTIAL, "The proxy refuses our credentials (401)"),
        (ErrorClass.CREDENTIAL, "The proxy asks for credentials (407)"),
        (ErrorClass.CREDENTIAL, "The proxy asks for credentials (407)"),
        (ErrorClass.PERMISSION, "The proxy does not let us through (403)"),
        (ErrorClass.UNREACHABLE, "The proxy cannot reach 127.0.0.1 (500)"),
    ]


async def test_a_dead_proxy_proves_nothing_of_the_target(transport: HttpTransport) -> None:
    """A proxy that refuses, is unknown, is no proxy or hangs up leaves the target unknown, never down."""

    async def garbage(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH_9.2\r\n")

    async def gone(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.read(1)

    failures = [await refused(transport, "https://a.example/", through(f"http://127.0.0.1:{free_port()}"))]
    for talk in (garbage, gone):
        async with serving(talk) as port:
            failures.append(
                await refused(transport, "https://a.example/", through(f"http://127.0.0.1:{port}"))
            )
    assert [failed.sentence.plain() for failed in failures] == [
        "The proxy refuses the connection",
        "The proxy does not speak HTTP as it should",
        "The proxy does not speak HTTP as it should",
    ]
    assert {STATE_OF_ERROR[failed.error] for failed in failures} == {State.UNKNOWN}


async def test_a_target_that_is_silent_behind_a_proxy_is_the_targets_fault(transport: HttpTransport) -> None:
    """A proxy that is there and does not connect us in time waits for the target: timeout-connect."""
    async with serving(silent) as port:
        failed = await refused(
            transport, "https://a.example/", through(f"http://127.0.0.1:{port}"), seconds=0.3
        )
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.TIMEOUT_CONNECT, "No connection in 300 ms")


async def test_the_way_through_a_proxy_can_be_kept(
    transport: HttpTransport, authority: Authority, tmp_path: Path
) -> None:
    """A tunnel is used again as any connection is."""

    async def staying(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        while True:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(page(b"well"))
            await writer.drain()

    async with serving(staying, authority.server()) as port:
        with tinyproxy(tmp_path, port, password=False) as proxy:
            options = through(proxy, authority, kept=True)
            await fetched(transport, f"https://127.0.0.1:{port}/", options)
            answer = await fetched(transport, f"https://127.0.0.1:{port}/", options)
            await transport.close()
    assert answer.extensions["kept"]


@pytest.mark.fault("N18")
async def test_the_sessions_proxies_are_never_used(
    transport: HttpTransport, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proxy variables of the environment change nothing, whatever the version of HTTP."""
    for name in ("HTTP_PROXY", "http_proxy", "HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setitem(os.environ, name, "http://127.0.0.1:9")
    async with answering(page(b"direct")) as url:
        assert (await fetched(transport, url)).content == b"direct"
        assert (await fetched(transport, url, Options(kept=True))).content == b"direct"


@pytest.mark.parametrize(
    "url", ["https://proxy:8080", "proxy:8080", "http://ann:word@proxy:80", "http://proxy:80/path", "http://"]
)
def test_what_is_no_proxy_is_refused(url: str) -> None:
    """A proxy is named by host and port only; its password is a secret by name."""
    with pytest.raises(ValueError, match="http://host:port"):
        Proxy(url=url)
