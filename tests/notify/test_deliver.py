import asyncio
import json
import random
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest

from app.model.channel import WebhookChannel
from app.model.notice import Delivery, Notice, NoticeKind
from app.model.verdict import Level
from app.notify.deliver import ChannelDeliverer
from app.notify.line import Pace
from tests.history.builders import incident, notice
from tests.notify.receiver import BROKEN, OK, Receiver, answer, receiving
from tests.notify.test_webhook import Secrets

QUICK = Pace(first=0.01, most=0.05)


class Outcomes:
    """Collects deliveries and lets a test wait for them."""

    def __init__(self) -> None:
        self.seen: list[Delivery] = []
        self._news = asyncio.Event()

    def __call__(self, delivery: Delivery) -> None:
        self.seen.append(delivery)
        self._news.set()

    async def wait(self, enough: Callable[[list[Delivery]], bool]) -> list[Delivery]:
        async with asyncio.timeout(5):
            while not enough(self.seen):
                self._news.clear()
                await self._news.wait()
        return self.seen


@asynccontextmanager
async def delivering(
    outcomes: Outcomes, *receivers: Receiver, pace: Pace = QUICK, patience: float = 5
) -> AsyncIterator[ChannelDeliverer]:
    """Give a deliverer with the channels ``c0``, ``c1`` … to the receivers."""
    channels = [
        WebhookChannel(id=f"c{n}", url=receiver.url, timeout=2, give_up_after=patience)
        for n, receiver in enumerate(receivers)
    ]
    deliverer = ChannelDeliverer(channels, Secrets(), outcomes, pace=pace)
    try:
        yield deliverer
    finally:
        await deliverer.close()


async def test_a_channel_outlives_an_outcome_that_could_not_be_noted(
    expect_log: Callable[[str], None],
) -> None:
    """Where the noting of an outcome breaks, the channel's next notice goes out all the same."""
    outcomes = Outcomes()

    def breaks_once(delivery: Delivery) -> None:
        outcomes(delivery)
        if len(outcomes.seen) == 1:
            raise ValueError("it cannot be noted")

    async with receiving(OK) as receiver:
        channel = WebhookChannel(id="c0", url=receiver.url, timeout=2)
        deliverer = ChannelDeliverer([channel], Secrets(), breaks_once, pace=QUICK)
        expect_log("a channel's task ended")
        deliverer.send(told(1), incident(1))
        deliverer.send(told(2), incident(2))
        await outcomes.wait(lambda seen: len(seen) == 1)
        await asyncio.sleep(0.05)
        deliverer.send(told(3), incident(3))
        await outcomes.wait(lambda seen: len(seen) == 3)
        await deliverer.close()
    assert [delivery.notice for delivery in outcomes.seen] == [told(n).id for n in (1, 2, 3)]


def told(number: int, channel: str = "c0", kind: NoticeKind = NoticeKind.PROBLEM) -> Notice:
    """Return a told notice for a channel."""
    return Notice(
        id=f"I-{number}:{kind}:1:{channel}",
        incident=f"I-{number}",
        channel=channel,
        kind=kind,
        level=Level.CRITICAL,
        told=True,
        reason=notice().reason,
        title=notice().title,
        at=notice().at,
    )


def ids(receiver: Receiver) -> list[str]:
    """Return the notices that arrived, in order."""
    return [json.loads(body)["notice"] for body in receiver.bodies]


async def test_each_notice_has_one_outcome() -> None:
    """A delivered notice is reported once, with its attempts."""
    outcomes = Outcomes()
    async with receiving(OK) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        (found,) = await outcomes.wait(lambda seen: len(seen) == 1)
    assert (found.notice, found.channel, found.ok, found.attempts) == ("I-1:problem:1:c0", "c0", True, 1)


async def test_passing_errors_are_tried_again() -> None:
    """Two 500s and a 200: one delivery, after three attempts, under the same notice id."""
    outcomes = Outcomes()
    async with receiving(BROKEN, BROKEN, OK) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        (found,) = await outcomes.wait(lambda seen: len(seen) == 1)
    assert (found.ok, found.attempts) == (True, 3)
    assert ids(receiver) == ["I-1:problem:1:c0"] * 3


async def test_final_errors_are_not() -> None:
    """A 410 is reported at once as not delivered, with what the receiver said."""
    outcomes = Outcomes()
    gone = answer("410 Gone", body=b"hook removed")
    async with receiving(gone) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        (found,) = await outcomes.wait(lambda seen: len(seen) == 1)
    assert (found.ok, found.attempts) == (False, 1)
    assert "410" in found.detail
    assert "hook removed" in found.detail


async def test_order_is_kept() -> None:
    """A recovery never overtakes its problem, even if the problem has to be tried again."""
    outcomes = Outcomes()
    async with receiving(BROKEN, BROKEN, OK) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        deliverer.send(told(1, kind=NoticeKind.RECOVERY), incident(1))
        await outcomes.wait(lambda seen: len(seen) == 2)
    assert ids(receiver) == ["I-1:problem:1:c0"] * 3 + ["I-1:recovery:1:c0"]


