import asyncio
import socket
from time import perf_counter

import pytest

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.transport.ping_run import PingRun, Plan, Trips
from app.transport.wire import Address

SOMEWHERE = Address(socket.AF_INET, "192.0.2.1", 0)


async def ran(plan: Plan, *events: tuple[float, int, float]) -> Trips:
    """Run a plan in which answers are noted as (seconds from the start, which ping, its round trip)."""
    run = PingRun(SOMEWHERE, plan, b"", lambda _run, _index: None, lambda: None)
    task = asyncio.ensure_future(run.whole())
    began = perf_counter()
    for at, index, trip in events:
        await asyncio.sleep(max(0.0, began + at - perf_counter()))
        run.take(index, run.sent[index] + trip)
    return await task


async def test_all_that_came_end_a_run_at_once() -> None:
    """With every ping answered nothing is waited for."""
    began = perf_counter()
    trips = await ran(Plan(pings=2, gap=0.0, wait=5.0), (0.01, 1, 0.002), (0.01, 0, 0.003))
    assert trips.trips == pytest.approx((0.003, 0.002))
    assert perf_counter() - began < 1


async def test_an_answer_that_comes_twice_is_counted() -> None:
    """A second answer to one ping is a duplicate, and its time counts for nothing."""
    trips = await ran(Plan(pings=2, gap=0.0, wait=0.1), (0.01, 0, 0.002), (0.02, 0, 0.012))
    assert (trips.trips[1], trips.duplicates) == (None, 1)
    assert trips.came == pytest.approx([0.002])


async def test_an_answer_after_its_time_is_late() -> None:
    """What comes later than a ping may take is lost, and known to be late."""
    trips = await ran(Plan(pings=2, gap=0.05, wait=0.04), (0.06, 0, 0.055), (0.07, 1, 0.01))
    assert (trips.trips[0], trips.late) == (None, 1)


async def test_a_loop_that_is_late_takes_what_is_there_first() -> None:
    """At the end of its time a run looks at what has arrived before it calls anything lost."""
    run: PingRun | None = None

    def drain() -> None:
        assert run is not None
        run.take(0, run.sent[0] + 0.01)

    run = PingRun(SOMEWHERE, Plan(wait=0.02), b"", lambda _run, _index: None, drain)
    assert (await run.whole()).trips == pytest.approx((0.01,))


@pytest.mark.parametrize(
    "error", [OSError(101, "no network"), ProbeFailed(ErrorClass.INTERNAL, phrase("Full"))]
)
async def test_what_cannot_be_sent_ends_the_run(error: Exception) -> None:
    """A send that fails is the outcome of the run, also when it is not the first one."""
    sent: list[int] = []

    def send(_run: PingRun, index: int) -> None:
        sent.append(index)
        if index == 1:
            raise error

    with pytest.raises(type(error)):
        await PingRun(SOMEWHERE, Plan(pings=3, gap=0.01), b"", send, lambda: None).whole()
    assert sent == [0, 1]


async def test_news_of_a_loss_is_kept() -> None:
    """What a router says of one ping does not end the others, and is handed on."""
    news = ProbeFailed(ErrorClass.UNREACHABLE, phrase("No way"))
    run = PingRun(SOMEWHERE, Plan(pings=2, gap=0.0, wait=1.0), b"", lambda _run, _index: None, lambda: None)
    task = asyncio.ensure_future(run.whole())
    await asyncio.sleep(0)
    run.lose(0, news)
    run.take(1, run.sent[1] + 0.01)
    trips = await task
    assert (trips.trips[0], trips.news) == (None, news)
