"""Run a short-lived program to its end: with a deadline, capped output, and killed when it is not wanted."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from app.model.value import Value

CAP = 20_000  # bytes kept of each output


class Finished(Value, frozen=True, kw_only=True):
    """How a program ended. ``code`` is None where it did not start or had to be ended."""

    code: int | None
    output: str = ""
    complaint: str = ""
    seconds: float = 0.0


async def finish(command: Sequence[str], environment: Mapping[str, str], *, deadline: float) -> Finished:
    """Run ``command``; on cancellation or at the deadline it is killed at once."""
    loop = asyncio.get_running_loop()
    began = loop.time()
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.PIPE,
            env=dict(environment),
        )
    except OSError as error:
        return Finished(code=None, complaint=error.strerror or "cannot be started")
    texts = [asyncio.create_task(_capped(stream)) for stream in (child.stdout, child.stderr)]
    try:
        async with asyncio.timeout(deadline):
            output, complaint = await asyncio.gather(*texts)
            code = await child.wait()
    except TimeoutError:
        return Finished(
            code=None, complaint=f"still running after {deadline:g} s", seconds=loop.time() - began
        )
    finally:
        await end(child)
        await asyncio.gather(*texts, return_exceptions=True)
    return Finished(code=code, output=output, complaint=complaint, seconds=loop.time() - began)


async def end(child: asyncio.subprocess.Process) -> None:
    """Kill the child if it lives, and wait for its end."""
    if child.returncode is None:
        with contextlib.suppress(ProcessLookupError):
            child.kill()
    await asyncio.shield(child.wait())


async def _capped(stream: asyncio.StreamReader | None) -> str:
    """Read to the end, keep the beginning."""
    kept = b""
    while stream is not None and (part := await stream.read(4096)):
        kept = (kept + part)[:CAP]
    return kept.decode("utf-8", "replace")
