"""The demo platform as a child: the engine is started once its services listen."""

import asyncio
import contextlib
from collections.abc import Mapping, Sequence

from app.desktop.supervisor import unsupervised
from app.model.phrase import NOTHING, Phrase, foreign, phrase

READY_WITHIN = 20.0  # seconds
STOP_WITHIN = 3.0
AGAIN = 1.0


class DemoChild:
    """Started once; its first line of output says that it is ready (one that runs already is taken)."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str]) -> None:
        self._command = tuple(command)
        self._environment = dict(environment)
        self._child: asyncio.subprocess.Process | None = None
        self._reader: asyncio.Task[None] | None = None

    async def ready(self) -> Phrase:
        """Start it and wait for its services; returns what went wrong, or nothing."""
        loop = asyncio.get_running_loop()
        end = loop.time() + READY_WITHIN
        while True:
            trouble = await self._started()
            if not trouble.template or loop.time() > end:
                return trouble
            await asyncio.sleep(AGAIN)  # an earlier one may just be ending

    async def _started(self) -> Phrase:
        try:
            self._child = await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.PIPE,
                stderr=asyncio.subprocess.DEVNULL,
                env=unsupervised(self._environment),
                start_new_session=True,  # Ctrl-C is not for it: the engine still measures it then
            )
        except OSError as error:
            return phrase("The demo cannot be started: {why}", why=foreign(error.strerror or str(error)))
        assert self._child.stdout is not None
        try:
            async with asyncio.timeout(READY_WITHIN):
                line = await self._child.stdout.readline()
        except TimeoutError:
            return phrase("The demo is not ready after {limit} s", limit=f"{READY_WITHIN:g}")
        if not line:
            await self._child.wait()
            return phrase("The demo ended before it was ready")
        self._reader = asyncio.create_task(_drain(self._child.stdout), name="demo output")
        return NOTHING

    async def stop(self) -> None:
        """End it if it is ours; one that was there before ends by itself."""
        child = self._child
        if child is not None and child.returncode is None:
            with contextlib.suppress(ProcessLookupError):
                child.terminate()
            try:
                async with asyncio.timeout(STOP_WITHIN):
                    await child.wait()
            except TimeoutError:
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                await child.wait()
        if self._reader is not None:
            self._reader.cancel()
            await asyncio.gather(self._reader, return_exceptions=True)


async def _drain(output: asyncio.StreamReader) -> None:
    while await output.read(4096):
        pass
