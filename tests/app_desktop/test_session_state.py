"""Whether the session is seen, asked of services of the test's own on a private bus."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from dbus_fast import BusType, Message, MessageType, Variant
from dbus_fast.aio import MessageBus

from app.desktop import session_state
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


class Lock:
    """A screen saver that counts who asks, and tells of its changes or does not."""

    def __init__(self) -> None:
        self.active, self.asked = False, 0

    def answer(self, message: Message) -> Message | None:
        """Answer as it is."""
        if message.member != "GetActive":
            return None
        self.asked += 1
        return Message.new_method_return(message, "b", [self.active])

    async def turn(self, bus: MessageBus, *, active: bool) -> None:
        """Lock or unlock, and tell so."""
        self.active = active
        await bus.send(
            Message.new_signal("/org/freedesktop/ScreenSaver", SAVER, "ActiveChanged", "b", [active])
        )
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


@asynccontextmanager
async def state(environment: dict[str, str]) -> AsyncIterator[SessionState]:
    """Give what asks both on the private bus."""
    path = environment["DBUS_SESSION_BUS_ADDRESS"].removeprefix("unix:path=").partition(",")[0]
    made = SessionState(environment, system_bus=path)
    try:
        yield made
    finally:
        await made.close()


async def is_seen(environment: dict[str, str]) -> bool:
    """Ask once."""
    async with state(environment) as asked:
        return await asked.is_seen()


async def test_where_nobody_knows_of_locking_it_is_seen(bus: dict[str, str], tmp_path: Path) -> None:
    """Neither a bus without such services nor a machine without a bus hides the wall."""
    assert await is_seen(bus)
    assert await SessionState({}, system_bus=str(tmp_path / "none")).is_seen()


async def test_a_screen_saver_hides_the_wall(bus: dict[str, str]) -> None:
    """An active one hides it, one that rests does not, and one that does not answer may be active."""
    resting = await service(bus, SAVER, saver(active=False))
    assert await is_seen(bus)
    await gone(resting)
    active = await service(bus, SAVER, saver(active=True))
    assert not await is_seen(bus)
    await gone(active)
    silent = await service(bus, SAVER, lambda _message: True)  # taken, and never answered
    assert not await is_seen(bus)
    await gone(silent)


async def test_a_locked_or_left_session_hides_the_wall(bus: dict[str, str]) -> None:
    """The login manager knows that it is locked, or that another one is in front."""
    for values, seen in (
        ({"Active": True, "LockedHint": False}, True),
        ({"Active": True, "LockedHint": True}, False),
        ({"Active": False, "LockedHint": False}, False),
    ):
        manager = await service(bus, LOGIN, login(**values))
        assert await is_seen(bus) is seen
        await gone(manager)


async def test_nobody_is_asked_while_nothing_changes(bus: dict[str, str]) -> None:
    """Who looks again and again asks once; what a saver or the login manager tells of is asked at once."""
    lock = Lock()
    there = await service(bus, SAVER, lock.answer)
    async with state(bus) as asked:
        assert [await asked.is_still_seen() for _ in range(5)] == [True] * 5
        assert lock.asked == 1
        await lock.turn(there, active=True)
        assert not await asked.is_still_seen()
        assert not await asked.is_still_seen()
        assert lock.asked == 3  # what hides it is not taken from before
        await lock.turn(there, active=False)
        assert await asked.is_still_seen()
        manager = await service(bus, LOGIN, login(Active=True, LockedHint=True))
        await asyncio.sleep(0.05)
        assert not await asked.is_still_seen()
        await gone(manager)
        assert await asked.is_still_seen()
        before = lock.asked
        assert await asked.is_seen()  # a notice asks anew
        assert lock.asked == before + 1
    await gone(there)


async def test_what_the_login_manager_tells_is_asked_at_once(bus: dict[str, str]) -> None:
    """A session that is locked is found at the next look."""
    values = {"Active": True, "LockedHint": False}

    def answer(message: Message) -> Message | bool | None:
        return login(**values)(message)

    manager = await service(bus, LOGIN, answer)
    async with state(bus) as asked:
        assert await asked.is_still_seen()
        values["LockedHint"] = True
        assert await asked.is_still_seen()  # nothing told of it
        body = [SESSION, {"LockedHint": Variant("b", True)}, []]
        path, properties = "/org/freedesktop/login1/session/_32", "org.freedesktop.DBus.Properties"
        await manager.send(Message.new_signal(path, properties, "PropertiesChanged", "sa{sv}as", body))
        await asyncio.sleep(0.05)
        assert not await asked.is_still_seen()
    await gone(manager)


async def test_a_saver_that_tells_of_nothing_is_asked_again(
    bus: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a signal a lock is found after the pace at the latest, and so is one that does not answer."""
    lock = Lock()
    there = await service(bus, SAVER, lock.answer)
    async with state(bus) as asked:
        assert await asked.is_still_seen()
        lock.active = True
        assert await asked.is_still_seen()
        monkeypatch.setattr(session_state, "PACE", 0.0)
        assert not await asked.is_still_seen()
    await gone(there)


async def test_a_bus_that_went_is_met_again(bus: dict[str, str], tmp_path: Path) -> None:
    """A connection that was lost is no calm: all is asked anew on the next; at the end nobody is asked."""
    lock = Lock()
    there = await service(bus, SAVER, lock.answer)
    async with state(bus) as asked:
        assert await asked.is_still_seen()
        kept = asked._savers._bus
        assert kept is not None
        kept._writer.transport.abort()
        await kept.lost.wait()
        lock.active = True
        assert not await asked.is_still_seen()
        await asked.rest()
        assert asked._savers._bus is None
        await asked.close()
        assert not await asked.is_still_seen()
        assert lock.asked == 2
    await gone(there)
    nowhere = SessionState({}, system_bus=str(tmp_path / "none"))
    assert await nowhere.is_still_seen()
    assert await nowhere.is_still_seen()
