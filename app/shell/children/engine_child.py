"""The engine as a child: started where none answers, started again when it dies, with growing pauses."""

import asyncio
import contextlib
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from app.desktop.supervisor import unsupervised
from app.model.phrase import NOTHING, Phrase, foreign, phrase

PAUSES = (0.2, 1.0, 2.0, 5.0, 10.0)  # seconds before the next start after an end
STEADY = 60.0  # seconds of life after which an end counts as the first again
HUNG_AFTER = 10.0  # seconds without a link while our child lives; then it is killed
FIRST_ANSWER = 60.0  # seconds that a child may take until it answers at all
LEFT_ALONE = 2.0  # seconds that others have to start their engine again before we start ours
STOP_WITHIN = 5.0
TAIL = 2000  # bytes of the log that are looked at for the last words


class EngineChild:
    """Keeps an engine running. ``link_lost`` and ``link_found`` tell it what the link knows."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        log: Path,
        *,
        on_change: Callable[[Phrase], None],
    ) -> None:
        self._command = tuple(command)
        self._environment = dict(environment)
        self._log = log
        self._on_change = on_change
        self._child: asyncio.subprocess.Process | None = None
        self._lost = asyncio.Event()
        self._found = asyncio.Event()
        self._ending = False

    @property
    def pid(self) -> int | None:
        """Process id of our child while it lives."""
        return self._child.pid if self._child is not None and self._child.returncode is None else None

    def link_found(self) -> None:
        """Note that an engine answers."""
        self._found.set()
        self._lost.clear()
        self._on_change(NOTHING)

    def link_lost(self) -> None:
        """Note that no engine answers."""
        self._found.clear()
        self._lost.set()

    async def run(self) -> None:
        """Keep an engine running until cancelled. A living one is left alone, whoever started it."""
        failures = 0
        grace = 0.0  # the first answer, or its absence, decides at the start
        while not self._ending:
            await self._lost.wait()
            if await self._answers_within(grace):
                grace = LEFT_ALONE
                await self._lost.wait()
                continue
            began = asyncio.get_running_loop().time()
            ended = await self._live()
            lived = asyncio.get_running_loop().time() - began
            failures = 0 if lived > STEADY else failures + 1
            grace = PAUSES[min(max(failures, 1), len(PAUSES)) - 1]
            self._on_change(ended)

    async def stop(self, *, ask: Callable[[], object] | None = None) -> None:
        """End our child: ``ask`` it where somebody can, and help where it does not go in time."""
        self._ending = True
        child = self._child
        if child is None or child.returncode is not None:
            return
        steps = (ask, child.terminate, child.kill)
        for step in filter(None, steps):
            with contextlib.suppress(ProcessLookupError):
                step()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(STOP_WITHIN):
                    await child.wait()
                    return

    async def _answers_within(self, seconds: float) -> bool:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(seconds):
                await self._found.wait()
        return self._found.is_set()

    async def _live(self) -> Phrase:
        """Start a child, watch it to its end and return how it ended."""
        self._on_change(phrase("The engine is being started"))
        try:
            self._child = await self._spawned()
        except OSError as error:
            return phrase("The engine cannot be started: {why}", why=foreign(error.strerror or str(error)))
        hung = asyncio.create_task(self._kill_when_hung(self._child), name="watch for a hung engine")
        try:
            code = await self._child.wait()
        finally:
            hung.cancel()
        words = await asyncio.to_thread(_last_words, self._log)
        return phrase("The engine ended with {code}: {words}", code=_named(code), words=words)

    async def _spawned(self) -> asyncio.subprocess.Process:
        """Start it in a session of its own: it outlives us on purpose, and Ctrl-C is not for it.

        Its output goes to a file, for a pipe would end with us.
        """
        self._log.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        with self._log.open("wb") as log:
            return await asyncio.create_subprocess_exec(
                *self._command,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                env=unsupervised(self._environment),
                start_new_session=True,
            )

    async def _kill_when_hung(self, child: asyncio.subprocess.Process) -> None:
        """End a child that lives and does not answer; the next one restores the state."""
        patience = FIRST_ANSWER
        while True:
            await self._lost.wait()
            answers = await self._answers_within(patience)
            patience = HUNG_AFTER
            if not answers:
                self._on_change(phrase("The engine hangs and is ended"))
                with contextlib.suppress(ProcessLookupError):
                    child.kill()
                return


def _named(code: int) -> str:
    return f"signal {-code}" if code < 0 else f"status {code}"


def _last_words(log: Path) -> str:
    """Return the last line that the engine wrote."""
    try:
        with log.open("rb") as file:
            file.seek(0, 2)
            file.seek(max(0, file.tell() - TAIL))
            lines = file.read().decode("utf-8", "replace").split("\n")
    except OSError:
        return "no words"
    return next((foreign(line) for line in reversed(lines) if line.strip()), "no words")
