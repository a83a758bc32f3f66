"""Where monitoring plugins run: few at a time, each gone when its time is over, whatever it has started."""

import asyncio
import signal
from typing import Final, NamedTuple

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.quantity import Unit, quantity
from app.model.state import ErrorClass
from app.transport.plugin_child import FLOOD, Order, PluginChild
from app.transport.warden import Warden

AT_ONCE: Final = 8
_WAITING: Final = 0.5  # of its time, what a run may wait for a place
_FAIR: Final = 0.8  # of its time, what a plugin must have had to be blamed for more
_GRACE: Final = 0.5  # seconds between the request to end and the end itself …
_GRACE_SHARE: Final = 0.2  # … or this share of what is left, where that is less
_MARGIN: Final = 0.05
_ENDS_WITHIN: Final = 1.0


class Ended(NamedTuple):
    """A plugin that has ended by itself; a negative code is the number of a signal."""

    code: int
    output: bytes
    errors: bytes
    seconds: float


class PluginRoom:
    """Shared by all checks. A process that cannot be ended keeps its place, and its check waits for it."""

    def __init__(self) -> None:
        self._places = asyncio.Semaphore(AT_ONCE)
        self._warden = Warden()
        self._lingering: dict[str, PluginChild] = {}
        self._burials: set[asyncio.Task[None]] = set()

    async def run(self, check: str, order: Order, seconds: float) -> Ended:
        """Run a plugin to its end within ``seconds``.

        Raises ``ProbeFailed`` (late: no place, internal: it floods, timeout-read: it takes too long) and
        ``OSError`` where it cannot be started.
        """
        loop = asyncio.get_running_loop()
        begun = loop.time()
        await self._place(check, seconds)
        child = None
        try:
            self._warden.ready()
            child = PluginChild(order)
            self._warden.add(child.group)
            started = loop.time()
            at = begun + seconds - min(_MARGIN, seconds * 0.05)
            in_time = await _finished(child, at)
            took = loop.time() - started
        finally:
            over = self._leave(check, child)
        assert child is not None
        if child.flooded:
            raise ProbeFailed(ErrorClass.INTERNAL, _FLOODS, child.output.decode(errors="replace"))
        if not in_time or not over or child.code is None:
            raise _too_slow(seconds, took, child)
        return Ended(child.code, bytes(child.output), bytes(child.errors), took)

    async def close(self) -> None:
        """Kill what still runs, and wait a moment for its end."""
        if self._burials:
            await asyncio.wait(self._burials, timeout=_ENDS_WITHIN)
        for task in tuple(self._burials):
            task.cancel()
        await asyncio.gather(*self._burials, return_exceptions=True)
        await self._warden.close()

    async def _place(self, check: str, seconds: float) -> None:
        stuck = self._lingering.get(check)
        if stuck is not None:
            raise ProbeFailed(
                ErrorClass.LATE,
                phrase("The plugin's earlier run cannot be ended (process {pid})", pid=str(stuck.group)),
            )
        try:
            async with asyncio.timeout(seconds * _WAITING):
                await self._places.acquire()
        except TimeoutError:
            sentence = phrase("{count} other plugins were running all the time", count=str(AT_ONCE))
            raise ProbeFailed(ErrorClass.LATE, sentence) from None

    def _leave(self, check: str, child: PluginChild | None) -> bool:
        """End what is left, without waiting; return whether everything has ended."""
        if child is None or child.reaped():
            self._free(child)
            return True
        self._lingering[check] = child
        burial = asyncio.get_running_loop().create_task(self._buried(check, child), name=f"bury {check}")
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)
        return False

    async def _buried(self, check: str, child: PluginChild) -> None:
        """Wait for the end of a killed child: a matter of milliseconds, unless its disk is dead."""
        pause = 0.002
        try:
            while not child.reaped():
                await asyncio.sleep(pause)
                pause = min(0.5, pause * 2)
        finally:
            self._lingering.pop(check, None)
            self._free(child)

    def _free(self, child: PluginChild | None) -> None:
        if child is not None:
            self._warden.remove(child.group)
        self._places.release()


async def _finished(child: PluginChild, at: float) -> bool:
    """Wait for the end; ask for it shortly before ``at`` (loop time). Return whether it came by itself."""
    left = max(0.0, at - asyncio.get_running_loop().time())
    grace = min(_GRACE, _GRACE_SHARE * left)
    done, _ = await asyncio.wait({child.over}, timeout=left - grace)
    if not done:
        child.signal(signal.SIGTERM)
        await asyncio.wait({child.over}, timeout=grace)
    return bool(done)


_FLOODS: Final = phrase("The plugin writes more than {limit}", limit=quantity(float(FLOOD), Unit.BYTES))


def _too_slow(seconds: float, had: float, child: PluginChild) -> ProbeFailed:
    said = child.output.decode(errors="replace")
    limit = quantity(seconds, Unit.SECONDS)
    if had < _FAIR * (seconds - _GRACE):
        sentence = phrase("The plugin had to wait for a place and was not done within {limit}", limit=limit)
        return ProbeFailed(ErrorClass.LATE, sentence, said)
    return ProbeFailed(
        ErrorClass.TIMEOUT_READ, phrase("The plugin did not end in {limit}", limit=limit), said
    )
