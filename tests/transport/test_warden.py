import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager

from app.transport.warden import Warden


@contextmanager
def group() -> Iterator["subprocess.Popen[bytes]"]:
    """Give a process group of its own that sleeps."""
    with subprocess.Popen(["sleep", "60"], start_new_session=True) as sleeper:
        try:
            yield sleeper
        finally:
            sleeper.kill()


def shell(warden: Warden) -> "subprocess.Popen[bytes]":
    warden.ready()
    assert warden._shell is not None
    return warden._shell


async def test_what_was_removed_is_let_live_and_the_rest_is_killed() -> None:
    """At the end of the pipe the registered groups are killed, and no others."""
    warden = Warden()
    with group() as kept, group() as left:
        warden.ready()
        for each in (kept, left):
            warden.add(each.pid)
        warden.remove(kept.pid)
        await warden.close()
        assert left.wait(2) == -signal.SIGKILL
        assert kept.poll() is None


async def test_one_that_was_ended_is_replaced_and_knows_what_lives() -> None:
    """Who kills the warden wins nothing: the next one is told of all groups anew."""
    warden = Warden()
    with group() as first, group() as second:
        warden.add(first.pid)
        before = shell(warden)
        before.kill()
        before.wait()
        warden.add(second.pid)
        assert shell(warden) is not before
        await warden.close()
        assert first.wait(2) == second.wait(2) == -signal.SIGKILL


async def test_one_that_was_stopped_holds_nobody() -> None:
    """A warden that does not read neither blocks us nor our end."""
    warden = Warden()
    os.kill(shell(warden).pid, signal.SIGSTOP)
    began = time.monotonic()
    for number in range(20_000):
        warden.remove(3_000_000 + number)
    await warden.close()
    assert time.monotonic() - began < 3


async def test_without_plugins_there_is_none() -> None:
    """Closing what was never used starts nothing."""
    warden = Warden()
    await warden.close()
    assert warden._shell is None
