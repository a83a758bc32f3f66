"""A screen reader's view of a stage: the tree of accessible things, over the real accessibility bus."""

import time
from collections.abc import Iterator
from typing import Any, NamedTuple, Self

from jeepney import DBusAddress, Properties, new_method_call
from jeepney.io.blocking import DBusConnection, open_dbus_connection

from tests.desktop.stage import Stage

ACCESSIBLE = "org.a11y.atspi.Accessible"
ROOT = ("org.a11y.atspi.Registry", "/org/a11y/atspi/accessible/root")
LAUNCHER = ("/usr/libexec/at-spi-bus-launcher", "--launch-immediately")
SHOWING = 25  # of AtspiStateType
UP = 10.0  # seconds


class Thing(NamedTuple):
    """What a reader says of one thing."""

    role: str
    name: str
    description: str


class Reader:
    """Reads a stage, whose programs must be started after it."""

    def __init__(self, stage: Stage) -> None:
        stage.spawn("reader", LAUNCHER)
        # Qt has its bridge to readers loaded only where one runs; the bus says so, or this does.
        stage.env["QT_LINUX_ACCESSIBILITY_ALWAYS_ON"] = "1"
        with open_dbus_connection(bus=stage.bus) as session:
            self._bus = open_dbus_connection(bus=_address(session))

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._bus.close()

    def things(self) -> list[Thing]:
        """Return all that is on the screen, in the order in which it is read."""
        return list(self._walk(*ROOT))

    def _walk(self, owner: str, path: str) -> Iterator[Thing]:
        for owner_below, path_below in self._ask(owner, path, "GetChildren") or ():
            if self._shows(owner_below, path_below):
                yield self._thing(owner_below, path_below)
                yield from self._walk(owner_below, path_below)

    def _shows(self, owner: str, path: str) -> bool:
        states = self._ask(owner, path, "GetState")
        role = self._ask(owner, path, "GetRoleName")
        return role == "application" or (bool(states) and bool(states[0] >> SHOWING & 1))

    def _thing(self, owner: str, path: str) -> Thing:
        words = [self._property(owner, path, name) for name in ("Name", "Description")]
        return Thing(self._ask(owner, path, "GetRoleName") or "", *words)

    def _ask(self, owner: str, path: str, method: str) -> Any:
        """Return what a method answers, None where the thing has just gone."""
        call = new_method_call(DBusAddress(path, owner, ACCESSIBLE), method)
        reply = self._bus.send_and_get_reply(call)
        return reply.body[0] if reply.header.message_type.name == "method_return" else None

    def _property(self, owner: str, path: str, name: str) -> str:
        reply = self._bus.send_and_get_reply(Properties(DBusAddress(path, owner, ACCESSIBLE)).get(name))
        return reply.body[0][1] if reply.header.message_type.name == "method_return" else ""


def _address(session: DBusConnection) -> str:
    """Return where the accessibility bus is, once its launcher stands."""
    call = new_method_call(DBusAddress("/org/a11y/bus", "org.a11y.Bus", "org.a11y.Bus"), "GetAddress")
    end = time.monotonic() + UP
    while time.monotonic() < end:
        reply = session.send_and_get_reply(call)
        if reply.header.message_type.name == "method_return":
            return str(reply.body[0])
        time.sleep(0.05)
    raise TimeoutError("no accessibility bus")
