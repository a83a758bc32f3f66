"""The disk is full, the store is damaged, newer than we are, or cannot be written."""

import asyncio
import contextlib
import hashlib
import os
import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.model.intent import Acknowledge
from tests.faults.engine_process import Platform, platform

Evidence = Callable[..., None]

# The state folder becomes a small file system of its own, seen by this engine alone.
_SMALL = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c")


def on_tmpfs(it: Platform, *steps: str) -> None:
    """Let the engine start on a tmpfs of 2 MB, after these shell commands in its state folder."""
    mount = f"mount -t tmpfs -o size=2m,mode=700 tmpfs {it.engine.state}"
    commands = " && ".join((mount, f"cd {it.engine.state}", *steps, 'cd / && exec "$@"'))
    it.engine.environment |= {"PYTHONPATH": str(Path.cwd())}
    it.engine.program = (*_SMALL, commands, "sh", sys.executable, "-m", "app")


def within(it: Platform, name: str) -> Path:
    """Return a file of the engine's own file system as it is reached from here."""
    assert it.engine.process is not None
    return Path(f"/proc/{it.engine.process.pid}/root{it.engine.state}") / name


def fill(it: Platform, name: str) -> None:
    """Leave no room."""
    with contextlib.suppress(OSError), within(it, name).open("wb", buffering=0) as file:
        while file.write(bytes(4096)):
            pass


def unlink(it: Platform, name: str) -> None:
    """Make room."""
    within(it, name).unlink()


async def outage(it: Platform) -> None:
    """Take the service away and wait until it has been told and taken."""
    await it.service.down()
    await it.hook.until(1)
    await it.engine.until_event("I-1:problem:1:ops", "delivered")
    answer = await it.engine.submit(Acknowledge(what="I-1", who="ana"))
    assert not answer.error


@pytest.mark.fault("N25")
async def test_a_full_disk_keeps_no_alarm_back(evidence: Evidence) -> None:
    """Alarms are told, a strip says that nothing is saved, no answer lies; with room again it is saved."""
    async with platform() as it:
        await it.engine.kill()
        on_tmpfs(it)
        await it.engine.start()
        await it.engine.until(lambda board: board.summary.counts.ok == 1)
        fill(it, "filler")
        await it.service.down()
        await it.hook.until(1)
        board = await it.engine.until(lambda board: any(b.id == "saving" for b in board.banners))
        answer = await it.engine.submit(Acknowledge(what="I-1", who="ana"))
        unlink(it, "filler")
        await it.engine.until(lambda board: all(b.id != "saving" for b in board.banners))
        owner = (await it.engine.status()).incidents[0].owner
        rows = await it.engine.events()
        await it.service.up()
        await it.hook.until(2)
        evidence(told=it.hook.said, banners=[b.id for b in board.banners], answer=answer.error, owner=owner)
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]
        assert "not saved" in answer.error
        assert ("I-1", "acknowledged") in rows


@pytest.mark.fault("N25")
@pytest.mark.parametrize("old", [False, True])
async def test_a_disk_that_is_full_at_the_start_is_used_when_there_is_room(
    old: bool, evidence: Evidence
) -> None:
    """An engine that starts on a full disk alarms, says so, forgets nothing, and saves once there is room."""
    async with platform() as it:
        fill = "(cat /dev/zero > filler 2>/dev/null || true)"
        if old:
            await outage(it)
            await it.engine.kill()
            kept = it.engine.state.with_name("kept")
            shutil.copytree(it.engine.state, kept)
            on_tmpfs(it, f"cp {kept}/state.db* .", fill)
        else:
            await it.engine.kill()
            on_tmpfs(it, fill)
        await it.engine.start()
        if not old:
            await it.service.down()
        board = await it.engine.until(
            lambda board: any(b.id == "saving" for b in board.banners) and board.summary.counts.critical
        )
        await it.hook.until(1)
        assert board.incidents[0].owner == ("ana" if old else "")
        unlink(it, "filler")
        await it.engine.until(lambda board: all(b.id != "saving" for b in board.banners))
        answer = await it.engine.submit(Acknowledge(what="I-1", who="bo"))
        await it.service.up()
        await it.hook.until(2)
        evidence(told=it.hook.said, banners=[b.id for b in board.banners], answer=answer.text)
        assert answer.text == "bo has I-1"
        assert it.hook.said == ["I-1 problem", "I-1 recovery"]


