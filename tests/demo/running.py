"""A demo that runs inside a test, on ports of its own, and its checks by name."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import probes
from app.demo.casino import Casino
from app.demo.faults import Kind
from app.demo.places import Note
from app.demo.running import Demo
from app.inventory.load import load
from app.model.check import Check, Inventory


class Running:
    """The parts of a running demo that a test looks at."""

    def __init__(self, demo: Demo, note: Note, inventory: Inventory, ended: "asyncio.Task[None]") -> None:
        assert demo.casino is not None
        self.demo = demo
        self.casino: Casino = demo.casino
        self.note = note
        self.inventory = inventory
        self.ended = ended

    def check(self, name: str) -> Check:
        """Return a check by its id."""
        return next(check for check in self.inventory.checks if check.id == name)

    async def fault(self, service: str, kind: Kind, seconds: float | None = None) -> None:
        """Switch a fault on."""
        await self.casino.switch(service, kind, seconds)


@asynccontextmanager
async def running(state: Path, *, linger: float = 0) -> AsyncIterator[Running]:
    """Give a demo whose services answer and whose inventory is valid."""
    demo = Demo(state, linger=linger)
    told: asyncio.Future[Note] = asyncio.get_running_loop().create_future()
    task = asyncio.create_task(demo.run(told.set_result))
    try:
        task.add_done_callback(lambda _: told.cancel())  # it ended before it was ready
        try:
            note = await told
        except asyncio.CancelledError:
            await task
            raise
        loaded = load([Path(note.inventory)], probes.kinds())
        assert not loaded.errors, [error.plain() for error in loaded.errors]
        assert loaded.inventory is not None
        yield Running(demo, note, loaded.inventory, task)
    finally:
        demo.stop()
        await task