async def test_a_hanging_channel_affects_nobody_else() -> None:
    """While one receiver never answers, fifty notices reach the other."""
    outcomes = Outcomes()
    async with (
        receiving(None) as hanging,
        receiving(OK) as well,
        delivering(outcomes, hanging, well) as deliverer,
    ):
        deliverer.send(told(0, "c0"), incident(0))
        await hanging.arrived.wait()
        for number in range(1, 51):
            deliverer.send(told(number, "c1"), incident(number))
        seen = await outcomes.wait(lambda seen: len(seen) == 50)
    assert {(d.channel, d.ok) for d in seen} == {("c1", True)}


async def test_a_notice_is_given_up_in_the_end() -> None:
    """A channel that stays sick gives each notice an outcome when its time is over."""
    outcomes = Outcomes()
    pace = Pace(first=0.01, most=0.02)
    async with (
        receiving(BROKEN) as receiver,
        delivering(outcomes, receiver, pace=pace, patience=0.1) as deliverer,
    ):
        deliverer.send(told(1), incident(1))
        deliverer.send(told(2), incident(2))
        seen = await outcomes.wait(lambda seen: len(seen) == 2)
    assert [d.ok for d in seen] == [False, False]
    assert seen[0].attempts > 1


async def test_the_queue_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """What no longer fits is reported as not delivered, at once."""
    monkeypatch.setattr("app.notify.deliver.QUEUE", 3)
    outcomes = Outcomes()
    async with receiving(None) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(0), incident(0))
        await receiver.arrived.wait()
        for number in range(1, 6):
            deliverer.send(told(number), incident(number))
        assert [d.notice for d in outcomes.seen] == ["I-4:problem:1:c0", "I-5:problem:1:c0"]


async def test_unknown_channels_are_reported() -> None:
    """A notice for a channel that is not set up is not lost silently."""
    outcomes = Outcomes()
    async with delivering(outcomes) as deliverer:
        deliverer.send(told(1, "gone"), incident(1))
    assert [(d.ok, d.detail) for d in outcomes.seen] == [(False, "there is no such channel")]


async def test_our_own_fault_does_not_end_the_channel(
    monkeypatch: pytest.MonkeyPatch, expect_log: Callable[[str], None]
) -> None:
    """A delivery that breaks inside us is reported, and the next one is sent."""
    expect_log("a delivery broke")
    outcomes = Outcomes()
    calls: list[object] = []

    def broken(*given: object) -> bytes:
        calls.append(given)
        if len(calls) == 1:
            raise RuntimeError("bug")
        return json.dumps({"notice": "second"}).encode()

    monkeypatch.setattr("app.notify.webhook.message", broken)
    async with receiving(OK) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        deliverer.send(told(2), incident(2))
        seen = await outcomes.wait(lambda seen: len(seen) == 2)
    assert [d.ok for d in seen] == [False, True]
    assert "internal" in seen[0].detail


async def test_what_is_cut_off_has_no_outcome() -> None:
    """At the end of the program a delivery under way stays open, to be sent again after the next start."""
    outcomes = Outcomes()
    async with receiving(None) as receiver, delivering(outcomes, receiver) as deliverer:
        deliverer.send(told(1), incident(1))
        await receiver.arrived.wait()
    assert outcomes.seen == []


async def test_a_changed_channel_takes_its_queue_along() -> None:
    """When a channel gets a new address, what waited goes there; a removed channel's notices are reported."""
    outcomes = Outcomes()
    async with receiving(None) as old, receiving(OK) as new, delivering(outcomes, old, old) as deliverer:
        deliverer.send(told(1, "c0"), incident(1))
        deliverer.send(told(2, "c1"), incident(2))
        await old.arrived.wait()
        deliverer.update([WebhookChannel(id="c0", url=new.url, min_severity="critical")])
        seen = await outcomes.wait(lambda seen: len(seen) == 2)
        assert [(c.id, c.least) for c in deliverer.channels] == [("c0", Level.CRITICAL)]
    assert {(d.channel, d.ok) for d in seen} == {("c0", True), ("c1", False)}
    assert ids(new) == ["I-1:problem:1:c0"]


def test_waits_grow_scatter_and_obey() -> None:
    """Waits double up to a limit, are never all the same, and are not shorter than the receiver wishes."""
    pace, dice = Pace(first=1, most=60), random.Random(1)
    waits = [pace.wait(n, 0, dice) for n in range(1, 12)]
    assert all(0.8 * 2**n <= wait <= 1.2 * 2**n for n, wait in enumerate(waits[:6]))
    assert max(waits) <= 72
    assert len(set(waits)) == len(waits)
    assert pace.wait(1, 30, dice) >= 24
