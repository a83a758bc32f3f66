"""Keep the screen on while the wall fills it: no screen saver, no sleep of the screen; best effort."""

import contextlib
from collections.abc import Mapping

from jeepney import DBusAddress, new_method_call

from app.desktop.bus import BusFailed
from app.desktop.service import Service

SAVER = DBusAddress(
    "/org/freedesktop/ScreenSaver",
    bus_name="org.freedesktop.ScreenSaver",
    interface="org.freedesktop.ScreenSaver",
)
# Desktops whose power manager switches the screen off by itself (DPMS), whatever the saver does: Xfce, MATE.
POWER = DBusAddress(
    "/org/freedesktop/PowerManagement/Inhibit",
    bus_name="org.freedesktop.PowerManagement",
    interface="org.freedesktop.PowerManagement.Inhibit",
)


class Inhibitor:
    """Asks one service of the desktop not to blank the screen; asks again when it was restarted.

    The service ends an inhibition by itself when our connection ends.
    """

    def __init__(
        self, environment: Mapping[str, str], *, application: str, reason: str, address: DBusAddress = SAVER
    ) -> None:
        self._address = address
        self._application = application
        self._reason = reason
        self._cookie: int | None = None
        self._service = Service(str(address.bus_name), environment, arrived=self._inhibit)

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
            message = new_method_call(self._address, "UnInhibit", "u", (self._cookie,))
            with contextlib.suppress(BusFailed):
                await self._service.call(message, deadline=1.0)
        self._cookie = None
        await self._service.close()

    async def _inhibit(self) -> None:
        self._cookie = None
        message = new_method_call(self._address, "Inhibit", "ss", (self._application, self._reason))
        (self._cookie,) = await self._service.call(message)
