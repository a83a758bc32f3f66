import asyncio
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from h2.config import H2Configuration
from h2.connection import H2Connection
from hypothesis import given
from hypothesis import strategies as st

from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.transport.tls import TlsSettings
from probes.grpc import Grpc
from tests.plugins.evidence import Evidence
from tests.probes.runs import failed_once, run_once
from tests.probes.scripted import lines
from tests.probes.servers import Talk, free_port, running, serving
from tests.probes.web import Authority, silent

# In a process of its own: grpcio leaves threads behind in whoever has imported it.
SERVER = """
import sys
from concurrent import futures
import grpc
from grpc_health.v1 import health, health_pb2, health_pb2_grpc

class Guard(grpc.ServerInterceptor):
    def intercept_service(self, go_on, details):
        if ("x-token", "wrong") in details.invocation_metadata:
            return grpc.unary_unary_rpc_method_handler(
                lambda _request, context: context.abort(grpc.StatusCode.UNAUTHENTICATED, "who are you")
            )
        return go_on(details)

port, pem, bare = sys.argv[1:]
server = grpc.server(futures.ThreadPoolExecutor(2), interceptors=[Guard()])
if bare == "no":
    servicer = health.HealthServicer()
    health_pb2_grpc.add_HealthServicer_to_server(servicer, server)
    servicer.set("wallet", health_pb2.HealthCheckResponse.SERVING)
    servicer.set("games", health_pb2.HealthCheckResponse.NOT_SERVING)
if pem:
    data = open(pem, "rb").read()
    server.add_secure_port(f"127.0.0.1:{port}", grpc.ssl_server_credentials([(data, data)]))
else:
    server.add_insecure_port(f"127.0.0.1:{port}")
server.start()
server.wait_for_termination()
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a folder for the servers of this module."""
    made = tmp_path_factory.mktemp("grpc")
    (made / "server.py").write_text(SERVER)
    return made


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[int]:
    """Run a real gRPC server with the health service in clear; gives its port."""
    port = free_port()
    with running([sys.executable, "server.py", str(port), "", "no"], port, folder) as ready:
        yield ready


def probe(port: int, **settings: Any) -> Grpc:
    """Return a check of a server on this machine."""
    return Grpc(host="127.0.0.1", port=port, **settings)


async def test_a_real_server_serves(server: int) -> None:
    """The server as a whole and one service of it say that they serve."""
    for service in ("", "wallet"):
        reading = await run_once(probe(server, service=service))
        assert reading.facts["status"] == "SERVING"
        assert [phase.name for phase in reading.phases][-1] == "call"
        assert 0 < reading.values["response_time"] < 1


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("service", "error", "sentence"),
    [
        ("games", ErrorClass.STATUS, "Up but not serving: games NOT_SERVING"),
        ("slots", ErrorClass.CONTENT, "Does not know the service slots"),
    ],
)
async def test_not_serving_and_unknown_are_told_apart(
    server: int, service: str, error: ErrorClass, sentence: str, evidence: Evidence
) -> None:
    """A service that does not serve is up; one that the server does not know is another fault."""
    failed = await failed_once(probe(server, service=service))
    evidence(error=failed.error, sentence=failed.sentence.plain())
    assert (failed.error, failed.sentence.plain()) == (error, sentence)


async def test_metadata_and_a_refusal(server: int) -> None:
    """Metadata, secrets among them, reach the server, and who is not let in is class auth."""
    check = probe(server, metadata={"x-token": Secret(secret="token")})
    await run_once(check, secrets={"token": "right"})
    failed = await failed_once(check, secrets={"token": "wrong"})
    assert failed.error is ErrorClass.AUTH
    assert "who are you" in failed.sentence.plain()
    failed = await failed_once(check, secrets={"token": "a\r\nb"})
    assert failed.error is ErrorClass.CREDENTIAL


async def test_over_tls_without_the_health_service(folder: Path) -> None:
    """TLS agrees on h2; a server without the health service says UNIMPLEMENTED, and that is told."""
    authority, port = Authority(folder), free_port()
    pem = authority.issue(("127.0.0.1",))
    tls = TlsSettings(ca_file=str(authority.file))
    with running([sys.executable, "server.py", str(port), str(pem), "yes"], port, folder):
        failed = await failed_once(probe(port, tls=tls))
        in_clear = await failed_once(probe(port))
    assert failed.error is ErrorClass.CONTENT
    assert failed.sentence.plain() == "Does not implement the health check of gRPC"
    assert in_clear.error in (ErrorClass.PROTOCOL, ErrorClass.RESET)


async def test_tls_without_http2_is_protocol(tmp_path: Path) -> None:
    """A server that does not agree on HTTP/2 in the handshake is told before anything is asked."""
    authority = Authority(tmp_path)
    async with serving(silent, authority.server()) as port:
        failed = await failed_once(probe(port, tls=TlsSettings(ca_file=str(authority.file))))
    assert (failed.error, failed.sentence.plain()) == (
        ErrorClass.PROTOCOL,
        "Does not agree to speak HTTP/2",
    )


