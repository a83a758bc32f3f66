"""A target that answers well and badly in turn, with the real engine and a real receiver of notices."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.model.state import State
from tests.faults.engine_process import Hook, engine_over, target

Evidence = Callable[..., None]
_QUICK = "{interval: 200ms, timeout: 150ms, attempts: 2, retry_interval: 200ms}"


class Moody:
    """A web server that answers 200 and 503 in turn, until it is told to be well."""

    def __init__(self) -> None:
        self.port = 0
        self.asked = 0
        self.well = False

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Listen."""
        server = await asyncio.start_server(self._served, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        self.asked += 1
        status = b"200 OK" if self.well or self.asked % 2 else b"503 Service Unavailable"
        writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
        await writer.drain()
        writer.close()


@pytest.mark.fault("N14")
async def test_good_and_bad_in_turn_is_one_alarm_and_one_recovery(evidence: Evidence) -> None:
    """A target that never fails twice in a row is told once as flapping, and once more when it is calm."""
    moody, hook = Moody(), Hook()
    await hook.up()
    async with moody.up():
        probe = f'{{kind: http, url: "http://127.0.0.1:{moody.port}/"}}'
        channel = f'channels:\n  - {{kind: webhook, id: ops, url: "http://127.0.0.1:{hook.port}/hook"}}\n'
        targets = target("pay", probe, "flapping: {high: 0.4, low: 0.35}") + channel
        async with engine_over(targets, times=_QUICK) as engine:
            await hook.until(1, within=8)
            shown = (await engine.status()).checks[0]
            asked = moody.asked
            while moody.asked < asked + 8:
                assert (await engine.status()).checks[0].state is State.CRITICAL
                await asyncio.sleep(0.05)
            told = list(hook.said)
            moody.well = True
            await hook.until(2, within=8)
            board = await engine.until(lambda board: board.summary.counts.ok == 1)
            calm = board.checks[0]
        await asyncio.sleep(0.3)
    await hook.down()
    evidence(told=hook.said, asked=moody.asked, state=shown.state.value, title=hook.got[0]["title"])
    assert shown.flapping
    assert told == ["I-1 problem"]
    assert hook.said == ["I-1 problem", "I-1 recovery"]
    assert "flaps" in hook.got[0]["title"]
    assert not calm.flapping
    assert board.incidents == ()
