import asyncio

import pytest

from app.engine.shared import SharedThings


class Thing:
    """Something shared."""

    def __init__(self) -> None:
        self.closed = False

    async def close(self) -> None:
        self.closed = True


async def test_many_that_ask_at_once_get_the_same_thing() -> None:
    """An opening that takes time happens once."""
    opened = []

    async def opening() -> Thing:
        await asyncio.sleep(0.01)
        opened.append(Thing())
        return opened[-1]

    things = SharedThings()
    got = await asyncio.gather(*(things.get(Thing, opening) for _ in range(5)))
    assert len(opened) == 1
    assert all(each is opened[0] for each in got)
    await things.close()
    assert opened[0].closed


async def test_an_opening_that_failed_is_tried_anew() -> None:
    """The failure is told to who asked; the next one gets a new try."""
    tries = []

    def opening() -> Thing:
        tries.append(1)
        if len(tries) == 1:
            raise OSError("no socket")
        return Thing()

    things = SharedThings()
    with pytest.raises(OSError, match="no socket"):
        await things.get(Thing, opening)
    assert isinstance(await things.get(Thing, opening), Thing)
    await things.close()


async def test_a_cancelled_run_does_not_spoil_the_opening_for_others() -> None:
    """The first who asks may go; the thing is opened all the same."""
    go = asyncio.Event()

    async def opening() -> Thing:
        await go.wait()
        return Thing()

    things = SharedThings()
    first = asyncio.create_task(things.get(Thing, opening))
    second = asyncio.create_task(things.get(Thing, opening))
    await asyncio.sleep(0)
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    go.set()
    assert isinstance(await second, Thing)
    await things.close()
