import asyncio
import contextlib
import sys
from pathlib import Path

import h2.config
import h2.connection
import h2.events
import hpack
import hyperframe.frame
import psutil
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.http import HttpTransport
from app.transport.http_values import Options
from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Trust
from tests.probes.servers import Talk, free_port, serving
from tests.probes.web import Authority, answering, page, silent
from tests.transport.nginx import nginx
from tests.transport.web_client import fetched, refused

CLEAR = Options(http_version="2")


def headers(block: bytes) -> bytes:
    """Return a frame with this packed block of headers."""
    return hyperframe.frame.HeadersFrame(1, block, flags=["END_HEADERS"]).serialize()


PROMISE = hyperframe.frame.PushPromiseFrame(1, 2, b"\x88", flags=["END_HEADERS"])
FRAMES = st.sampled_from(
    [
        hyperframe.frame.SettingsFrame(0).serialize(),
        hyperframe.frame.SettingsFrame(0, flags=["ACK"]).serialize(),
        hyperframe.frame.PingFrame(0, b"12345678").serialize(),
        hyperframe.frame.GoAwayFrame(0).serialize(),
        hyperframe.frame.RstStreamFrame(1).serialize(),
        hyperframe.frame.WindowUpdateFrame(0, window_increment=1).serialize(),
        headers(hpack.Encoder().encode([(":status", "200")])),
        headers(hpack.Encoder().encode([(":status", "x")])),
        headers(b"\xff\xff"),
        hyperframe.frame.ContinuationFrame(1, b"\x88", flags=["END_HEADERS"]).serialize(),
        hyperframe.frame.DataFrame(1, b"data").serialize(),
        hyperframe.frame.DataFrame(1, b"data", flags=["END_STREAM"]).serialize(),
        PROMISE.serialize(),
    ]
)


def trusting(authority: Authority, **given: int) -> Options:
    """Return options for HTTP/2 with certificates of our authority."""
    return Options(http_version="2", trust=Trust(ca_file=str(authority.file)), **given)  # type: ignore[arg-type]


async def test_a_real_server_is_asked_over_http2(
    transport: HttpTransport, authority: Authority, tmp_path: Path
) -> None:
    """Nginx answers over HTTP/2, and all that there is to tell of the connection is told."""
    certificate = authority.issue(["127.0.0.1"])
    (tmp_path / "large").write_bytes(b"x" * 900_000)
    server = (
        f"ssl_certificate {certificate}; ssl_certificate_key {certificate}; root {tmp_path};"
        "gzip on; gzip_min_length 1; gzip_types *;"
        'location = /well { default_type text/plain; return 200 "well $server_protocol $request_method"; }'
    )
    watch = Stopwatch()
    with nginx(tmp_path, server, listen="ssl http2") as port:
        url = f"https://127.0.0.1:{port}"
        answer = await fetched(transport, f"{url}/well", trusting(authority), watch=watch)
        posted = await fetched(transport, f"{url}/well", trusting(authority), method="POST", content=b"body")
        large = await fetched(transport, f"{url}/large", trusting(authority))
        small = await refused(transport, f"{url}/large", trusting(authority, max_body=1000))
    told = answer.extensions
    assert (answer.status, answer.content, posted.content) == (
        200,
        b"well HTTP/2.0 GET",
        b"well HTTP/2.0 POST",
    )
    assert (answer.header(b"content-encoding"), len(large.content)) == ("gzip", 900_000)
    assert (told["http_version"], told["alpn"], told["coarse"]) == ("HTTP/2", "h2", True)
    assert (told["address"], told["tls_version"][:6]) == (f"127.0.0.1:{port}", "TLSv1.")
    assert 29 < told["certificate_days"] < 31
    names = [phase.name for phase in watch.phases()]
    assert names == ["resolve", "connect", "tls", "send", "first_byte", "transfer"]
    assert (small.error, small.sentence.plain()) == (ErrorClass.TOO_LARGE, "The body is larger than 1 kB")


async def test_http2_in_clear_is_spoken_at_once(transport: HttpTransport, tmp_path: Path) -> None:
    """Where there is no TLS to agree in, HTTP/2 begins with the first byte."""
    with nginx(tmp_path, 'return 200 "$server_protocol";', listen="http2") as port:
        answer = await fetched(transport, f"http://127.0.0.1:{port}/", CLEAR)
    assert answer.content == b"HTTP/2.0"


async def test_a_server_without_http2_is_told(transport: HttpTransport, authority: Authority) -> None:
    """What speaks only HTTP/1.1 is class protocol with a sentence, with TLS and in clear."""
    async with answering(page(b"well"), tls=authority.server()) as url:
        failed = await refused(transport, url, trusting(authority))
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.PROTOCOL, "Does not speak HTTP/2")
    async with answering(b"HTTP/1.1 400 No\r\n\r\n") as url:
        failed = await refused(transport, url, CLEAR)
    assert failed.error is ErrorClass.PROTOCOL
    assert "HTTP/2" in failed.sentence.plain()


async def test_connections_fail_as_ever(transport: HttpTransport, authority: Authority) -> None:
    """Refused, silent and untrusted have the same classes as over HTTP/1.1, and the deadline is total."""
    failures = [await refused(transport, f"http://127.0.0.1:{free_port()}/", CLEAR)]
    async with serving(silent) as port:
        failures.append(await refused(transport, f"http://127.0.0.1:{port}/", CLEAR, seconds=0.2))
    async with answering(b"", tls=authority.server()) as url:
        failures.append(await refused(transport, url, CLEAR))
    assert [failed.error for failed in failures] == [
        ErrorClass.REFUSED,
        ErrorClass.TIMEOUT_READ,
        ErrorClass.TLS_VERIFY,
    ]


