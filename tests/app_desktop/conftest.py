"""A private session bus and a notification service of the test's own."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

NAME = "org.freedesktop.Notifications"
PATH = "/org/freedesktop/Notifications"
CONFIG = (
    '<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN" '
    '"http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd"><busconfig><type>session</type>'
    '<listen>unix:path={path}</listen>{services}<auth>EXTERNAL</auth><policy context="default">'
    '<allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/><allow own="*"/>'
    "</policy></busconfig>"
)


@contextlib.asynccontextmanager
async def running_bus(folder: Path, services: Path | None = None) -> AsyncIterator[dict[str, str]]:
    """Run a bus daemon; gives the environment that finds it. ``services``: what it starts on demand."""
    config = folder / "bus.conf"
    served = f"<servicedir>{services}</servicedir>" if services is not None else ""
    config.write_text(CONFIG.format(path=folder / "bus", services=served))
    daemon = await asyncio.create_subprocess_exec(
        "dbus-daemon",
        f"--config-file={config}",
        "--nofork",
        "--print-address",
        stdout=asyncio.subprocess.PIPE,
    )
    assert daemon.stdout is not None
    try:
        address = (await daemon.stdout.readline()).decode().strip()
        yield {"DBUS_SESSION_BUS_ADDRESS": address}
    finally:
        with contextlib.suppress(ProcessLookupError):
            daemon.kill()
        await daemon.wait()
        (folder / "bus").unlink(missing_ok=True)


@pytest.fixture
async def bus(tmp_path: Path) -> AsyncIterator[dict[str, str]]:
    async with running_bus(tmp_path) as environment:
        yield environment


class Service:
    """A notification service that remembers what it was asked to show."""

    def __init__(self, abilities: list[str], *, mute: bool = False) -> None:
        self.abilities = abilities
        self.mute = mute  # takes calls and never answers
        self.shown: list[list[Any]] = []
        self.closed: list[int] = []
        self.arrived = asyncio.Event()
        self._bus: MessageBus | None = None

    async def start(self, environment: dict[str, str]) -> None:
        bus = MessageBus(bus_type=BusType.SESSION, bus_address=environment["DBUS_SESSION_BUS_ADDRESS"])
        self._bus = await bus.connect()
        self._bus.add_message_handler(self._handle)
        await self._bus.request_name(NAME)

    async def stop(self) -> None:
        assert self._bus is not None
        self._bus.disconnect()
        await asyncio.sleep(0)

    async def until_shown(self, count: int) -> None:
        async with asyncio.timeout(8):
            while len(self.shown) < count:
                self.arrived.clear()
                await self.arrived.wait()

    async def signal(self, member: str, signature: str, body: list[Any]) -> None:
        assert self._bus is not None
        await self._bus.send(Message.new_signal(PATH, NAME, member, signature, body))

    def _handle(self, message: Message) -> Message | bool | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != NAME:
            return None
        if self.mute:
            return True
        match message.member:
            case "GetCapabilities":
                return Message.new_method_return(message, "as", [self.abilities])
            case "Notify":
                self.shown.append(message.body)
                self.arrived.set()
                return Message.new_method_return(message, "u", [message.body[1] or 40 + len(self.shown)])
            case "CloseNotification":
                self.closed.append(message.body[0])
                return Message.new_method_return(message)
        return None


def plain(value: Any) -> Any:
    """Return hints without their variants."""
    return {key: hint.value if isinstance(hint, Variant) else hint for key, hint in value.items()}
