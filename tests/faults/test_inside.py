"""Our own parts fail: a probe, the scheduler, the reading of the inventory, the keyring."""

import asyncio
import sys
import time
from collections.abc import Callable

import pytest

from app.model.state import ErrorClass, State
from tests.faults.engine_process import TcpService, engine_over, platform, target

Evidence = Callable[..., None]

# The program with faults in it: the probe of one port breaks, the scheduler is cancelled by a stray hand
# after a second, and the watch over the inventory's files dies at its first look.
_FAULTY = """
import asyncio, sys
import app.engine_main as root
from app.engine.rounds import Rounds
from probes.tcp import Tcp

sound, watch = Tcp.run, root.changes

async def run(probe, ctx):
    if probe.port == 1:
        raise ZeroDivisionError("\\x1b[31mbroken\\nin two lines")
    return await sound(probe, ctx)

class Dying:
    left = 1
    async def __call__(self, paths, known):
        if Dying.left:
            Dying.left = 0
            raise MemoryError("the watch died")
        async for change in watch(paths, known):
            yield change

schedule = Rounds.run
async def dying(rounds):
    if not hasattr(rounds, "died"):
        rounds.died = True
        asyncio.get_running_loop().call_later(1.0, asyncio.current_task().cancel)
    await schedule(rounds)

Tcp.run, Rounds.run, root.changes = run, dying, Dying().__call__
from app.__main__ import main
sys.exit(main())
"""


@pytest.mark.fault("N35")
async def test_what_breaks_inside_is_ours_is_shown_and_comes_back(evidence: Evidence) -> None:
    """A broken probe is unknown, alone; dead parts are shown and at work again in seconds."""
    service = TcpService()
    await service.up()
    good = target("good", f"{{kind: tcp, host: 127.0.0.1, port: {service.port}}}")
    bad = target("bad", "{kind: tcp, host: 127.0.0.1, port: 1}")
    try:
        async with engine_over(good + bad, (sys.executable, "-c", _FAULTY)) as engine:
            board = await engine.until(lambda board: any(b.id == "engine" for b in board.banners))
            board = await engine.until(lambda board: "scheduler" in str(board.banners))
            began, count = time.monotonic(), service.connections
            while service.connections < count + 2:  # noqa: ASYNC110 - the kernel takes the connection
                await asyncio.sleep(0.05)
            seconds = time.monotonic() - began
            board = await engine.until(lambda board: board.summary.counts.ok == 1)
            states = {check.target: (check.state, check.error) for check in board.checks}
            text = engine.inventory.read_text(encoding="utf-8")
            engine.inventory.write_text(text.replace("Good", "Better"), encoding="utf-8")
            await engine.until(lambda board: any(c.target_name == "Better" for c in board.checks))
    finally:
        await service.down()
    said = [banner.text.plain() for banner in board.banners]
    evidence(seconds=round(seconds, 2), banners=said, states={k: str(v[0]) for k, v in states.items()})
    assert states["bad"] == (State.UNKNOWN, ErrorClass.INTERNAL)
    assert states["good"] == (State.OK, None)
    assert seconds < 10


# A keyring that is there and never answers.
_KEYRING = """
import time
from keyring.backend import KeyringBackend

class Hanging(KeyringBackend):
    priority = 9

    def get_password(self, service, username):
        time.sleep(60)

    def set_password(self, service, username, password):
        pass

    def delete_password(self, service, username):
        pass
"""


@pytest.mark.fault("N34")
@pytest.mark.parametrize("backend", ["hanging_keyring.Hanging", "keyring.backends.fail.Keyring"])
async def test_without_a_keyring_only_what_needs_it_is_unknown(backend: str, evidence: Evidence) -> None:
    """A keyring that hangs or is missing holds nothing up; its checks are unknown, never down."""
    async with platform() as it:
        await it.engine.kill()
        folder = it.engine.inventory.parent
        (folder / "hanging_keyring.py").write_text(_KEYRING)
        probe = f'{{kind: http, url: "http://127.0.0.1:{it.hook.port}/", bearer: {{secret: key}}}}'
        text = it.engine.inventory.read_text(encoding="utf-8")
        lines = text.replace("channels:", target("secret", probe) + "channels:")
        it.engine.inventory.write_text(lines, encoding="utf-8")
        it.engine.environment |= {"PYTHON_KEYRING_BACKEND": backend, "PYTHONPATH": str(folder)}
        began = time.monotonic()
        await it.engine.start()
        await it.engine.until(lambda board: board.summary.counts.ok == 1)
        seconds = time.monotonic() - began
        await asyncio.sleep(1.5)
        board = await it.engine.until(lambda board: board.summary.counts.unknown == 1)
        (check,) = [check for check in board.checks if check.target == "secret"]
        assert board.health is not None
        evidence(
            seconds=round(seconds, 2),
            said=check.sentence.plain(),
            loop_gap=board.health.loop_gap,
            told=it.hook.said,
        )
        assert check.error is ErrorClass.CREDENTIAL
        assert board.summary.counts.ok == 1
        assert board.health.loop_gap < 0.25
        assert {each["level"] for each in it.hook.got} <= {"warning"}  # that there is no data, after its hold
