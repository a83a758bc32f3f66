"""Heartbeats from a real client to a real engine: in time, late, missing, told once, and back."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from app.model.board import CheckView
from app.model.state import ErrorClass, State
from tests.faults.engine_process import EngineProcess, Hook, home
from tests.plugins.evidence import Evidence
from tests.probes.servers import free_port
from tests.probes.web import Authority

INVENTORY = """
title: Heartbeats
defaults: {{interval: 300ms, timeout: 200ms, attempts: 2, retry_interval: 250ms}}
{listen}
targets:
  - id: backup
    name: Nightly backup
    class: database
    checks:
      - id: done
        probe: {{kind: heartbeat, name: backup, token: {{secret: backup-token}}, every: 1500ms, grace: 500ms}}
channels:
  - {{kind: webhook, id: ops, url: "http://127.0.0.1:{hook}/hook"}}
"""
TOKEN = "only-for-this-test"


class Job:
    """The engine, who is told, and the client that reports."""

    def __init__(self, engine: EngineProcess, hook: Hook, folder: Path) -> None:
        self.engine = engine
        self.hook = hook
        self.folder = folder
        self.url = ""
        self.trust: ssl.SSLContext | bool = True

    def listen(self, port: int, tls: str = "") -> None:
        """Write an inventory that listens there."""
        self.url = f"{'https' if tls else 'http'}://127.0.0.1:{port}/beat/backup"
        files = f", tls: {{certificate: {tls}, key: {tls}}}" if tls else ""
        text = INVENTORY.format(
            listen=f"listen: {{address: 127.0.0.1, port: {port}{files}}}", hook=self.hook.port
        )
        self.engine.inventory.write_text(text, encoding="utf-8")

    async def beat(self, **form: str) -> int:
        """Report once; 0 where nobody listens."""
        headers = {"Authorization": f"Bearer {TOKEN}"}
        async with httpx.AsyncClient(trust_env=False, verify=self.trust) as client:
            try:
                return (await client.post(self.url, data=form, headers=headers)).status_code
            except httpx.TransportError:
                return 0

    async def until(
        self, holds: Callable[[CheckView], bool], *, beating: bool = False, within: float = 8.0
    ) -> CheckView:
        """Wait until the check is so, reporting all the while where ``beating``."""
        async with asyncio.timeout(within):
            while True:
                if beating:
                    await self.beat()
                board = await self.engine.status()
                if board.checks and holds(board.checks[0]):
                    return board.checks[0]
                await asyncio.sleep(0.1)

    async def until_banners(self, wanted: list[str]) -> None:
        """Wait until the strips under the header say this."""
        async with asyncio.timeout(5):
            while [each.text.plain() for each in (await self.engine.status()).banners] != wanted:  # noqa: ASYNC110
                await asyncio.sleep(0.1)


@asynccontextmanager
async def job() -> AsyncIterator[Job]:
    with home() as (folder, environment):
        variables = {"NOCWALL_SECRET_BACKUP_TOKEN": TOKEN}
        engine = EngineProcess(folder / "state", folder / "inventory.yaml", environment | variables)
        it = Job(engine, Hook(), folder)
        await it.hook.up()
        try:
            yield it
        finally:
            await engine.kill()
            await it.hook.down()


async def test_beats_stop_and_come_back(evidence: Evidence) -> None:
    """Silence is a warning after one beat, critical after two, one incident told once; a beat ends it."""
    async with job() as it:
        it.listen(free_port())
        await it.engine.start()
        waiting = await it.until(lambda view: view.error is ErrorClass.WAITING)
        assert waiting.state is State.PENDING
        good = await it.until(lambda view: view.state is State.OK, beating=True)
        assert "response_time" not in {series.name for series in good.series}
        late = await it.until(lambda view: view.state is State.WARNING)
        assert "one is due each 1 s" in late.sentence.plain()
        missing = await it.until(lambda view: view.state is State.CRITICAL)
        assert missing.error is ErrorClass.MISSING
        await asyncio.sleep(0.7)
        assert it.hook.said == ["I-1 problem", "I-1 worsened"]
        await it.until(lambda view: view.state is State.OK, beating=True)
        await it.hook.until(3)
        assert it.hook.said == ["I-1 problem", "I-1 worsened", "I-1 recovery"]
        evidence(told=it.hook.said, states=["PENDING", "OK", "WARNING", "CRITICAL", "OK"])


async def test_a_reported_failure_is_told_at_once_and_outlives_a_restart() -> None:
    """A failure awakens its check; after kill -9 the engine still knows it, and tells nobody again."""
    async with job() as it:
        it.listen(free_port())
        await it.engine.start()
        await it.until(lambda view: view.state is State.OK, beating=True)
        assert await it.beat(status="fail", message="no space left") == 204
        failed = await it.until(lambda view: view.state is State.CRITICAL, within=2)
        assert (failed.error, failed.sentence.plain()) == (ErrorClass.CONTENT, "no space left")
        await it.hook.until(1)
        await asyncio.sleep(1.2)  # the file is written within a second
        await it.engine.kill()
        assert await it.beat() == 0
        await it.engine.start()
        known = await it.until(lambda view: view.incident == "I-1" and view.last is not None)
        assert known.state in (State.CRITICAL, State.UNKNOWN)
        assert it.hook.said == ["I-1 problem"]
        await it.until(lambda view: view.state is State.OK, beating=True)
        await it.hook.until(2)
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]


async def test_the_place_may_change_while_it_runs(tmp_path: Path) -> None:
    """Another port, TLS and an address in use are taken over from a saved file, and nothing crashes."""
    authority = Authority(tmp_path)
    async with job() as it:
        first, second = free_port(), free_port()
        it.listen(first)
        await it.engine.start()
        await it.until(lambda view: view.state is State.OK, beating=True)
        it.trust = ssl.create_default_context(cafile=authority.file)
        it.listen(second, str(authority.issue(["127.0.0.1"])))
        while await it.beat() != 204:  # noqa: ASYNC110 - another process
            await asyncio.sleep(0.1)
        await it.until(lambda view: view.state is State.OK, beating=True)
        it.listen(it.hook.port)
        silent = await it.until(lambda view: view.state is State.UNKNOWN)
        assert silent.error is ErrorClass.INTERNAL
        assert "another program listens" in silent.sentence.plain()
        await it.until_banners([silent.sentence.plain()])
        it.trust = True
        it.listen(first)
        await it.until(lambda view: view.state is State.OK, beating=True)
        await it.until_banners([])


async def test_a_single_round_tells_what_it_can(tmp_path: Path) -> None:
    """``nocwall check`` takes a fresh beat of the running engine as proof, and is unknown without one."""
    async with job() as it:
        it.listen(free_port())

        async def checked() -> tuple[int, str]:
            process = await asyncio.create_subprocess_exec(
                *it.engine.program, "check", "--state", str(it.engine.state), str(it.engine.inventory),
                env=it.engine.environment, stdout=asyncio.subprocess.PIPE,
            )  # fmt: skip
            out, _ = await process.communicate()
            return process.returncode or 0, out.decode()

        code, text = await checked()
        assert code == 3
        assert "Nobody listens for heartbeats here" in text
        await it.engine.start()
        await it.until(lambda view: view.state is State.OK, beating=True)
        text = it.engine.inventory.read_text().replace("every: 1500ms", "every: 1m")
        it.engine.inventory = tmp_path / "slow.yaml"
        it.engine.inventory.write_text(text)
        await asyncio.sleep(1.2)
        code, text = await checked()
        assert (code, "Last heartbeat" in text) == (0, True)


@pytest.mark.fault("N38")
async def test_hostile_reports_are_shown_literally() -> None:
    """Mark-up, escapes and endless words in a message are one clean line of text."""
    async with job() as it:
        it.listen(free_port())
        await it.engine.start()
        await it.until(lambda view: view.state is State.OK, beating=True)
        assert await it.beat(status="warning", message="<b>x</b>\x1b[31m\r\n" + "y" * 3000) == 204
        shown = await it.until(lambda view: view.state is State.WARNING, within=3)
        text = shown.sentence.plain()
        assert text.startswith("<b>x</b>[31m yyy")
        assert len(text) <= 200
