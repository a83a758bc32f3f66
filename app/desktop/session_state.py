"""Whether somebody can see this session: it is neither locked nor blanked nor behind another one.

Asked when it matters: a desktop that knows nothing of locking has nobody who would answer.
"""

import asyncio
from collections.abc import Mapping
from typing import Any, Final

from jeepney import DBusAddress, Message, MessageFlag, new_method_call

from app.desktop.bus import Bus, BusFailed, NoAnswer, open_bus, session_address

DEADLINE: Final = 0.5  # seconds for each; who does not answer may well be locked
SYSTEM_BUS: Final = "/run/dbus/system_bus_socket"
SAVERS: Final = (
    DBusAddress("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"),
    DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver"),
)
LOGIN: Final = DBusAddress(
    "/org/freedesktop/login1/session/auto", "org.freedesktop.login1", "org.freedesktop.DBus.Properties"
)
SESSION: Final = "org.freedesktop.login1.Session"


class SessionState:
    """Asks screen savers and the login manager; keeps no connection between two questions."""

    def __init__(self, environment: Mapping[str, str], *, system_bus: str = SYSTEM_BUS) -> None:
        self._environment = environment
        self._system_bus = system_bus

    async def is_seen(self) -> bool:
        """Return False where the session is locked, blanked or not in front, or where that is in doubt."""
        async with asyncio.TaskGroup() as group:
            saver = group.create_task(self._no_saver())
            login = group.create_task(self._in_front())
        return saver.result() and login.result()

    async def _no_saver(self) -> bool:
        try:
            bus = await open_bus(session_address(self._environment), deadline=DEADLINE)
        except BusFailed:
            return True  # without a session bus there are neither savers nor pop-ups
        try:
            return not any([await _is_active(bus, saver) for saver in SAVERS])
        finally:
            await bus.close()

    async def _in_front(self) -> bool:
        try:
            bus = await open_bus(self._system_bus, deadline=DEADLINE)
        except BusFailed:
            return True  # no login manager
        try:
            active = await _property(bus, "Active")
            locked = await _property(bus, "LockedHint")
        finally:
            await bus.close()
        return active is not False and locked is not True


async def _is_active(bus: Bus, saver: DBusAddress) -> bool:
    """Return whether a screen saver or lock covers the screen; no answer counts as one."""
    answer = await _asked(bus, new_method_call(saver, "GetActive"))
    return bool(answer[0]) if answer else answer is None


async def _property(bus: Bus, name: str) -> object:
    """Return a property of our session, None where it is in none; no answer counts as out of sight."""
    answer = await _asked(bus, new_method_call(LOGIN, "Get", "ss", (SESSION, name)))
    if answer is None:
        return name == "LockedHint"
    return answer[0][1] if answer else None


async def _asked(bus: Bus, message: Message) -> tuple[Any, ...] | None:
    """Return an answer; an empty one where nobody is there to answer, None where somebody does not."""
    message.header.flags |= MessageFlag.no_auto_start  # a question must not start a screen saver
    try:
        return await bus.call(message, deadline=DEADLINE)
    except NoAnswer:
        return None
    except BusFailed:
        return ()
