"""A tray of the new kind (StatusNotifierItem over D-Bus), and how a test reads and presses its icons.

    icons = await traytool.icons(stage.bus)         # title, status, tooltip, colour, menu of every icon
    await traytool.click(stage.bus, "Quit")         # the menu entry with this label
    await traytool.activate(stage.bus)              # what a left click does

``Stage(tray="sni")`` runs ``python -m tests.desktop.traytool watch``, the watcher with which icons register.
Qt chooses this kind when there is a watcher, and finds one that starts later.
"""

import asyncio
import contextlib
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

from dbus_fast import BusType, Message, MessageType, PropertyAccess, Variant
from dbus_fast.aio import MessageBus
from dbus_fast.constants import NameFlag
from dbus_fast.service import ServiceInterface, dbus_property, method, signal

WATCHER, WATCHER_PATH = "org.kde.StatusNotifierWatcher", "/StatusNotifierWatcher"
ITEM, ITEM_PATH = "org.kde.StatusNotifierItem", "/StatusNotifierItem"
MENU = "com.canonical.dbusmenu"
PROPERTIES = "org.freedesktop.DBus.Properties"
OPAQUE = 128


_ABSENT = ("UnknownObject", "ServiceUnknown")


class _AbsentError(RuntimeError):
    """Registered and not yet exported, or on its way out: not there at this moment."""


@dataclass(frozen=True, kw_only=True)
class Entry:
    """A menu entry; separators have no label."""

    id: int
    label: str = ""
    enabled: bool = True
    visible: bool = True
    checked: bool | None = None  # None: cannot be checked


@dataclass(frozen=True, kw_only=True)
class Icon:
    """A tray icon as its host sees it."""

    service: str
    path: str
    title: str
    status: str  # Passive, Active, NeedsAttention
    tooltip: str  # title and text, joined by a line break
    icon_name: str
    sizes: tuple[tuple[int, int], ...]
    colour: str  # mean of the opaque pixels of the largest, as "#rrggbb"; empty without a picture
    menu_path: str
    menu: tuple[Entry, ...]

    def entry(self, label: str) -> Entry:
        """Return the menu entry with this label. Raises LookupError with those that are there."""
        for entry in self.menu:
            if entry.label == label:
                return entry
        raise LookupError(f"no entry {label!r} among {[entry.label for entry in self.menu]}")


async def icons(address: str) -> list[Icon]:
    """Return every icon that is registered on the bus."""
    async with connected(address) as bus:
        return await _present(bus)


async def click(address: str, label: str) -> None:
    """Press the menu entry with this label, of the first icon that has it. Raises LookupError."""
    async with connected(address) as bus:
        seen: list[str] = []
        for icon in await _present(bus):
            if any(entry.label == label for entry in icon.menu):
                body = [icon.entry(label).id, "clicked", Variant("s", ""), 0]
                await _call(bus, icon.service, icon.menu_path, MENU, "Event", "isvu", body)
                return
            seen += [entry.label for entry in icon.menu]
    raise LookupError(f"no tray menu entry {label!r} among {seen}")


async def activate(address: str) -> None:
    """Do to every icon what a left click does. Raises LookupError when there is none."""
    async with connected(address) as bus:
        names = await _registered(bus)
        for name in names:
            service, path = _place(name)
            await _call(bus, service, path, ITEM, "Activate", "ii", [0, 0])
    if not names:
        raise LookupError("no tray icon")


@contextlib.asynccontextmanager
async def connected(address: str) -> AsyncIterator[MessageBus]:
    """Give a connection to the bus of that address."""
    bus = await MessageBus(bus_address=address).connect()
    try:
        yield bus
    finally:
        bus.disconnect()
        await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


async def _call(  # noqa: PLR0917 - the parts of a D-Bus call, in their usual order
    bus: MessageBus,
    service: str,
    path: str,
    interface: str,
    member: str,
    signature: str = "",
    body: list[Any] | None = None,
) -> list[Any]:
    message = Message(
        destination=service,
        path=path,
        interface=interface,
        member=member,
        signature=signature,
        body=body or [],
    )
    answer = await asyncio.wait_for(bus.call(message), 5)
    if answer.message_type is MessageType.ERROR:
        said = f"{service} {member}: {answer.error_name} {answer.body}"
        raise (_AbsentError if (answer.error_name or "").endswith(_ABSENT) else RuntimeError)(said)
    return list(answer.body)


async def _registered(bus: MessageBus) -> list[str]:
    body = [WATCHER, "RegisteredStatusNotifierItems"]
    return list((await _call(bus, WATCHER, WATCHER_PATH, PROPERTIES, "Get", "ss", body))[0].value)


def _place(name: str) -> tuple[str, str]:
    """Return the bus name and path of an item; Qt registers its bus name only."""
    service, slash, path = name.partition("/")
    return service, slash + path or ITEM_PATH


async def _present(bus: MessageBus) -> list[Icon]:
    found = []
    for name in await _registered(bus):
        with contextlib.suppress(_AbsentError):
            found.append(await _icon(bus, name))
    return found


