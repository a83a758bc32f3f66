"""One connection to the session bus; every call has a deadline, and its end is noticed.

jeepney gives the wire format; the reading task is ours so that a lost bus is an event, not a surprise.
"""

import asyncio
import contextlib
import itertools
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from jeepney import HeaderFields, MatchRule, Message, MessageType, Parser
from jeepney.auth import BEGIN, AuthenticationError, Authenticator
from jeepney.bus import get_connectable_addresses
from jeepney.bus_messages import message_bus

from app.model.phrase import foreign

CHUNK = 65_536


class BusFailed(Exception):  # noqa: N818 - it is the name of the outcome
    """A call over the bus has no good answer; the text says why, for people."""


class NoAnswer(BusFailed):
    """Somebody is there who does not answer in time."""


def session_address(environment: Mapping[str, str]) -> str:
    """Return the socket path of the session bus. Raises ``BusFailed`` where there is none."""
    given = environment.get("DBUS_SESSION_BUS_ADDRESS", "")
    if given:
        try:
            return str(next(get_connectable_addresses(given)))
        except (RuntimeError, ValueError) as error:
            raise BusFailed("the session bus address is not understood") from error
    runtime = environment.get("XDG_RUNTIME_DIR", "")
    if runtime and (Path(runtime) / "bus").is_socket():
        return str(Path(runtime) / "bus")
    raise BusFailed("no session bus")


class Bus:
    """A living connection; made by ``open_bus``. ``lost`` is set when the other side is gone."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self._serials = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Message]] = {}
        self._handlers: list[tuple[MatchRule, Callable[[tuple[Any, ...]], None]]] = []
        self.lost = asyncio.Event()
        self._receiver = asyncio.create_task(self._receive(), name="session bus")

    async def call(self, message: Message, *, deadline: float = 3.0) -> tuple[Any, ...]:
        """Return the body of the reply. Raises ``BusFailed``: error reply, no answer, bus gone."""
        if self.lost.is_set():
            raise BusFailed("the session bus is gone")
        serial = next(self._serials)
        reply: asyncio.Future[Message] = asyncio.get_running_loop().create_future()
        self._waiting[serial] = reply
        try:
            async with asyncio.timeout(deadline):
                self._writer.write(message.serialise(serial))
                await self._writer.drain()
                return _body(await reply)
        except TimeoutError as error:
            raise NoAnswer(f"no answer in {deadline:g} s") from error
        except OSError as error:
            raise BusFailed("the session bus is gone") from error
        finally:
            del self._waiting[serial]

    async def listen(
        self,
        sender: str,
        interface: str,
        member: str,
        handler: Callable[[tuple[Any, ...]], None],
        *,
        about: str = "",
    ) -> None:
        """Call ``handler`` with the body of each such signal; the bus compares the sender's name.

        ``about``: only of those whose first argument is this text.
        """
        asked = MatchRule(type="signal", sender=sender, interface=interface, member=member)
        wanted = MatchRule(type="signal", interface=interface, member=member)
        if about:
            for rule in (asked, wanted):
                rule.add_arg_condition(0, about)
        await self.call(message_bus.AddMatch(asked))
        self._handlers.append((wanted, handler))

    async def close(self) -> None:
        """End the connection; waiting calls fail."""
        self._receiver.cancel()
        await asyncio.gather(self._receiver, return_exceptions=True)
        self._writer.close()
        with contextlib.suppress(OSError, TimeoutError):
            async with asyncio.timeout(1.0):
                await self._writer.wait_closed()

    async def _receive(self) -> None:
        parser = Parser()
        try:
            while data := await self._reader.read(CHUNK):
                parser.add_data(data)
                while (message := parser.get_next_message()) is not None:
                    self._dispatch(message)
        except (OSError, ValueError, KeyError):
            pass  # a broken stream is a lost bus; who waits is told below
        finally:
            self.lost.set()
            for waiting in self._waiting.values():
                if not waiting.done():
                    waiting.set_exception(BusFailed("the session bus is gone"))

    def _dispatch(self, message: Message) -> None:
        kind = message.header.message_type
        if kind in (MessageType.method_return, MessageType.error):
            waiting = self._waiting.get(message.header.fields.get(HeaderFields.reply_serial, -1))
            if waiting is not None and not waiting.done():
                waiting.set_result(message)
        elif kind is MessageType.signal:
            for rule, handler in tuple(self._handlers):
                if rule.matches(message):
                    handler(tuple(message.body))


async def open_bus(address: str, *, deadline: float = 5.0) -> Bus:
    """Connect, authenticate and say hello. Raises ``BusFailed``."""
    try:
        async with asyncio.timeout(deadline):
            reader, writer = await asyncio.open_unix_connection(address)
            try:
                await _authenticate(reader, writer)
            except BaseException:
                writer.close()
                raise
            return await _greeted(Bus(reader, writer))
    except TimeoutError as error:
        raise BusFailed("the session bus does not answer") from error
    except (OSError, AuthenticationError, EOFError) as error:
        raise BusFailed(f"no session bus: {foreign(str(error), 100)}") from error


async def _authenticate(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    dialogue = Authenticator()
    for line in dialogue:
        writer.write(line)
        await writer.drain()
        answer = await reader.read(1024)
        if not answer:
            raise EOFError("closed while authenticating")
        dialogue.feed(answer)
    writer.write(BEGIN)
    await writer.drain()


async def _greeted(bus: Bus) -> Bus:
    try:
        await bus.call(message_bus.Hello())
    except BaseException:
        await bus.close()
        raise
    return bus


def _body(reply: Message) -> tuple[Any, ...]:
    if reply.header.message_type is MessageType.error:
        name = str(reply.header.fields.get(HeaderFields.error_name, "error")).rpartition(".")[2]
        texts = [foreign(part, 120) for part in reply.body if isinstance(part, str)]
        if name.endswith(("ServiceUnknown", "NameHasNoOwner")):
            raise BusFailed("no such service runs on this desktop")
        raise BusFailed(": ".join([name, *texts[:1]]))
    return tuple(reply.body)
