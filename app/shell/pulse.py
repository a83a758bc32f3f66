"""The shell's sign of life: true only while both the Qt loop and the asyncio loop turn."""

import asyncio
import contextlib
from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer

from app.desktop.supervisor import Supervisor

BEAT = 400  # milliseconds
READY_WITHIN = 30.0  # seconds for which a board is waited for


class Pulse(QObject):
    """A Qt timer marks each turn; who asks from asyncio uses the mark up."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._turned = asyncio.Event()
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._turned.set)
        self._timer.start(BEAT)

    def alive(self) -> bool:
        """Whether the Qt loop has turned since this was last asked."""
        turned = self._turned.is_set()
        self._turned.clear()
        return turned

    async def turn(self) -> None:
        """Wait for a mark that comes from now on."""
        self._turned.clear()
        await self._turned.wait()

    def stop(self) -> None:
        """End the timer."""
        self._timer.stop()


def _always() -> bool:
    return True


async def keep_watchdog_quiet(
    supervisor: Supervisor, shown: asyncio.Event, turning: Callable[[], bool] = _always
) -> None:
    """Tell the supervisor that we are ready once a board was shown, and then of each sign of life, for ever.

    A wall whose pages stand still (``turning`` is False) gives none: it is as good as frozen, and the
    supervisor starts it anew.
    Without an engine the window says so, as it should: then it is ready as well, a while later. It has a
    pulse of its own, for a mark is used up by who asks.
    """
    pulse = Pulse()
    try:
        async with asyncio.timeout(READY_WITHIN):
            await shown.wait()
    except TimeoutError:
        supervisor.say("STATUS=Waiting for an engine")
    else:
        supervisor.say("STATUS=Showing the wall")
    supervisor.say("READY=1")
    try:
        while supervisor.interval:
            await pulse.turn()
            supervisor.say("WATCHDOG=1" if turning() else "STATUS=The pages stand still")
            await asyncio.sleep(supervisor.interval)
    finally:
        with contextlib.suppress(RuntimeError):  # Qt may have ended before us
            pulse.stop()
        supervisor.say("STOPPING=1")