async def _icon(bus: MessageBus, name: str) -> Icon:
    service, path = _place(name)
    found = (await _call(bus, service, path, PROPERTIES, "GetAll", "s", [ITEM]))[0]
    shown = {key: value.value for key, value in found.items()}
    pictures = sorted(shown.get("IconPixmap", ()), key=lambda picture: int(picture[0]))
    tooltip = shown.get("ToolTip", ("", [], "", ""))
    menu_path = str(shown.get("Menu", ""))
    return Icon(
        service=service,
        path=path,
        title=shown.get("Title", ""),
        status=shown.get("Status", ""),
        tooltip="\n".join(filter(None, tooltip[2:4])),
        icon_name=shown.get("IconName", ""),
        sizes=tuple((picture[0], picture[1]) for picture in pictures),
        colour=mean_colour(pictures[-1][2]) if pictures else "",
        menu_path=menu_path,
        menu=await _menu(bus, service, menu_path),
    )


def mean_colour(argb: bytes) -> str:
    """Return the mean of the opaque pixels (alpha, red, green, blue each) as ``#rrggbb``; empty for none."""
    pixels = [argb[at : at + 4] for at in range(0, len(argb), 4) if argb[at] > OPAQUE]
    if not pixels:
        return ""
    return "#" + "".join(f"{sum(pixel[part] for pixel in pixels) // len(pixels):02x}" for part in (1, 2, 3))


async def _menu(bus: MessageBus, service: str, path: str) -> tuple[Entry, ...]:
    if path in {"", "/NO_DBUSMENU"}:
        return ()
    await _call(bus, service, path, MENU, "AboutToShow", "i", [0])  # Qt fills it now
    layout = (await _call(bus, service, path, MENU, "GetLayout", "iias", [0, -1, []]))[1]
    return tuple(_entries(layout))


def _entries(node: Any) -> list[Entry]:
    """Return a node of the menu and all below it, the root itself left out."""
    ident, properties, below = node
    shown = {key: value.value for key, value in properties.items()}
    here = [
        Entry(
            id=ident,
            label=shown.get("label", "").replace("_", ""),  # the mark of the access key
            enabled=shown.get("enabled", True),
            visible=shown.get("visible", True),
            checked=bool(shown.get("toggle-state")) if shown.get("toggle-type") else None,
        )
    ]
    return (here if ident else []) + [entry for child in below for entry in _entries(child.value)]


class Watcher(ServiceInterface):
    """Where icons register. Method names and annotations are D-Bus's own."""

    def __init__(self) -> None:
        super().__init__(WATCHER)
        self.items: list[str] = []

    def gone(self, name: str) -> None:
        """Forget the icons of a program that left the bus."""
        for item in [item for item in self.items if _place(item)[0] == name]:
            self.items.remove(item)
            self.StatusNotifierItemUnregistered(item)

    @method()
    def RegisterStatusNotifierItem(self, service: "s") -> None:  # type: ignore[name-defined]  # noqa: F821
        self.items.append(service)
        self.StatusNotifierItemRegistered(service)

    @method()
    def RegisterStatusNotifierHost(self, service: "s") -> None:  # type: ignore[name-defined]  # noqa: F821, ARG002
        self.StatusNotifierHostRegistered()

    @dbus_property(access=PropertyAccess.READ)
    def RegisteredStatusNotifierItems(self) -> "as":  # type: ignore[valid-type]  # noqa: F722
        return self.items

    @dbus_property(access=PropertyAccess.READ)
    def IsStatusNotifierHostRegistered(self) -> "b":  # type: ignore[name-defined]  # noqa: F821
        return True

    @dbus_property(access=PropertyAccess.READ)
    def ProtocolVersion(self) -> "i":  # type: ignore[name-defined]  # noqa: F821
        return 0

    @signal()
    def StatusNotifierItemRegistered(self, service: str) -> "s":  # type: ignore[name-defined]  # noqa: F821
        return service

    @signal()
    def StatusNotifierItemUnregistered(self, service: str) -> "s":  # type: ignore[name-defined]  # noqa: F821
        return service

    @signal()
    def StatusNotifierHostRegistered(self) -> None:
        pass


async def watch() -> None:
    """Be the tray until ended."""
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    watcher = Watcher()
    bus.export(WATCHER_PATH, watcher)

    def owner_changed(message: Message) -> None:
        if message.member == "NameOwnerChanged" and not message.body[2]:
            watcher.gone(message.body[0])

    bus.add_message_handler(owner_changed)
    daemon = "org.freedesktop.DBus"
    rule = f"type='signal',interface='{daemon}',member='NameOwnerChanged'"
    await _call(bus, daemon, "/org/freedesktop/DBus", daemon, "AddMatch", "s", [rule])
    await bus.request_name(WATCHER, NameFlag.DO_NOT_QUEUE)
    await bus.request_name("org.kde.StatusNotifierHost-stage", NameFlag.DO_NOT_QUEUE)
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    await bus.wait_for_disconnect()  # type: ignore[no-untyped-call]


if __name__ == "__main__":
    asyncio.run(watch())
