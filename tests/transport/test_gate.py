import asyncio
import select
import socket
from collections.abc import Iterator

import pytest

from app.transport.gate import READ, WRITE, Gate

pytestmark = pytest.mark.skipif(not hasattr(select, "epoll"), reason="Linux only")


@pytest.fixture
def pair() -> Iterator[tuple[socket.socket, socket.socket]]:
    """Give two sockets that are connected with each other."""
    one, other = socket.socketpair()
    one.setblocking(False)
    with one, other:
        yield one, other


async def seen(events: list[int]) -> list[int]:
    """Return the events that came within a moment, and forget them."""
    for _ in range(20):
        await asyncio.sleep(0.002)
        if events:
            break
    found = events.copy()
    events.clear()
    return found


async def test_a_gate_tells_what_is_waited_for(pair: tuple[socket.socket, socket.socket]) -> None:
    """A socket is told as writable, after a change as readable once something came, and then its end."""
    gate, events, (one, other) = Gate(), list[int](), pair

    def ready(event: int) -> None:
        events.append(event)
        gate.change(one.fileno(), 0)

    gate.watch(one.fileno(), WRITE, ready)
    assert await seen(events) == [WRITE]
    gate.change(one.fileno(), READ)
    assert not await seen(events)
    other.send(b"x")
    assert await seen(events) == [READ]
    gate.forget(one.fileno())
    gate.close()


async def test_whoever_is_forgotten_is_not_called(pair: tuple[socket.socket, socket.socket]) -> None:
    """After ``forget`` and after ``close`` nobody is called, and closing twice is no fault."""
    gate, events, (one, other) = Gate(), list[int](), pair
    gate.watch(one.fileno(), READ, events.append)
    gate.forget(one.fileno())
    other.send(b"x")
    assert not await seen(events)
    gate.close()
    gate.close()
    gate.change(one.fileno(), WRITE)
    assert not await seen(events)
