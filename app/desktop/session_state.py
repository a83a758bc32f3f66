"""Whether somebody can see this session: it is neither locked nor blanked nor behind another one.

Asked when it matters: a desktop that knows nothing of locking has nobody who would answer. Who looks each
second need not ask each time, for those who know tell of changes; only a good answer is taken from before.
"""

import asyncio
import math
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Any, Final, NamedTuple

from jeepney import DBusAddress, Message, MessageFlag, new_method_call

from app.desktop.bus import Bus, BusFailed, NoAnswer, open_bus, session_address

DEADLINE: Final = 0.5  # seconds for each; who does not answer may well be locked
PACE: Final = 5.0  # seconds after which it is asked though nothing told of a change: some savers tell of none
SYSTEM_BUS: Final = "/run/dbus/system_bus_socket"
SAVERS: Final = (
    DBusAddress("/org/freedesktop/ScreenSaver", "org.freedesktop.ScreenSaver", "org.freedesktop.ScreenSaver"),
    DBusAddress("/org/gnome/ScreenSaver", "org.gnome.ScreenSaver", "org.gnome.ScreenSaver"),
)
LOGIN: Final = DBusAddress(
    "/org/freedesktop/login1/session/auto", "org.freedesktop.login1", "org.freedesktop.DBus.Properties"
)
SESSION: Final = "org.freedesktop.login1.Session"


class Signal(NamedTuple):
    """One that tells of a change; ``about``: its first argument."""

    sender: str
    interface: str
    member: str
    about: str = ""


def _comes_or_goes(name: str) -> Signal:
    return Signal("org.freedesktop.DBus", "org.freedesktop.DBus", "NameOwnerChanged", name)


class SessionState:
    """Asks screen savers and the login manager; may keep its connections between two questions."""

    def __init__(self, environment: Mapping[str, str], *, system_bus: str = SYSTEM_BUS) -> None:
        savers = [(saver.bus_name or "", saver.interface or "") for saver in SAVERS]
        changes = [Signal(name, interface, "ActiveChanged") for name, interface in savers]
        comings = [_comes_or_goes(name) for name, _ in savers]
        manager = LOGIN.bus_name or ""
        properties = Signal(manager, LOGIN.interface or "", "PropertiesChanged", SESSION)
        self._savers = Watched(lambda: session_address(environment), _no_saver, (*changes, *comings))
        self._login = Watched(lambda: system_bus, _in_front, (properties, _comes_or_goes(manager)))
        self._turn = asyncio.Lock()
        self._seen_at = -math.inf  # when both were last asked and said so
        self._closed = False

    async def is_seen(self) -> bool:
        """Return False where the session is locked, blanked or not in front, or where that is in doubt."""
        async with self._turn:
            return await self._asked()

    async def is_still_seen(self) -> bool:
        """Return the same for who asks again and again: asked anew after a change or ``PACE``."""
        async with self._turn:
            calm = self._savers.is_calm and self._login.is_calm
            if calm and asyncio.get_running_loop().time() - self._seen_at < PACE:
                return True
            return await self._asked()

    async def rest(self) -> None:
        """Give the connections back until the next question."""
        async with self._turn:
            await self._savers.close()
            await self._login.close()

    async def close(self) -> None:
        """Ask nobody any more."""
        self._closed = True
        await self.rest()

    async def _asked(self) -> bool:
        if self._closed:
            return False
        begun = asyncio.get_running_loop().time()
        async with asyncio.TaskGroup() as group:
            savers = group.create_task(self._savers.ask())
            login = group.create_task(self._login.ask())
        seen = savers.result() and login.result()
        self._seen_at = begun if seen else -math.inf
        return seen


class Watched:
    """One bus: what is asked there, and whether anything has changed since."""

    def __init__(
        self,
        address: Callable[[], str],
        question: Callable[[Bus], Awaitable[bool]],
        signals: Sequence[Signal],
    ) -> None:
        self._address, self._question, self._signals = address, question, signals
        self._bus: Bus | None = None
        self._listens = False  # it tells of changes
        self._calm = False  # and has told of none since it was asked

    @property
    def is_calm(self) -> bool:
        """Whether nothing has changed since the last question, as far as the bus tells."""
        return self._calm and (self._bus is None or not self._bus.lost.is_set())

    async def ask(self) -> bool:
        """Return whether nothing there hides the session; a bus that is not there hides nothing."""
        for _ in range(2):  # one that was kept may have gone meanwhile
            bus = await self._kept()
            if bus is None:
                return True
            good = await self._question(bus)
            if not bus.lost.is_set():
                return good
        return False

    async def close(self) -> None:
        """Leave the bus."""
        bus, self._bus, self._calm = self._bus, None, False
        if bus is not None:
            await bus.close()

    async def _kept(self) -> Bus | None:
        """Return the connection, calm from now on: what changes while it is asked is a change after it."""
        if self._bus is not None and self._bus.lost.is_set():
            await self.close()
        if self._bus is not None:
            self._calm = self._listens
            return self._bus
        try:
            self._bus = await open_bus(self._address(), deadline=DEADLINE)
        except BusFailed:
            self._calm = True  # there is nobody who could tell
            return None
        self._calm = self._listens = await self._listen(self._bus)
        return self._bus

    async def _listen(self, bus: Bus) -> bool:
        try:
            async with asyncio.timeout(DEADLINE):
                for signal in self._signals:
                    await bus.listen(
                        signal.sender, signal.interface, signal.member, self._changed, about=signal.about
                    )
        except (BusFailed, TimeoutError):
            return False
        return True

    def _changed(self, _body: tuple[Any, ...]) -> None:
        self._calm = False


async def _no_saver(bus: Bus) -> bool:
    return not any([await _is_active(bus, saver) for saver in SAVERS])


async def _in_front(bus: Bus) -> bool:
    active = await _property(bus, "Active")
    locked = await _property(bus, "LockedHint")
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