Head = list[tuple[str, str]]
HEAD: Head = [(":status", "200"), ("content-type", "application/grpc")]
GOOD = b"\0\0\0\0\2\x08\1"
FINE: Head = [("grpc-status", "0")]


def answering(headers: Head, body: bytes, trailers: Head) -> Talk:
    """Return a talk of an HTTP/2 server that answers a request so; what is empty is left out."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        http = H2Connection(H2Configuration(client_side=False))
        http.initiate_connection()
        while data := await reader.read(65_536):
            events = http.receive_data(data)
            if any(type(event).__name__ == "StreamEnded" for event in events):
                http.send_headers(1, headers, end_stream=not body and not trailers)
                if body:
                    http.send_data(1, body, end_stream=not trailers)
                if trailers:
                    http.send_headers(1, trailers, end_stream=True)
            writer.write(http.data_to_send())
            await writer.drain()

    return talk


async def failed_at(talk: Talk, **settings: Any) -> ProbeFailed:
    """Return how a check fails against a server of the test's own."""
    async with serving(talk) as port:
        return await failed_once(probe(port, **settings), seconds=0.6)


async def test_the_hand_made_server_serves() -> None:
    """The server of the next tests is good when it says the right thing; else they would prove nothing."""
    async with serving(answering(HEAD, GOOD, FINE)) as port:
        await run_once(probe(port))


@pytest.mark.fault("N11")
@pytest.mark.parametrize(
    ("talk", "error"),
    [
        (answering([(":status", "503")], b"", []), ErrorClass.STATUS),
        (answering([(":status", "200"), ("content-type", "text/html")], b"<html>", []), ErrorClass.PROTOCOL),
        (answering(HEAD, GOOD, []), ErrorClass.PROTOCOL),
        (answering(HEAD, GOOD[:-1], FINE), ErrorClass.PROTOCOL),
        (answering(HEAD, b"\1" + GOOD[1:], FINE), ErrorClass.PROTOCOL),
        (answering(HEAD, b"\0\0\0\0\2\x08\xff", FINE), ErrorClass.PROTOCOL),
        (answering(HEAD, b"\0\0\0\0\2\x08\3", FINE), ErrorClass.CONTENT),
        (answering(HEAD, b"\0\0\0\0\0", FINE), ErrorClass.STATUS),
        (answering([*HEAD, ("grpc-status", "14"), ("grpc-message", "no%20")], b"", []), ErrorClass.STATUS),
        (answering([*HEAD, ("grpc-status", "2")], b"", []), ErrorClass.CONTENT),
        (answering([*HEAD, ("grpc-status", "x")], b"", []), ErrorClass.PROTOCOL),
        (lines(("PRI", "HTTP/1.1 400 Bad Request\n\n")), ErrorClass.PROTOCOL),
        (lines(greeting="220 mx"), ErrorClass.PROTOCOL),
        (lines(("PRI", "")), ErrorClass.PROTOCOL),
    ],
)
async def test_answers_that_are_no_yes_are_told_apart(talk: Talk, error: ErrorClass) -> None:
    """Another protocol, a damaged answer, a refusal and an unknown state each have their class."""
    failed = await failed_at(talk)
    assert failed.error is error
    assert failed.sentence.plain()


@pytest.mark.fault("N09")
async def test_an_answer_is_capped() -> None:
    """A message that is longer than any health answer is not read to its end."""

    async def flood(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        http = H2Connection(H2Configuration(client_side=False))
        http.initiate_connection()
        while not http.open_inbound_streams:
            http.receive_data(await reader.read(65_536))
        http.send_headers(1, HEAD)
        while True:
            room = min(http.local_flow_control_window(1), 16_000)
            if room:
                http.send_data(1, bytes(room))
                writer.write(http.data_to_send())
                await writer.drain()
            else:
                http.receive_data(await reader.read(65_536))

    assert (await failed_at(flood)).error is ErrorClass.TOO_LARGE


@pytest.mark.fault("N01")
async def test_silence_is_a_timeout() -> None:
    """A server that accepts and never answers is timeout-read."""
    assert (await failed_at(silent)).error is ErrorClass.TIMEOUT_READ


@pytest.mark.fault("N10")
@given(st.binary(max_size=200))
def test_any_bytes_fail_in_words(data: bytes) -> None:
    """Whatever a server says after our request, the call ends with a class and a sentence."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        settings = b"\0\0\0\4\0\0\0\0\0"  # as a server begins, so that what follows is looked at
        writer.write(settings + data)

    assert asyncio.run(failed_at(talk)).sentence.plain()


@pytest.mark.parametrize("key", ["X-Token", "grpc-status", "a b"])
def test_settings_that_cannot_work_are_refused(key: str) -> None:
    """Metadata in upper case, of gRPC's own or with a space is an error of the file."""
    with pytest.raises(msgspec.ValidationError):
        msgspec.convert({"kind": "grpc", "host": "a", "port": 1, "metadata": {key: "x"}}, Grpc)
