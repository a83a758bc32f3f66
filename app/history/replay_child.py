"""The recorded past under other rules, worked out by a child: no part of a living engine waits for it."""

import asyncio
import contextlib
from collections.abc import Sequence

import msgspec

from app.model.message import AskReplay
from app.model.phrase import foreign
from app.model.ports import ReplayFailed
from app.model.replay import Replay

DEADLINE = 120.0
_LARGEST = 16 << 20


async def replay_in_child(command: Sequence[str], ask: AskReplay, deadline: float = DEADLINE) -> Replay:
    """Return the answer of ``command``, which is given the question on its input. Raises ``ReplayFailed``."""
    pipe = asyncio.subprocess.PIPE
    try:
        child = await asyncio.create_subprocess_exec(*command, stdin=pipe, stdout=pipe, stderr=pipe)
    except OSError as error:
        raise ReplayFailed(f"the replay cannot be started: {error.strerror}") from error
    try:
        async with asyncio.timeout(deadline):
            out, said = await child.communicate(msgspec.msgpack.encode(ask))
    except TimeoutError:
        raise ReplayFailed(f"the replay took more than {deadline:g} s: ask for fewer checks") from None
    finally:
        if child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.kill()
            await child.wait()
    if child.returncode or len(out) > _LARGEST:
        raise ReplayFailed(foreign(said.decode(errors="replace")) or "the replay ended without an answer")
    try:
        return msgspec.msgpack.decode(out, type=Replay)
    except msgspec.DecodeError as error:
        raise ReplayFailed("the replay's answer cannot be read") from error
