"""The screen saver and the tray host, as services of the test's own on a private bus."""

import asyncio

import pytest
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus
from jeepney import DBusAddress

from app.desktop.screensaver import POWER, SAVER, Inhibitor
from app.desktop.tray_host import NAME as TRAY
from app.desktop.tray_host import TrayHost


async def owner(environment: dict[str, str], name: str) -> MessageBus:
    """Own a name on the bus."""
    address = environment["DBUS_SESSION_BUS_ADDRESS"]
    made = await MessageBus(bus_type=BusType.SESSION, bus_address=address).connect()
    await made.request_name(name)
    return made


def held(inhibitor: Inhibitor) -> bool:
    """Return whether the screen is kept on."""
    return inhibitor.held


@pytest.mark.parametrize("address", [SAVER, POWER], ids=["saver", "power"])
async def test_the_screen_is_kept_on_and_let_go(bus: dict[str, str], address: DBusAddress) -> None:
    """Inhibition is asked for when the service is there, again when it is new, and ended by its cookie."""
    asked: asyncio.Queue[tuple[str, list[object]]] = asyncio.Queue()

    def handle(message: Message) -> Message | None:
        if message.message_type is not MessageType.METHOD_CALL or message.interface != address.interface:
            return None
        asked.put_nowait((str(message.member), message.body))
        if message.member == "Inhibit":
            return Message.new_method_return(message, "u", [7])
        return Message.new_method_return(message)

    reason = "The wall is being watched"
    inhibitor = Inhibitor(bus, application="Nocwall", reason=reason, address=address)
    inhibitor.start()
    for last in (False, True):
        service = await owner(bus, str(address.bus_name))
        service.add_message_handler(handle)
        async with asyncio.timeout(5):
            assert await asked.get() == ("Inhibit", ["Nocwall", "The wall is being watched"])
        if not last:
            service.disconnect()
            await asyncio.sleep(0.05)
    async with asyncio.timeout(5):
        while not held(inhibitor):  # noqa: ASYNC110 - the answer is on its way
            await asyncio.sleep(0.01)
        await inhibitor.stop()
        assert await asked.get() == ("UnInhibit", [7])
    assert not held(inhibitor)
    service.disconnect()
    await asyncio.sleep(0)


async def test_each_new_tray_host_is_told_of(bus: dict[str, str]) -> None:
    """A host that is there, and the one after it, are each noticed once."""
    arrivals: asyncio.Queue[bool] = asyncio.Queue()
    host = await owner(bus, TRAY)
    watch = TrayHost(bus, on_arrival=lambda: arrivals.put_nowait(True))
    watch.start()
    async with asyncio.timeout(5):
        await arrivals.get()
        host.disconnect()
        again = await owner(bus, TRAY)
        await arrivals.get()
    assert arrivals.empty()
    await watch.stop()
    again.disconnect()
    await asyncio.sleep(0)
