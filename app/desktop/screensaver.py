"""Keep the screen on while the wall fills it, through org.freedesktop.ScreenSaver; best effort."""

import contextlib
from collections.abc import Mapping

from jeepney import DBusAddress, new_method_call

from app.desktop.bus import BusFailed
from app.desktop.service import Service

NAME = "org.freedesktop.ScreenSaver"
ADDRESS = DBusAddress("/org/freedesktop/ScreenSaver", bus_name=NAME, interface=NAME)


class Inhibitor:
    """Asks the desktop not to blank the screen; asks again when the service was restarted.

    The service ends an inhibition by itself when our connection ends.
    """

    def __init__(self, environment: Mapping[str, str], *, application: str, reason: str) -> None:
        self._application = application
        self._reason = reason
        self._cookie: int | None = None
        self._service = Service(NAME, environment, arrived=self._inhibit)

    @property
    def held(self) -> bool:
        """Whether the desktop has agreed."""
        return self._cookie is not None

    def start(self) -> None:
        """Begin to inhibit, in the background."""
        self._service.start()

    async def stop(self) -> None:
        """Let the screen sleep again."""
        if self._cookie is not None:
            message = new_method_call(ADDRESS, "UnInhibit", "u", (self._cookie,))
            with contextlib.suppress(BusFailed):
                await self._service.call(message, deadline=1.0)
        self._cookie = None
        await self._service.close()

    async def _inhibit(self) -> None:
        self._cookie = None
        message = new_method_call(ADDRESS, "Inhibit", "ss", (self._application, self._reason))
        (self._cookie,) = await self._service.call(message)
