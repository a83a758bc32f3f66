"""Whether the session is seen, asked of services of the test's own on a private bus."""

import asyncio
from collections.abc import Callable
from pathlib import Path

from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from app.desktop.session_state import SESSION, SessionState

SAVER, LOGIN = "org.freedesktop.ScreenSaver", "org.freedesktop.login1"
Answering = Callable[[Message], Message | bool | None]


async def service(environment: dict[str, str], name: str, answer: Answering) -> MessageBus:
    """Own a name on the bus and answer its calls."""
    address = environment["DBUS_SESSION_BUS_ADDRESS"]
    made = await MessageBus(bus_type=BusType.SESSION, bus_address=address).connect()
    await made.request_name(name)
    made.add_message_handler(
        lambda message: answer(message) if message.message_type is MessageType.METHOD_CALL else None
    )
    return made


async def gone(made: MessageBus) -> None:
    """Take a service from the bus."""
    made.disconnect()
    await asyncio.sleep(0.05)


def saver(*, active: bool) -> Answering:
    """Answer as a screen saver."""
    return lambda message: (
        Message.new_method_return(message, "b", [active]) if message.member == "GetActive" else None
    )


def login(**values: bool) -> Answering:
    """Answer as the login manager that knows these properties of our session."""

    def answer(message: Message) -> Message | None:
        if message.member != "Get" or message.body[0] != SESSION:
            return None
        return Message.new_method_return(message, "v", [Variant("b", values[message.body[1]])])

    return answer


def state(environment: dict[str, str]) -> SessionState:
    """Return what asks both on the private bus."""
    path = environment["DBUS_SESSION_BUS_ADDRESS"].removeprefix("unix:path=").partition(",")[0]
    return SessionState(environment, system_bus=path)


async def test_where_nobody_knows_of_locking_it_is_seen(bus: dict[str, str], tmp_path: Path) -> None:
    """Neither a bus without such services nor a machine without a bus hides the wall."""
    assert await state(bus).is_seen()
    assert await SessionState({}, system_bus=str(tmp_path / "none")).is_seen()


async def test_a_screen_saver_hides_the_wall(bus: dict[str, str]) -> None:
    """An active one hides it, one that rests does not, and one that does not answer may be active."""
    resting = await service(bus, SAVER, saver(active=False))
    assert await state(bus).is_seen()
    await gone(resting)
    active = await service(bus, SAVER, saver(active=True))
    assert not await state(bus).is_seen()
    await gone(active)
    silent = await service(bus, SAVER, lambda _message: True)  # taken, and never answered
    assert not await state(bus).is_seen()
    await gone(silent)


async def test_a_locked_or_left_session_hides_the_wall(bus: dict[str, str]) -> None:
    """The login manager knows that it is locked, or that another one is in front."""
    for values, seen in (
        ({"Active": True, "LockedHint": False}, True),
        ({"Active": True, "LockedHint": True}, False),
        ({"Active": False, "LockedHint": False}, False),
    ):
        manager = await service(bus, LOGIN, login(**values))
        assert await state(bus).is_seen() is seen
        await gone(manager)
