import asyncio
import base64
import contextlib
import hashlib
import struct
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
import pytest
import websockets
from websockets.asyncio.server import ServerConnection, serve

from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.transport.tls import TlsSettings
from probes.websocket import WebSocket
from tests.plugins.evidence import Evidence
from tests.probes.runs import failed_once, run_once
from tests.probes.servers import Talk, serving
from tests.probes.web import Authority, page, silent
from tests.transport.nginx import nginx

GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


async def speak(connection: ServerConnection) -> None:
    """Say hello after a moment, then answer each message with itself."""
    await asyncio.sleep(0.03)
    with contextlib.suppress(websockets.ConnectionClosed):
        await connection.send('{"type": "hello"}')
        async for message in connection:
            await connection.send(message)


@asynccontextmanager
async def real(**settings: Any) -> AsyncIterator[int]:
    """Run a server of the library websockets; gives its port."""
    async with serve(speak, "127.0.0.1", 0, **settings) as server:
        yield next(iter(server.sockets)).getsockname()[1]


async def test_a_real_server_speaks() -> None:
    """The upgrade, the first message and its time, an answer that fits, a ping: all of a library's server."""
    async with real(subprotocols=["live.v2"]) as port:
        probe = WebSocket(
            url=f"ws://127.0.0.1:{port}/tables?id=7",
            protocols=("live.v1", "live.v2"),
            send="balance",
            expect="^bal",
            ping=True,
        )
        reading = await run_once(probe)
    assert reading.facts["protocol"] == "live.v2"
    assert reading.facts["message"] == "balance"
    assert 0.02 < reading.values["first_message"] < 0.2
    assert 0 <= reading.values["pong_time"] < 0.1
    assert [phase.name for phase in reading.phases][-3:] == ["upgrade", "message", "ping"]


async def test_an_upgrade_is_enough_over_tls(tmp_path: Any) -> None:
    """Without a message to wait for the upgrade proves the service; over TLS the certificate counts too."""
    authority = Authority(tmp_path)
    async with real(ssl=authority.server()) as port:
        tls = TlsSettings(ca_file=str(authority.file))
        reading = await run_once(WebSocket(url=f"wss://127.0.0.1:{port}/", tls=tls))
    assert reading.values["certificate_days"] == pytest.approx(30, abs=0.1)
    assert "first_message" not in reading.values


async def test_headers_reach_the_server() -> None:
    """Headers of the settings, secrets among them, are sent with the upgrade."""
    seen: list[str] = []

    async def note(_connection: ServerConnection, request: websockets.Request) -> None:
        seen.extend(request.headers[name] for name in ("Authorization", "Origin", "Host"))

    async with real(process_request=note) as port:
        headers: dict[str, str | Secret] = {
            "Authorization": Secret(secret="token"),
            "Origin": "https://a.example",
        }
        probe = WebSocket(url=f"ws://127.0.0.1:{port}/", headers=headers)
        await run_once(probe, secrets={"token": "Bearer x"})
    assert seen == ["Bearer x", "https://a.example", f"127.0.0.1:{port}"]


@pytest.fixture(scope="module")
def web_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run a real nginx that knows nothing of WebSocket; gives its port."""
    server = "location /no { return 403; } location /in { return 401; } location / { return 200 hello; }"
    with nginx(tmp_path_factory.mktemp("nginx"), server) as ready:
        yield ready


@pytest.mark.fault("N11")
@pytest.mark.parametrize(
    ("path", "error", "status"),
    [("/", ErrorClass.STATUS, 200), ("/no", ErrorClass.BLOCKED, 403), ("/in", ErrorClass.AUTH, 401)],
)
async def test_a_refused_upgrade_is_told(
    web_server: int, path: str, error: ErrorClass, status: int, evidence: Evidence
) -> None:
    """A web server that only knows pages is not a WebSocket service, whatever page it gives."""
    failed = await failed_once(WebSocket(url=f"ws://127.0.0.1:{web_server}{path}"))
    evidence(error=failed.error, sentence=failed.sentence.plain())
    assert failed.error is error
    assert failed.sentence.plain() == f"Answers {status} instead of switching to WebSocket"


def switching(*frames: bytes, accept: bytes = b"", extra: bytes = b"", upgrade: bytes = b"websocket") -> Talk:
    """Return a talk that upgrades (rightly, unless told otherwise) and sends frames as they are given."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        key = next(line[19:] for line in head.split(b"\r\n") if line.startswith(b"Sec-WebSocket-Key: "))
        right = base64.b64encode(hashlib.sha1(key + GUID).digest())
        answer = (
            b"HTTP/1.1 101 Switching Protocols",
            b"Upgrade: " + upgrade,
            b"Connection: keep-alive, Upgrade",
            b"Sec-WebSocket-Accept: " + (accept or right),
        )
        writer.write(b"\r\n".join(answer) + b"\r\n" + extra + b"\r\n" + b"".join(frames))
        await writer.drain()
        await asyncio.sleep(5)

    return talk


async def failed(talk: Talk, **settings: Any) -> ProbeFailed:
    """Return how a check fails that waits for a message."""
    async with serving(talk) as port:
        probe = WebSocket(url=f"ws://127.0.0.1:{port}/", expect="never", **settings)
        return await failed_once(probe, seconds=0.5)


