"""What the sound server says of its loudspeaker, and the moment when that changes.

A server without a device plays into nothing and calls it success; so does one that is turned down.
"""

import asyncio
import contextlib
import re
import shutil
from collections.abc import AsyncIterator, Mapping

from app.desktop.child import end, finish

DEADLINE = 2.0
NO_SERVER = "no sound server"
NO_DEVICE = "no sound device"
TURNED_OFF = "the loudspeaker is turned off in the system"
TURNED_DOWN = "the volume is at zero in the system"

# What PulseAudio and PipeWire put in place of a device that is not there.
_DUMMIES = ("auto_null", "")


async def device_fault(environment: Mapping[str, str]) -> str:
    """Return why nobody would hear a tone, or an empty text; no opinion where ``pactl`` is missing."""
    pactl = shutil.which("pactl", path=environment.get("PATH"))
    if pactl is None:
        return ""
    plain = {**environment, "LC_ALL": "C"}
    asked = (
        ("get-default-sink",),
        ("get-sink-mute", "@DEFAULT_SINK@"),
        ("get-sink-volume", "@DEFAULT_SINK@"),
    )
    sink, mute, volume = await asyncio.gather(
        *(finish((pactl, *words), plain, deadline=DEADLINE) for words in asked)
    )
    if sink.code != 0:
        return NO_SERVER
    if sink.output.strip() in _DUMMIES:
        return NO_DEVICE
    if mute.code == 0 and mute.output.strip().endswith("yes"):
        return TURNED_OFF
    shares = re.findall(r"(\d+)%", volume.output) if volume.code == 0 else []
    return TURNED_DOWN if shares and not any(map(int, shares)) else ""


class Changes:
    """The lines of ``pactl subscribe``; its end is a change too: then the server is gone."""

    def __init__(self, child: asyncio.subprocess.Process) -> None:
        self._child = child

    async def next(self) -> bool:
        """Wait for the next change of server or device; False when the server is gone."""
        assert self._child.stdout is not None
        while line := await self._child.stdout.readline():
            if b" on sink #" in line or b" on server" in line:
                return True
        return False


@contextlib.asynccontextmanager
async def watched(environment: Mapping[str, str]) -> AsyncIterator[Changes | None]:
    """Give the changes as long as the block runs; None where they cannot be watched here."""
    pactl = shutil.which("pactl", path=environment.get("PATH"))
    if pactl is None:
        yield None
        return
    child = await asyncio.create_subprocess_exec(
        pactl,
        "subscribe",
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        env={**environment, "LC_ALL": "C"},
    )
    try:
        yield Changes(child)
    finally:
        await end(child)
