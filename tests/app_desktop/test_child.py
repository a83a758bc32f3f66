"""Programs that are run to their end: real ones, with deadlines and caps."""

import asyncio
import os
import time

import pytest

from app.desktop import child
from app.desktop.child import finish


async def test_what_a_program_says_is_kept() -> None:
    """Exit code, output and complaint come back."""
    ended = await finish(["/bin/sh", "-c", "echo out; echo err >&2; exit 3"], os.environ, deadline=5)
    assert (ended.code, ended.output, ended.complaint) == (3, "out\n", "err\n")


async def test_a_program_that_goes_on_is_ended() -> None:
    """At the deadline it is killed; no process is left."""
    began = time.monotonic()
    ended = await finish(["/bin/sleep", "60"], os.environ, deadline=0.2)
    assert (ended.code, ended.complaint) == (None, "still running after 0.2 s")
    assert time.monotonic() - began < 1


async def test_a_program_that_nobody_wants_any_more_is_ended() -> None:
    """Cancelling kills it at once."""
    task = asyncio.create_task(finish(["/bin/sleep", "60"], os.environ, deadline=60))
    await asyncio.sleep(0.1)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_chatty_program_does_not_fill_the_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    """Output beyond the cap is read and dropped, so the program is not blocked by it."""
    monkeypatch.setattr(child, "CAP", 1000)
    ended = await finish(["/bin/sh", "-c", "head -c 3000000 /dev/zero | tr '\\0' x"], os.environ, deadline=5)
    assert ended.code == 0
    assert len(ended.output) == 1000


async def test_a_missing_program_is_no_accident() -> None:
    """A program that is not there has no code and says why."""
    ended = await finish(["/does/not/exist"], os.environ, deadline=1)
    assert ended.code is None
    assert ended.complaint == "No such file or directory"
