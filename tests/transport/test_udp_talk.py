import time
from contextlib import AsyncExitStack

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.udp_talk import open_talk
from tests.probes.runs import context
from tests.transport.name_server import name_server


@pytest.mark.alone
async def test_a_question_is_made_anew_each_time() -> None:
    """What is sent again may hold another number, and the answer that is taken is the first that fits."""
    heard: list[bytes] = []

    def server(asked: bytes) -> bytes | None:
        heard.append(asked)
        return asked if len(heard) == 3 else b"other"

    made = iter((b"1", b"2", b"3"))
    async with (
        name_server(server) as port,
        context(seconds=0.6) as ctx,
        open_talk(ctx, "127.0.0.1", port) as talk,
    ):
        came = await talk.ask(lambda: next(made), lambda packet: packet == b"3", attempts=3)
        assert talk.asked == 3
    assert heard == [b"1", b"2", b"3"]
    assert 0 < came.seconds < 0.2


@pytest.mark.alone
async def test_silence_is_told_at_the_deadline() -> None:
    """However often it is asked, the deadline of the run is that of the talk."""
    began = time.perf_counter()
    async with name_server(lambda _: None) as port, context(seconds=0.3) as ctx:
        with pytest.raises(ProbeFailed) as failed:
            async with open_talk(ctx, "127.0.0.1", port) as talk:
                await talk.ask(lambda: b"?", lambda _: True, attempts=5)
    assert failed.value.error is ErrorClass.TIMEOUT_READ
    assert time.perf_counter() - began < 0.5


async def test_a_refusal_in_the_middle_is_told() -> None:
    """A port that closes after the first answer is class refused at the next question."""

    async def talk_past_the_end() -> None:
        async with AsyncExitStack() as server, context(seconds=1) as ctx:
            port = await server.enter_async_context(name_server(lambda asked: asked))
            async with open_talk(ctx, "127.0.0.1", port) as talk:
                await talk.ask(lambda: b"?", lambda _: True)
                await server.aclose()
                await talk.ask(lambda: b"?", lambda _: True)

    with pytest.raises(ProbeFailed) as failed:
        await talk_past_the_end()
    assert failed.value.error is ErrorClass.REFUSED
