"""Notice when a tray host appears: an icon made before it, or for the one before, is not shown by it."""

from collections.abc import Callable, Mapping

from jeepney.bus_messages import message_bus

from app.desktop.bus import BusFailed
from app.desktop.service import Service

NAME = "org.kde.StatusNotifierWatcher"


class TrayHost:
    """Calls ``on_arrival`` for each new owner of the tray's name on the bus."""

    def __init__(self, environment: Mapping[str, str], *, on_arrival: Callable[[], None]) -> None:
        self._on_arrival = on_arrival
        self._owner = ""
        self._service = Service(NAME, environment, arrived=self._look)

    def start(self) -> None:
        """Begin to watch, in the background."""
        self._service.start()

    async def stop(self) -> None:
        """End the watch."""
        await self._service.close()

    async def _look(self) -> None:
        try:
            (owner,) = await self._service.call(message_bus.GetNameOwner(NAME))
        except BusFailed:
            self._owner = ""  # there is none at the moment
            return
        if owner != self._owner:
            self._owner = owner
            self._on_arrival()
