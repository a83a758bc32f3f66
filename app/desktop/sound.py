"""The loudspeaker: a tone is played by a child process whose success is checked.

In the program's own process a dead sound server goes unnoticed, and a new one stays silent; a new child is
always heard, follows the default device, and its death is silence at once.
"""

import asyncio
import shutil
import wave
from collections.abc import Callable, Coroutine, Mapping
from pathlib import Path
from typing import Any

from app.desktop.child import Finished, finish
from app.desktop.device import device_fault, watched
from app.model.board import SoundState, Tone
from app.model.phrase import foreign
from app.model.value import Value

# In this order; the next one is tried where one fails.
PLAYERS: tuple[tuple[str, ...], ...] = (
    ("paplay", "--client-name=Nocwall", "--stream-name=Alarm"),
    ("pw-play",),
    ("aplay", "-q"),
)
SLACK = 3.0  # seconds a player may take beyond the length of its file; 2.0 into a null sink
RETRY = 2.0  # seconds between tries while an alarm cannot be heard
SETTLE = 0.3  # changes of devices come in bunches
LOOK_AGAIN = 5.0  # seconds until a lost server is looked for again
PROVE_AGAIN = 60.0  # seconds between silent proofs where changes cannot be watched

MISSING = "player missing: none of paplay, pw-play and aplay is installed"


class Heard(Value, frozen=True, kw_only=True):
    """What is known of the loudspeaker: WORKING, BROKEN (with a reason) or UNPROVED."""

    state: SoundState = SoundState.UNPROVED
    reason: str = ""


class Speaker:
    """Plays a tone in a loop until told otherwise, and knows whether it was heard.

    ``folder`` holds critical.wav, warning.wav, test.wav and silent.wav. ``on_heard`` is called with each
    change of what is known and after each proof.
    """

    def __init__(
        self, folder: Path, environment: Mapping[str, str], *, on_heard: Callable[[Heard], None]
    ) -> None:
        self._folder = folder
        self._environment = dict(environment)
        self._on_heard = on_heard
        self._tasks: set[asyncio.Task[Any]] = set()
        self._alarm: asyncio.Task[None] | None = None
        self.tone: Tone | None = None  # what is to be heard now
        self.heard = Heard()

    def start(self) -> None:
        """Prove the way to the loudspeaker without being heard, and watch it from now on."""
        self._begin(self._watch(), "watch the loudspeaker")

    def play(self, tone: Tone | None) -> None:
        """From now on this tone is heard again and again; None falls silent at once."""
        if tone is self.tone and (tone is None or (self._alarm is not None and not self._alarm.done())):
            return
        self.tone = tone
        if self._alarm is not None:
            self._alarm.cancel()
            self._alarm = None
        if tone is not None:
            self._alarm = self._begin(self._repeat(tone), f"alarm tone {tone}")

    async def prove(self, *, audible: bool = True) -> Heard:
        """Play the test tone, or silence, once; returns and tells what became of it."""
        heard = await self._sound("test" if audible else "silent")
        self.heard = heard
        self._on_heard(heard)
        return heard

    async def close(self) -> None:
        """Fall silent and end all watching."""
        self.play(None)
        tasks = tuple(self._tasks)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _repeat(self, tone: Tone) -> None:
        while True:
            heard = await self._sound(tone.value)
            self._learn(heard)
            if heard.state is SoundState.BROKEN:
                await asyncio.sleep(RETRY)

    async def _sound(self, name: str) -> Heard:
        looking = asyncio.create_task(device_fault(self._environment))
        try:
            trouble = await self._played(self._folder / f"{name}.wav")
            reason = await looking or trouble  # the device's own word is the plainer one
        finally:
            looking.cancel()
            await asyncio.gather(looking, return_exceptions=True)
        return Heard(state=SoundState.BROKEN, reason=reason) if reason else Heard(state=SoundState.WORKING)

    async def _played(self, path: Path) -> str:
        """Return why the file was not played, or an empty text."""
        length = _length(path)
        reason = MISSING
        for program, *options in PLAYERS:
            player = shutil.which(program, path=self._environment.get("PATH"))
            if player is None:
                continue
            ended = await finish([player, *options, str(path)], self._environment, deadline=length + SLACK)
            trouble = _trouble(ended, length)
            if not trouble:
                return ""
            reason = trouble if reason == MISSING else reason
        return reason

    async def _watch(self) -> None:
        while True:
            async with watched(self._environment) as changes:
                if changes is None:
                    await self.prove(audible=False)
                    await asyncio.sleep(PROVE_AGAIN)
                    continue
                await self._look()
                while await changes.next():
                    await asyncio.sleep(SETTLE)
                    await self._look()
            await self._look()
            await asyncio.sleep(LOOK_AGAIN)

    async def _look(self) -> None:
        """Ask for the device; where it is well and was not known to be, prove it."""
        reason = await device_fault(self._environment)
        if reason:
            self._learn(Heard(state=SoundState.BROKEN, reason=reason))
        elif self.heard.state is not SoundState.WORKING:
            await self.prove(audible=False)

    def _learn(self, heard: Heard) -> None:
        if heard != self.heard:
            self.heard = heard
            self._on_heard(heard)

    def _begin(self, work: Coroutine[Any, Any, None], name: str) -> "asyncio.Task[None]":
        task = asyncio.create_task(work, name=name)
        self._tasks.add(task)
        task.add_done_callback(self._ended)
        return task

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            self._learn(Heard(state=SoundState.BROKEN, reason=f"failed: {foreign(repr(error), 100)}"))


def _trouble(ended: Finished, length: float) -> str:
    if ended.code is None and ended.seconds:
        return "the sound server does not answer"
    if ended.code != 0:
        complaint = foreign(ended.complaint, 100)
        return f"failed: {complaint}" if complaint else "failed"
    return "failed: it ended too early" if ended.seconds < length / 2 else ""


def _length(path: Path) -> float:
    """Seconds of sound in the file; 0 where it cannot be read (the player will say why)."""
    try:
        with wave.open(str(path), "rb") as file:
            return file.getnframes() / file.getframerate()
    except (OSError, wave.Error, EOFError):
        return 0.0
