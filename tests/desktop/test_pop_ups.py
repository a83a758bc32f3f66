"""Pop-ups through a real dunst."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from app.desktop.notification import Notifier, PopUp, Urgency
from tests.desktop.stage import Stage

HANGS = PopUp(
    incident="I-1",
    notice="I-1:problem:1:desktop",
    title="Kestrin <b>Live</b> hangs",
    lines=("No answer in 2 s & <img src=file:///etc/hostname>",),
    urgency=Urgency.CRITICAL,
    acknowledge=True,
)


class Told:
    def __init__(self) -> None:
        self.taken: asyncio.Queue[str] = asyncio.Queue()
        self.late: asyncio.Queue[PopUp] = asyncio.Queue()


def titles(stage: Stage) -> list[str]:
    """Return the titles of all pop-ups so far, as the bus has seen them."""
    return [each.summary for each in stage.notices() if each.what == "Notify"]


@asynccontextmanager
async def notifier(stage: Stage) -> AsyncIterator[tuple[Notifier, Told]]:
    """Give a notifier on the stage's bus."""
    told = Told()
    made = Notifier(stage.env, on_acknowledge=told.taken.put_nowait, on_late=told.late.put_nowait)
    made.start()
    try:
        yield made, told
    finally:
        await made.stop()


async def test_a_pop_up_is_shown_taken_and_closed(stage: Stage) -> None:
    """Urgency and literal text arrive, the Acknowledge button names the incident, closing closes it."""
    async with notifier(stage) as (desktop, told):
        assert (await desktop.tell(HANGS)).ok
        await asyncio.to_thread(stage.wait, lambda: HANGS.title in titles(stage), "the call on the bus", 5)
        shown = [each for each in stage.notices() if each.what == "Notify"][-1]
        assert (shown.urgency, shown.summary, shown.timeout) == ("critical", HANGS.title, 0)
        # This dunst reads no markup and says so; what an escaping one gets is a unit test.
        assert shown.body == HANGS.lines[0]
        assert shown.actions == {"default": "Open the wall", "ack": "Acknowledge"}
        await asyncio.to_thread(stage.press, "Acknowledge")
        async with asyncio.timeout(3):
            assert await told.taken.get() == "I-1"
        await desktop.tell(HANGS)
        assert stage.run("dunstctl", "count", "displayed").strip() == "1"
        await desktop.close("I-1")
        assert stage.run("dunstctl", "count", "displayed").strip() == "0"


@pytest.mark.fault("N31")
async def test_a_service_that_is_gone_and_comes_back(stage: Stage) -> None:
    """With dunst killed a pop-up fails and says so; when dunst is back it is shown, and so are later ones."""
    async with notifier(stage) as (desktop, told):
        assert (await desktop.tell(HANGS)).ok
        await asyncio.to_thread(stage.end, "dunst", signal.SIGKILL)
        outcome = await desktop.tell(PopUp(incident="I-2", title="Paygrove is slow"))
        assert not outcome.ok
        assert outcome.detail
        await asyncio.to_thread(stage.begin, "dunst")
        async with asyncio.timeout(5):
            assert (await told.late.get()).incident == "I-2"
        assert (await desktop.tell(PopUp(incident="I-3", title="edge-1 is back"))).ok
        wanted = ["Paygrove is slow", "edge-1 is back"]
        await asyncio.to_thread(stage.wait, lambda: titles(stage)[-2:] == wanted, "both on the bus", 5)
        for incident in ("I-2", "I-3"):
            await desktop.close(incident)