@pytest.mark.fault("N05")
async def test_a_storm_of_cancelled_runs_leaves_nothing(transport: HttpTransport) -> None:
    """Runs that are cut off by their deadline leave no connection behind, and the next one is good."""
    mute = asyncio.Event()
    mute.set()
    well = speaking([(":status", "200")], b"well")

    async def moody(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await (silent if mute.is_set() else well)(reader, writer)

    async with serving(moody) as port:
        url = f"http://127.0.0.1:{port}/"
        before = psutil.Process().num_fds()
        storm = await asyncio.gather(*(refused(transport, url, CLEAR, seconds=0.2) for _ in range(30)))
        mute.clear()
        assert (await fetched(transport, url, CLEAR)).content == b"well"
        await asyncio.sleep(0.05)
        assert psutil.Process().num_fds() <= before
    assert {failed.error for failed in storm} == {ErrorClass.TIMEOUT_READ}


def speaking(headers: list[tuple[str, str]], *body: bytes, then: str = "end") -> Talk:
    """Return a talk in HTTP/2 that answers the first request with this."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loose = h2.config.H2Configuration(
            client_side=False, validate_outbound_headers=False, normalize_outbound_headers=False
        )
        connection = h2.connection.H2Connection(loose)
        connection.initiate_connection()
        writer.write(connection.data_to_send())
        while data := await reader.read(65_536):
            for event in connection.receive_data(data):
                if isinstance(event, h2.events.RequestReceived):
                    connection.send_headers(1, headers)
                    for each in body:
                        connection.send_data(1, each)
                    if then == "end":
                        connection.end_stream(1)
                    if then == "reset":
                        connection.reset_stream(1)
                    if then == "goodbye":
                        connection.close_connection()
            writer.write(connection.data_to_send())
            await writer.drain()
            if then == "close" and data:
                return

    return talk


@pytest.mark.parametrize(
    ("headers", "then", "sentence"),
    [
        ([(":status", "abc")], "end", "Answers with a status that is none"),
        ([("x-a", "1")], "end", "Breaks HTTP/2: "),
        ([(":status", "200"), ("content-length", "9")], "end", "Breaks HTTP/2: "),
        ([(":status", "200"), ("connection", "close")], "end", "Breaks HTTP/2: "),
        ([(":status", "200")], "reset", "Resets the HTTP/2 stream of the answer"),
        ([(":status", "200"), ("content-encoding", "gzip")], "end", "The packed body is damaged"),
        ([(":status", "200"), ("x-long", "x" * 70_000)], "end", "Breaks HTTP/2: "),
    ],
)
async def test_what_breaks_http2_is_named(
    transport: HttpTransport, headers: list[tuple[str, str]], then: str, sentence: str
) -> None:
    """Each way to break HTTP/2 is class protocol with a sentence."""
    async with serving(speaking(headers, b"four", then=then)) as port:
        failed = await refused(transport, f"http://127.0.0.1:{port}/", CLEAR)
    assert failed.error is ErrorClass.PROTOCOL
    assert failed.sentence.plain().startswith(sentence)


@pytest.mark.fault("N01")
async def test_floods_and_drips_end(transport: HttpTransport) -> None:
    """Frames without end are too large, a body that never ends is timed out, and the loop turns meanwhile."""

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(hyperframe.frame.SettingsFrame(0).serialize())
        pings = hyperframe.frame.PingFrame(0, b"12345678").serialize() * 1000
        while True:
            writer.write(pings)
            await asyncio.wait(
                [asyncio.ensure_future(writer.drain()), asyncio.ensure_future(reader.read(65_536))]
            )

    async with serving(flood) as port:
        failed = await refused(
            transport, f"http://127.0.0.1:{port}/", Options(http_version="2", max_body=10_000)
        )
    assert failed.error is ErrorClass.TOO_LARGE
    async with serving(speaking([(":status", "200")], b"four", then="hang")) as port:
        failed = await refused(transport, f"http://127.0.0.1:{port}/", CLEAR, seconds=0.3)
    assert (failed.error, failed.sentence.plain()) == (
        ErrorClass.TIMEOUT_READ,
        "Answer not complete in 300 ms",
    )


async def test_the_engine_of_the_library_is_imported_only_when_asked() -> None:
    """Who never asks for HTTP/2 does not pay for it."""
    code = "import sys, app.transport.http; print([m for m in ('h2', 'anyio') if m in sys.modules])"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", code, stdout=asyncio.subprocess.PIPE)
    said, _ = await process.communicate()
    assert said.strip() == b"[]"


@given(st.lists(FRAMES | st.binary(max_size=30), max_size=8))
@settings(max_examples=60, deadline=None)
def test_any_frames_are_an_answer_or_a_failure(pieces: list[bytes]) -> None:
    """Whatever a server says over HTTP/2, what comes out is an answer or a failure of our own."""

    async def say(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(65_536)
        writer.write(b"".join(pieces))
        await writer.drain()
        writer.close()

    async def ask() -> None:
        transport = HttpTransport(Resolver())
        async with serving(say) as port:
            with contextlib.suppress(ProbeFailed):
                await fetched(transport, f"http://127.0.0.1:{port}/", CLEAR)
        await transport.close()

    asyncio.run(ask())
