"""A private X server in memory, for machines without a screen."""

import asyncio
import contextlib
import os
import shutil
from collections.abc import AsyncIterator, Mapping

from app.desktop.child import end

WITHIN = 15.0  # seconds


class NoVirtualScreen(Exception):  # noqa: N818 - it is the name of the outcome
    """No screen can be made; the text says why and what to do."""


@contextlib.asynccontextmanager
async def virtual_screen(environment: Mapping[str, str], size: str = "1920x1080") -> AsyncIterator[str]:
    """Run Xvfb as long as the block runs; gives its display name (":7"). Raises ``NoVirtualScreen``."""
    program = shutil.which("Xvfb", path=environment.get("PATH"))
    if program is None:
        raise NoVirtualScreen("there is no screen, and Xvfb is not installed: install the package xvfb")
    reading, writing = os.pipe()
    options = ["-screen", "0", f"{size}x24", "-nolisten", "tcp", "-displayfd", str(writing)]
    # It ends with its last window, so that it outlives neither us nor, after our kill -9, whom we drew for.
    options.append("-terminate")
    server = await asyncio.create_subprocess_exec(
        program,
        *options,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.DEVNULL,
        stderr=asyncio.subprocess.DEVNULL,
        pass_fds=(writing,),
        start_new_session=True,  # Ctrl-C is for us; we end it when our own windows are gone
        env=dict(environment),
    )
    os.close(writing)
    try:
        yield f":{await _number(reading)}"
    finally:
        if server.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                server.terminate()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(3):
                    await server.wait()
        await end(server)


async def _number(reading: int) -> int:
    """Read the display's number, which the server writes when it is ready."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    pipe = os.fdopen(reading, "rb", 0)
    transport, _ = await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), pipe)
    try:
        async with asyncio.timeout(WITHIN):
            line = await reader.readline()
    except TimeoutError:
        line = b""
    finally:
        transport.close()
    if not line.strip().isdigit():
        raise NoVirtualScreen("there is no screen, and Xvfb does not start")
    return int(line)