@pytest.mark.fault("N27")
@pytest.mark.parametrize("first", [0, 10])
async def test_a_damaged_store_stops_no_start(first: int, evidence: Evidence) -> None:
    """Whatever bytes are damaged: the engine starts, watches, and keeps or restores what was acknowledged."""
    async with platform() as it:
        await outage(it)
        it.engine.send(signal.SIGTERM)
        await it.engine.ended()
        kept = it.engine.state.with_name("kept")
        shutil.copytree(it.engine.state, kept)
        said: dict[int, str] = {}
        for seed in range(first, first + 10):
            shutil.rmtree(it.engine.state)
            shutil.copytree(kept, it.engine.state)
            damaged(it.engine.state / "state.db", random.Random(seed))
            await it.engine.start()
            board = await it.engine.until(lambda board: board.summary.counts.critical == 1)
            owners = [incident.owner for incident in board.incidents]
            said[seed] = ",".join(banner.id for banner in board.banners)
            assert owners == ["ana"], seed
            await it.engine.kill()
        evidence(banners=said, told=it.hook.said)
        assert it.hook.said == ["I-1 problem"]


@pytest.mark.fault("N27")
async def test_a_damaged_history_is_put_aside_and_said(evidence: Evidence) -> None:
    """A history that cannot be read is kept under another name, and a strip names it; watching goes on."""
    async with platform() as it:
        it.engine.send(signal.SIGTERM)
        await it.engine.ended()
        (it.engine.state / "history.db").write_bytes(random.Random(1).randbytes(8192))
        await it.engine.start()
        board = await it.engine.until(lambda board: any(b.id == "history-file" for b in board.banners))
        said = next(b.text.plain() for b in board.banners if b.id == "history-file")
        await it.engine.until(lambda board: board.summary.counts.ok == 1)
        aside = list(it.engine.state.glob("history.db.damaged-*"))
        evidence(banner=said)
        assert str(aside[0]) in said


def damaged(path: Path, dice: random.Random) -> None:
    """Overwrite 64 bytes somewhere in a file."""
    with path.open("r+b") as file:
        file.seek(dice.randrange(max(1, path.stat().st_size - 64)))
        file.write(dice.randbytes(64))


@pytest.mark.fault("N28")
async def test_a_newer_store_is_refused_and_not_touched(evidence: Evidence) -> None:
    """The store of a newer program is left byte for byte; the engine watches all the same and says why."""
    async with platform() as it:
        it.engine.send(signal.SIGTERM)
        await it.engine.ended()
        path = it.engine.state / "state.db"
        with sqlite3.connect(path) as db:
            db.execute("PRAGMA journal_mode = DELETE")
            db.execute("PRAGMA user_version = 99")
        db.close()
        before = hashlib.sha256(path.read_bytes()).hexdigest()
        await it.engine.start()
        board = await it.engine.until(lambda board: board.banners and board.summary.counts.ok == 1)
        answer = await it.engine.submit(Acknowledge(what="I-1", who="ana"))
        await it.service.down()
        await it.hook.until(1)
        await it.engine.kill()
        said = board.banners[0].text.plain()
        evidence(banner=said, told=it.hook.said)
        assert answer.error
        assert "newer" in said
        assert hashlib.sha256(path.read_bytes()).hexdigest() == before


@pytest.mark.fault("N28")
async def test_a_read_only_folder_is_refused_in_words(evidence: Evidence) -> None:
    """A state folder that cannot be written ends the start with a sentence that names it."""
    async with platform() as it:
        await it.engine.kill()
        on_tmpfs(it, "mount -o remount,ro .")
        process = await asyncio.create_subprocess_exec(
            *(*it.engine.program, "engine", "--state", str(it.engine.state)),
            env=it.engine.environment | {"PYTHONDONTWRITEBYTECODE": "1"},
            stderr=asyncio.subprocess.PIPE,
        )
        async with asyncio.timeout(10):
            _, said = await process.communicate()
        text = said.decode()
        evidence(said=text.strip())
        assert process.returncode == 1
        assert os.fspath(it.engine.state) in text
        assert "Traceback" not in text
