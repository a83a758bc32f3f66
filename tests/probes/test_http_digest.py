from asyncio import StreamReader, StreamWriter

import httpx
import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from tests.probes.digest_server import DigestServer
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import serving
from tests.probes.test_http import http
from tests.probes.web import answering, page

LOGIN = {"digest": {"user": "ann", "password": {"secret": "word"}}}
SECRETS = {"word": "open sesame"}


@pytest.mark.parametrize("algorithm", ["MD5", "MD5-sess", "SHA-256", "SHA-256-sess", "SHA-512-256"])
@pytest.mark.parametrize("quality", ["", "auth", "auth-int"])
async def test_a_challenge_is_answered(algorithm: str, quality: str) -> None:
    """Each algorithm and each quality gets past a server that reckons for itself."""
    server = DigestServer(algorithm, quality)
    async with serving(server.talk) as port:
        probe = http(f"http://127.0.0.1:{port}/a?b=%20c", method="POST", body="text", **LOGIN)
        await run_once(probe, secrets=SECRETS)
    assert server.seen == ["bare", "good"]


async def test_a_challenge_in_another_language_is_answered() -> None:
    """Realm, name and password outside ASCII go back and are hashed as the bytes that they are."""
    server = DigestServer()
    server.realm, server.password = "Café Ωμέγα", "пароль"
    async with serving(server.talk) as port:
        await run_once(http(f"http://127.0.0.1:{port}/", **LOGIN), secrets={"word": "пароль"})
    assert server.seen == ["bare", "good"]


async def test_the_other_client_gets_past_the_server_of_these_tests() -> None:
    """What our answers are judged by is itself judged by httpx."""
    server = DigestServer()
    async with serving(server.talk) as port, httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(f"http://127.0.0.1:{port}/", auth=httpx.DigestAuth("ann", "open sesame"))
    assert (answer.status_code, server.seen) == (200, ["bare", "good"])


async def test_a_nonce_is_used_again_until_it_is_stale() -> None:
    """The round trip for a challenge is a phase of its own, and is made only where it must be."""
    server = DigestServer(uses=2)
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        probe = http(f"http://127.0.0.1:{port}/", **LOGIN)
        readings = [await probe.run(ctx) for _ in range(4)]
    assert server.seen == ["bare", "good", "good", "stale", "good", "good"]
    names = [[phase.name for phase in reading.phases] for reading in readings]
    assert [each[0] for each in names] == ["challenge", "resolve", "challenge", "resolve"]
    for reading in readings:
        assert reading.values["response_time"] == pytest.approx(sum(p.seconds for p in reading.phases))


async def test_the_next_nonce_is_taken() -> None:
    """A server that names its next nonce is answered with that one."""
    server = DigestServer(uses=1)
    server.next_nonce = "the-next"
    async with serving(server.talk) as port, context(secrets=SECRETS) as ctx:
        probe = http(f"http://127.0.0.1:{port}/", **LOGIN)
        for _ in range(2):
            await probe.run(ctx)
    assert server.seen == ["bare", "good", "good"]


async def test_a_wrong_password_is_tried_once_a_run() -> None:
    """A refusal of a fresh answer is class auth at once: asking again might lock the account."""
    server = DigestServer()
    async with serving(server.talk) as port, context(secrets={"word": "wrong"}) as ctx:
        probe = http(f"http://127.0.0.1:{port}/", **LOGIN)
        for _ in range(2):
            with pytest.raises(ProbeFailed, match="Refuses our credentials") as failed:
                await probe.run(ctx)
            assert failed.value.error is ErrorClass.AUTH
    assert server.seen == ["bare", "wrong"] * 2


async def test_a_server_without_a_digest_is_told() -> None:
    """A 401 that asks for something else says so."""
    async with answering(page(b"", b"WWW-Authenticate: Basic realm=x", status=b"401 No")) as url:
        failed = await failed_once(http(url, **LOGIN), secrets=SECRETS)
    assert (failed.error, failed.sentence.plain()) == (ErrorClass.AUTH, "Asks for basic, not for a digest")


async def test_a_silent_server_after_the_challenge_is_a_timeout() -> None:
    """The challenge and what follows stand under one deadline."""
    server, count = DigestServer(), 0

    async def talk(reader: StreamReader, writer: StreamWriter) -> None:
        nonlocal count
        count += 1
        if count == 1:
            await server.talk(reader, writer)
        else:
            await reader.read()

    async with serving(talk) as port:
        failed = await failed_once(http(f"http://127.0.0.1:{port}/", **LOGIN), seconds=0.4, secrets=SECRETS)
    assert failed.sentence.plain() == "No answer in 400 ms"


async def test_a_digest_does_not_follow_to_a_stranger() -> None:
    """Within the origin each address is answered for itself; a stranger sees no answer, though it asks."""
    heard: list[bytes] = []
    asked = page(b"", b'WWW-Authenticate: Digest realm="r", nonce="n"', status=b"401 No")
    async with answering(asked, heard=heard) as stranger:
        server = DigestServer()

        async def talk(reader: StreamReader, writer: StreamWriter) -> None:
            if server.seen == ["bare", "good"]:
                await reader.readuntil(b"\r\n\r\n")
                writer.write(page(b"", b"Location: " + stranger.encode(), status=b"302 Found"))
                await writer.drain()
            else:
                await server.talk(reader, writer)

        async with serving(talk) as port, context(secrets=SECRETS) as ctx:
            probe = http(f"http://127.0.0.1:{port}/", status=[200, 401], **LOGIN)
            await probe.run(ctx)
            await probe.run(ctx)
    assert len(heard) == 1
    assert b"Authorization" not in heard[0]
