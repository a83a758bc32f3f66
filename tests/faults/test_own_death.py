"""The monitor itself is dead: a second wall, a file and an address know."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.model.board import Board, CheckView
from app.model.state import ErrorClass, State
from tests.faults.engine_process import EngineProcess, Hook, TcpService, home
from tests.faults.test_clock import steered_engine
from tests.plugins.evidence import Evidence
from tests.probes.servers import free_port

SECRET = "sixteen signs or more"
SILENT_AFTER = 2.5
# interval + (attempts - 1) * retry_interval + timeout + 1, behind the silence that is allowed
D = SILENT_AFTER + 0.4 + 0.3 + 0.2 + 1
TIMES = "{interval: 400ms, timeout: 200ms, attempts: 2, retry_interval: 300ms}"
WATCHED = """
defaults: {times}
deadman: {{name: Wall A, every: 1s, file: {file}, url: "http://127.0.0.1:{calls}/ping/secret-path",
  method: POST, fail: true, peers: [{{url: "http://127.0.0.1:{listen}", secret: {{secret: walls}}}}]}}
targets:
  - {{id: paygrove, name: Paygrove, class: payment,
     checks: [{{probe: {{kind: tcp, host: 127.0.0.1, port: {service}}}}}]}}
"""
WATCHING = """
defaults: {times}
listen: {{address: 127.0.0.1, port: {listen}}}
targets:
  - {{id: wall-a, name: Wall A, class: application_server, checks: [{{probe:
     {{kind: peer, name: Wall A, secret: {{secret: walls}}, silent_after: {silent}s}}}}]}}
channels:
  - {{kind: webhook, id: ops, url: "http://127.0.0.1:{hook}/hook"}}
"""


class Served:
    """A server on loopback that reads whole requests; subclasses answer them."""

    def __init__(self) -> None:
        self.port = 0
        self._open: set[asyncio.Task[None]] = set()
        self._server: asyncio.Server | None = None

    async def answer(self, data: bytes) -> bytes:
        raise NotImplementedError

    async def up(self) -> None:
        self._server = await asyncio.start_server(self._served, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        assert self._server is not None
        self._server.close()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)
        await self._server.wait_closed()

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            head = await reader.readuntil(b"\r\n\r\n")
            length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length"))
            writer.write(await self.answer(head + await reader.readexactly(int(length.split(b":")[1]))))
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            pass  # one side is killed while it speaks, or the test is over
        finally:
            self._open.discard(task)
            writer.close()


class Calls(Served):
    """Counts calls as healthchecks.io does, and keeps what came."""

    def __init__(self) -> None:
        super().__init__()
        self.at: list[float] = []
        self.got: list[tuple[str, dict[str, Any]]] = []
        self.answers = True

    async def answer(self, data: bytes) -> bytes:
        head, _, body = data.partition(b"\r\n\r\n")
        self.got.append((head.split()[1].decode(), json.loads(body)))
        self.at.append(time.monotonic())
        if not self.answers:
            await asyncio.sleep(60)
        return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nOK"


class Relay(Served):
    """A wire between two walls on which somebody listens: keeps the bytes, and passes them on."""

    def __init__(self) -> None:
        super().__init__()
        self.to = 0
        self.heard: list[bytes] = []

    async def answer(self, data: bytes) -> bytes:
        self.heard.append(data)
        return await self.again(data)

    async def again(self, data: bytes) -> bytes:
        """Send bytes to the listener and return its answer; nothing where nobody listens."""
        try:
            reader, writer = await asyncio.open_connection("127.0.0.1", self.to)
        except OSError:
            return b""
        try:
            writer.write(data)
            return await reader.read()
        finally:
            writer.close()


class Walls:
    """Wall A, which is watched, and wall B, which watches it and tells the hook."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.service, self.hook, self.calls, self.relay = TcpService(), Hook(), Calls(), Relay()
        secrets = {"NOCWALL_SECRET_WALLS": SECRET}
        self.file = folder / "alive.json"
        self.a, self.b = (
            EngineProcess(folder / name / "state", folder / f"{name}.yaml", environment | secrets)
            for name in ("a", "b")
        )

    async def up(self, stack: AsyncExitStack) -> None:
        for part in (self.service, self.hook, self.calls, self.relay):
            await part.up()
            stack.push_async_callback(part.down)
        self.relay.to = free_port()
        for engine, text in ((self.a, WATCHED), (self.b, WATCHING)):
            engine.state.parent.mkdir()
            engine.inventory.write_text(
                text.format(
                    times=TIMES,
                    file=self.file,
                    calls=self.calls.port,
                    listen=self.relay.port if engine is self.a else self.relay.to,
                    service=self.service.port,
                    hook=self.hook.port,
                    silent=SILENT_AFTER,
                )
            )
            stack.push_async_callback(engine.kill)

    async def until(self, holds: Callable[[CheckView], bool], within: float = 8.0) -> CheckView:
        """Wait until wall B's check of wall A is so."""
        board = await self.b.until(lambda board: board.checks and holds(board.checks[0]), within)
        return board.checks[0]


