import asyncio
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from app.transport.race import STAGGER, first_of, interleaved
from app.transport.wire import Address
from tests.probes.servers import free_port, serving
from tests.probes.web import silent


def local(port: int) -> Address:
    """Return an address of this machine."""
    return Address(socket.AF_INET, "127.0.0.1", port)


@contextmanager
def deaf() -> Iterator[Address]:
    """Give an address whose connections hang: its queue is full, and the kernel drops what comes."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen(0)
        address = local(listener.getsockname()[1])
        fillers = [socket.socket() for _ in range(4)]
        for filler in fillers:
            filler.setblocking(False)
            filler.connect_ex((address.ip, address.port))
        try:
            yield address
        finally:
            for filler in fillers:
                filler.close()


def test_the_families_take_turns() -> None:
    """IPv6 begins, and neither family keeps the other one waiting."""
    four = [local(port) for port in (1, 2, 3)]
    six = [Address(socket.AF_INET6, "::1", 4)]
    assert interleaved([*four, *six]) == (six[0], *four)


@pytest.mark.alone
async def test_a_silent_address_delays_by_a_quarter_of_a_second() -> None:
    """The second address is tried while the first one is silent, and the loser is closed."""
    async with serving(silent) as port:
        with deaf() as mute:
            began = time.perf_counter()
            wire, address = await first_of([mute, local(port)])
            took = time.perf_counter() - began
            wire.close()
    assert address == local(port)
    assert STAGGER <= took < STAGGER + 0.2


@pytest.mark.alone
async def test_a_refusal_brings_the_next_one_at_once() -> None:
    """Nobody waits for the quarter of a second after an address that has failed."""
    async with serving(silent) as port:
        began = time.perf_counter()
        wire, address = await first_of([local(free_port()), local(port)])
        took = time.perf_counter() - began
        wire.close()
    assert address == local(port)
    assert took < STAGGER / 2


async def test_where_all_fail_the_most_telling_failure_is_told() -> None:
    """A refusal says more than a network that this machine has no way to; all are in the detail."""
    nowhere = Address(socket.AF_INET, "255.255.255.255", 80)
    refused = local(free_port())
    with pytest.raises(ConnectionRefusedError) as failed:
        await first_of([refused, nowhere])
    assert refused.text in str(failed.value)
    assert nowhere.text in str(failed.value)


async def test_a_cancelled_race_leaves_no_socket() -> None:
    """All attempts under way are closed when the run is cancelled."""
    with deaf() as one, deaf() as two:
        run = asyncio.ensure_future(first_of([one, two]))
        await asyncio.sleep(STAGGER + 0.1)
        run.cancel()
        await asyncio.wait({run})
        assert run.cancelled()