@pytest.mark.fault("N10")
@pytest.mark.parametrize(
    ("frames", "words"),
    [
        (b"\x81\x82abcdef", "masked"),
        (b"\xc1\x01a", "extension"),
        (b"\x83\x01a", "unknown kind"),
        (b"\x09\x01a", "control frame"),
        (b"\x89\x7e\x00\x80" + bytes(128), "control frame"),
        (b"\x80\x01a", "wrong order"),
        (b"\x01\x01a\x81\x01b", "wrong order"),
        (b"\x81\x7e\x00\x05hello", "wrong form"),
        (b"\x81\x7f\x80" + bytes(7), "wrong form"),
        (b"\x81\x02\xff\xfe", "not UTF-8"),
        (b"\x88\x01\x03", "half a code"),
        (b"\x01\x00" + b"\x00\x00" * 10_001, "too many parts"),
    ],
)
async def test_frames_that_break_the_rules_are_protocol(frames: bytes, words: str) -> None:
    """Each rule of the framing that a server breaks is told apart."""
    told = await failed(switching(frames))
    assert told.error is ErrorClass.PROTOCOL
    assert words in told.sentence.plain()


@pytest.mark.fault("N10")
@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"accept": b"d3Jvbmc="}, "accept key is wrong"),
        ({"upgrade": b"h2c"}, "another protocol than WebSocket"),
        ({"extra": b"Sec-WebSocket-Extensions: permessage-deflate\r\n"}, "extension"),
        ({"extra": b"Sec-WebSocket-Protocol: chat\r\n"}, "was not offered"),
    ],
)
async def test_a_switch_that_is_none_is_protocol(settings: dict[str, bytes], words: str) -> None:
    """A server that does not prove what it speaks, or goes beyond what was asked, is refused."""
    told = await failed(switching(**settings))
    assert told.error is ErrorClass.PROTOCOL
    assert words in told.sentence.plain()


@pytest.mark.fault("N09")
@pytest.mark.parametrize(
    "frames",
    [b"\x81\x7f" + struct.pack("!Q", 1 << 40), b"\x01\x7e\x03\xe8" + bytes(1000) + b"\x80\x01a"],
    ids=["one frame", "in parts"],
)
async def test_a_message_is_capped(frames: bytes) -> None:
    """A stated length is looked at before anything is read, and parts are added up."""
    told = await failed(switching(frames), max_message=1000)
    assert told.error is ErrorClass.TOO_LARGE
    assert told.sentence.plain() == "The message is larger than 1 kB"


@pytest.mark.fault("N19")
async def test_a_goodbye_is_not_serving_or_content() -> None:
    """A server that restarts is up but not serving; one that just closes gives its code."""
    told = await failed(switching(b"\x88\x09" + (1012).to_bytes(2) + b"restart"))
    assert (told.error, told.sentence.plain()) == (ErrorClass.STATUS, "Up but not serving: 1012 restart")
    told = await failed(switching(b"\x88\x05" + (1008).to_bytes(2) + b"who"))
    assert (told.error, told.sentence.plain()) == (ErrorClass.CONTENT, "Closes the connection: 1008 who")


async def test_messages_that_do_not_fit_are_counted() -> None:
    """Where messages come but none fits in time, that is told and no timeout; parts are put together."""
    told = await failed(switching(b"\x89\x01p\x01\x01a\x8a\x00\x80\x01b", b"\x82\x01c"))
    assert told.error is ErrorClass.CONTENT
    assert told.sentence.plain() == "None of 2 messages holds never"


@pytest.mark.fault("N01")
async def test_silence_is_a_timeout() -> None:
    """Neither an upgrade nor a message that never comes is waited for longer than allowed."""
    assert (await failed(silent)).error is ErrorClass.TIMEOUT_READ
    assert (await failed(switching())).error is ErrorClass.TIMEOUT_READ


async def test_another_answer_than_the_switch_is_told_at_once() -> None:
    """What does not begin like HTTP is not waited for, and an answer before the real one is passed over."""

    async def ssh(_reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"SSH-2.0-OpenSSH")
        await asyncio.sleep(5)

    async def early(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 103 Early Hints\r\n\r\n" + page(b"", status=b"503 Busy"))
        await asyncio.sleep(5)

    assert (await failed(ssh)).sentence.plain() == "Answers, but not in HTTP"
    assert (await failed(early)).sentence.plain() == "Answers 503 instead of switching to WebSocket"


@pytest.mark.parametrize(
    "settings",
    [
        {"url": "http://a/"},
        {"url": "ws://user:word@a/"},
        {"url": "ws://a/", "headers": {"Upgrade": "h2c"}},
        {"url": "ws://a/", "headers": {"Sec-WebSocket-Key": "x"}},
        {"url": "ws://a/", "expect": "("},
    ],
)
def test_settings_that_cannot_work_are_refused(settings: dict[str, Any]) -> None:
    """The upgrade's own headers, users in the url and patterns that are none are errors of the file."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "websocket", **settings}, WebSocket)


def test_only_what_is_asked_for_is_certain() -> None:
    """A certificate is judged by default only where there is TLS."""
    assert "certificate_days" not in {metric.name for metric in WebSocket(url="ws://a/").certain}
    assert "certificate_days" in {metric.name for metric in WebSocket(url="wss://a/").certain}