@asynccontextmanager
async def walls(*, started: bool = True) -> AsyncIterator[Walls]:
    with home() as (folder, environment):
        it = Walls(folder, environment)
        async with AsyncExitStack() as stack:
            await it.up(stack)
            if started:
                await asyncio.gather(it.a.start(), it.b.start())
                await it.until(lambda view: view.state is State.OK)
            yield it


def file_age(it: Walls) -> float:
    return time.time() - float(json.loads(it.file.read_text())["unix"])


async def alive(it: Walls, limit: str) -> tuple[int | None, str]:
    process = await asyncio.create_subprocess_exec(
        *it.a.program, "alive", "--file", str(it.file), "--older-than", limit,
        env=it.a.environment, stdout=asyncio.subprocess.PIPE,
    )  # fmt: skip
    out, _ = await process.communicate()
    return process.returncode, out.decode()


@pytest.mark.fault("N37")
async def test_a_killed_wall_is_told_by_the_other_once(evidence: Evidence) -> None:
    """After kill -9 the other wall alarms within D, the file ages, calls end; one notice, one recovery."""
    async with walls() as it:
        assert file_age(it) < 2.5
        assert (await alive(it, "5s"))[0] == 0
        await it.a.until(_all_accepted)
        assert "heartbeat to http://127.0.0.1:" in await it.a.said("status")
        await it.a.kill()
        began = time.monotonic()
        await it.hook.until(1, within=D + 2)
        seconds = it.hook.at[0] - began
        silent = await it.until(lambda view: view.state is State.CRITICAL)
        assert silent.error is ErrorClass.MISSING
        assert silent.sentence.plain().startswith("Wall A has been silent for ")
        await asyncio.sleep(1.0)
        aged, code = file_age(it), await alive(it, "3s")
        assert code[0] == 2
        assert it.calls.at[-1] < began + 0.2
        assert it.hook.said == ["I-1 problem"]
        counter = it.calls.got[-1][1]["counter"]
        await it.a.start()
        await it.hook.until(2, within=10)
        await asyncio.sleep(1.0)
        evidence(seconds=round(seconds, 2), bound=D, told=it.hook.said, file_age=round(aged, 1), said=code[1])
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]
        assert seconds <= D
        assert aged > 3
        assert it.calls.got[-1][1]["counter"] > counter
        assert {path for path, _ in it.calls.got} == {"/ping/secret-path"}


@pytest.mark.fault("N37")
async def test_recorded_heartbeats_do_not_keep_a_dead_wall_alive(evidence: Evidence) -> None:
    """Bytes heard on the wire are refused when they are sent again, also by a listener that was restarted."""
    async with walls() as it:
        await it.a.kill()
        last = it.relay.heard[-1]
        answer = await it.relay.again(last)
        assert answer.split()[1] == b"409"
        await it.b.kill()
        await it.b.start()
        answers: list[bytes] = []
        while not answers or not answers[-1]:
            answers.append(await it.relay.again(last))
            await asyncio.sleep(0.05)
        assert {each.split()[1] for each in answers if each} == {b"409"}
        silent = await it.until(lambda view: view.state is State.CRITICAL)
        evidence(said=silent.sentence.plain(), answers=[answer.decode()[:200]])
        assert "was refused: it was heard before" in silent.sentence.plain()


