import asyncio
from collections.abc import Iterator

import pytest

from app.model.probe import Secret
from app.model.state import ErrorClass
from probes.redis import Redis
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import found, free_port, running, serving


@pytest.fixture(scope="module")
def redis(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run a real redis-server with a password; give its port."""
    port = free_port()
    command = [
        found("redis-server"),
        "--port",
        str(port),
        "--bind",
        "127.0.0.1",
        "--save",
        "",
        "--requirepass",
        "pw",
    ]
    with running(command, port, tmp_path_factory.mktemp("redis")) as ready:
        yield ready


async def test_a_real_server_is_asked(redis: int) -> None:
    """Login, PING and INFO work against Debian's Redis, with phases and numbers."""
    probe = Redis(
        host="127.0.0.1", port=redis, password=Secret(secret="cache"), fields=("total_commands_processed",)
    )
    reading = await run_once(probe, secrets={"cache": "pw"})
    assert reading.values["connections"] >= 1
    assert reading.values["memory_used"] > 0
    assert "info:total_commands_processed" in reading.values
    assert reading.facts["role"] == "master"
    assert [phase.name for phase in reading.phases][-2:] == ["login", "query"]


async def test_a_wrong_password_is_auth(redis: int) -> None:
    """A refused login differs from a server that is down."""
    probe = Redis(host="127.0.0.1", port=redis, password=Secret(secret="cache"))
    failed = await failed_once(probe, secrets={"cache": "wrong"})
    assert failed.error is ErrorClass.AUTH


async def test_a_missing_key_is_content(redis: int) -> None:
    """A key without a value is named."""
    probe = Redis(host="127.0.0.1", port=redis, password=Secret(secret="cache"), key="pending")
    failed = await failed_once(probe, secrets={"cache": "pw"})
    assert failed.error is ErrorClass.CONTENT
    assert "pending" in failed.sentence.plain()


@pytest.mark.fault("N19")
@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"-LOADING Redis is loading the dataset in memory\r\n", ErrorClass.STATUS),
        (b"-NOAUTH Authentication required.\r\n", ErrorClass.AUTH),
        (b"HTTP/1.1 400 Bad Request\r\n\r\n", ErrorClass.PROTOCOL),
        (b"$999999999999\r\n", ErrorClass.TOO_LARGE),
        (b"x" * 10_000, ErrorClass.PROTOCOL),
        (b"", ErrorClass.PROTOCOL),
    ],
)
async def test_garbage_and_polite_refusals_differ(answer: bytes, error: ErrorClass) -> None:
    """Up but not serving, not us, and not Redis at all are three things; lengths are capped."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(100)
        writer.write(answer)
        await writer.drain()

    async with serving(talk) as port:
        assert (await failed_once(Redis(host="127.0.0.1", port=port))).error is error


async def test_a_silent_server_is_timeout_read() -> None:
    """A server that accepts and never answers is told apart from one that refuses."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:  # noqa: ARG001
        await asyncio.sleep(30)

    async with serving(talk) as port, context(seconds=0.3) as ctx:
        with pytest.raises(Exception, match="timeout-read"):
            await Redis(host="127.0.0.1", port=port).run(ctx)
