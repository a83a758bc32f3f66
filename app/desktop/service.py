"""Stay in touch with one service of the session bus, over its restarts and those of the bus."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from typing import Any

from jeepney import Message

from app.desktop.bus import Bus, BusFailed, open_bus, session_address

AGAIN = 2.0  # seconds until the next try to reach a bus
DBUS = "org.freedesktop.DBus"


class Service:
    """Keeps a connection to the session bus and watches who owns ``name``.

    Each time the service may be new, on connecting and when its owner changes, ``renewed`` is called
    before any of its answers is read, and ``arrived`` is awaited soon after.
    A service that the bus starts on demand needs no owner beforehand, so a call may always be tried.
    """

    def __init__(
        self,
        name: str,
        environment: Mapping[str, str],
        *,
        arrived: Callable[[], Awaitable[None]],
        renewed: Callable[[], None] = lambda: None,
        signals: Mapping[str, Callable[[tuple[Any, ...]], None]] | None = None,
    ) -> None:
        self._name = name
        self._environment = environment
        self._arrived = arrived
        self._renewed = renewed
        self._signals = signals or {}
        self._bus: Bus | None = None
        self._task: asyncio.Task[None] | None = None
        self._changed = asyncio.Event()
        self._tried = asyncio.Event()  # one try to connect has ended, well or not
        self.trouble = "not connected yet"  # why a call cannot be made; empty while connected

    @property
    def running(self) -> bool:
        """Whether the watch is at work."""
        return self._task is not None and not self._task.done()

    def start(self) -> None:
        """Begin to connect; returns at once."""
        if not self.running:
            self._task = asyncio.create_task(self._stay(), name=f"watch {self._name}")
            self._task.add_done_callback(self._ended)

    async def call(self, message: Message, *, deadline: float = 3.0) -> tuple[Any, ...]:
        """Call the service; waits for the first try to connect. Raises ``BusFailed``."""
        if self.running:
            await self._tried.wait()
        if self._bus is None:
            raise BusFailed(self.trouble)
        return await self._bus.call(message, deadline=deadline)

    async def close(self) -> None:
        """End the watch and the connection."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    async def _stay(self) -> None:
        while True:
            try:
                async with self._connected() as bus:
                    await self._attend(bus)
            except BusFailed as error:
                self.trouble = str(error)
            self._tried.set()
            await asyncio.sleep(AGAIN)

    @contextlib.asynccontextmanager
    async def _connected(self) -> AsyncIterator[Bus]:
        bus = await open_bus(session_address(self._environment))
        try:
            await bus.listen(DBUS, DBUS, "NameOwnerChanged", self._owner_changed)
            for member, handler in self._signals.items():
                await bus.listen(self._name, self._name, member, handler)
            self._bus, self.trouble = bus, ""
            self._renewed()
            self._tried.set()
            yield bus
        finally:
            self._bus, self.trouble = None, "the session bus is gone"
            await bus.close()

    async def _attend(self, bus: Bus) -> None:
        while not bus.lost.is_set():
            self._changed.clear()
            with contextlib.suppress(BusFailed):
                await self._arrived()
            await _either(bus.lost, self._changed)

    def _owner_changed(self, body: tuple[Any, ...]) -> None:
        if body[0] == self._name and body[2]:
            self._renewed()
            self._changed.set()

    def _ended(self, task: asyncio.Task[None]) -> None:
        if not task.cancelled() and (error := task.exception()) is not None:
            self.trouble = f"the watch over {self._name} failed: {type(error).__name__}"


async def _either(*events: asyncio.Event) -> None:
    waits = [asyncio.create_task(event.wait()) for event in events]
    try:
        await asyncio.wait(waits, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for wait in waits:
            wait.cancel()
        await asyncio.gather(*waits, return_exceptions=True)