@pytest.mark.fault("N37")
@pytest.mark.parametrize("skew", [-90, 90])
async def test_a_wall_with_another_clock_is_not_believed(skew: int, evidence: Evidence) -> None:
    """Heartbeats more than 60 s of clock apart are refused with a reason that both walls show."""
    async with walls(started=False) as it:
        steered_engine(it.a).write_text(f"{skew:+d}\n")
        await asyncio.gather(it.a.start(), it.b.start())
        silent = await it.until(_silent_and_refused)
        board = await it.a.until(_peer_trouble)
        assert board.health is not None
        said, seen = silent.sentence.plain(), board.health.pulse.ears[-1].trouble.plain()
        evidence(said=said, sender=seen)
        assert "1 min behind ours" in said if skew < 0 else "1 min ahead of ours" in said
        assert seen.startswith("it answered 409: its clock")


def _silent_and_refused(view: CheckView) -> bool:
    return view.state is State.CRITICAL and "was refused" in view.sentence.plain()


def _all_accepted(board: Board) -> bool:
    ears = board.health.pulse.ears if board.health is not None else ()
    return len(ears) == 3 and all(ear.accepted and not ear.trouble.template for ear in ears)


def _peer_trouble(board: Board) -> bool:
    ears = board.health.pulse.ears if board.health is not None else ()
    return bool(ears) and bool(ears[-1].trouble.template)


@pytest.mark.fault("N37")
async def test_an_engine_that_only_turns_is_not_alive(evidence: Evidence) -> None:
    """With a scheduler that hangs the process lives and no heartbeat goes out; the status says why."""
    async with walls(started=False) as it:
        it.a.program = (it.a.program[0], "-c", _HANGING)
        await asyncio.gather(it.a.start(), it.b.start())
        await it.until(lambda view: view.state is State.OK)
        board = await it.a.until(lambda board: "scheduler" in str(board.health), 15)
        count = len(it.calls.at)
        await it.until(lambda view: view.state is State.CRITICAL)
        said = await it.a.said("status")
        assert board.health is not None
        evidence(withheld=board.health.pulse.withheld.plain(), told=it.hook.said)
        assert "heartbeat withheld: The scheduler stands still" in said
        assert len(it.calls.at) == count
        assert it.hook.said[:1] == ["I-1 problem"]


# The scheduler stops turning after three seconds and is no dead task: nobody starts it again.
_HANGING = """
import asyncio, sys
from app.engine.rounds import Rounds

wait = Rounds._wait
async def hanging(rounds, pause):
    if not hasattr(rounds, "until"):
        rounds.until = asyncio.get_running_loop().time() + 3
    if asyncio.get_running_loop().time() > rounds.until:
        await asyncio.Event().wait()
    await wait(rounds, pause)

Rounds._wait = hanging
from app.__main__ import main
sys.exit(main())
"""


@pytest.mark.fault("N37")
async def test_an_address_that_hangs_costs_no_probe_anything(evidence: Evidence) -> None:
    """While a call hangs, checks run on time, the others are told, and after a while a strip says it."""
    async with walls() as it:
        it.calls.answers = False
        count, began = it.service.connections, time.monotonic()
        board = await it.a.until(lambda board: any(each.id == "deadman" for each in board.banners), 10)
        passed = time.monotonic() - began
        runs = it.service.connections - count
        (banner,) = [each for each in board.banners if each.id == "deadman"]
        assert board.health is not None
        late, ears = board.health.late, board.health.pulse.ears
        evidence(banner=banner.text.plain(), late=round(late, 3), runs=runs, seconds=round(passed, 1))
        assert (
            banner.text.plain()
            == f"http://127.0.0.1:{it.calls.port} would not notice our death: no answer yet"
        )
        assert "secret-path" not in await it.a.said("status", "--json")
        assert runs >= passed / 0.4 * 0.7
        assert [bool(ear.trouble.template) for ear in ears] == [False, True, False]
        assert (await it.until(lambda view: view.state is State.OK)).incident == ""
        assert await _stranger(it) == 401


async def _stranger(it: Walls) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        return (await client.post(f"http://127.0.0.1:{it.relay.to}/peer/Wall%20A", json={})).status_code
