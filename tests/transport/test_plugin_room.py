import asyncio

import pytest

from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.plugin_child import Order, PluginChild
from app.transport.plugin_room import PluginRoom

SLEEP = Order(("/bin/sleep", "60"), {"PATH": "/bin:/usr/bin"})


async def failed(room: PluginRoom, check: str) -> ProbeFailed:
    with pytest.raises(ProbeFailed) as caught:
        await room.run(check, SLEEP, 0.2)
    return caught.value


async def test_what_cannot_be_ended_holds_its_own_check_only(monkeypatch: pytest.MonkeyPatch) -> None:
    """A process that survives its kill (a dead disk) keeps a place; its check is late, others go on."""
    real, immortal = PluginChild.reaped, [True]

    def reaped(child: PluginChild) -> bool:
        return real(child) and not immortal[0]

    monkeypatch.setattr(PluginChild, "reaped", reaped)
    room = PluginRoom()
    assert (await failed(room, "a/plugin")).error is ErrorClass.TIMEOUT_READ
    again = await failed(room, "a/plugin")
    assert again.error is ErrorClass.LATE
    assert "cannot be ended" in again.sentence.plain()
    assert (await failed(room, "b/plugin")).error is ErrorClass.TIMEOUT_READ
    immortal[0] = False
    await asyncio.sleep(0.6)
    assert (await failed(room, "a/plugin")).error is ErrorClass.TIMEOUT_READ
    await room.close()


async def test_without_a_pidfd_the_end_is_seen_all_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    """On a kernel without pidfds the end is looked for, and is as true."""

    def missing(_pid: int) -> int:
        raise OSError(38, "Function not implemented")

    monkeypatch.setattr("os.pidfd_open", missing)
    room = PluginRoom()
    ended = await room.run("a/plugin", Order(("/bin/sh", "-c", "echo fine; exit 1"), {}), 5.0)
    assert (ended.code, ended.output) == (1, b"fine\n")
    assert ended.seconds < 2
    assert (await failed(room, "a/plugin")).error is ErrorClass.TIMEOUT_READ
    await room.close()
