import asyncio
import time

import pytest

from app.engine import load, own_alarms
from app.model.board import Tone
from app.model.state import ErrorClass, State
from tests.engine.test_blindness import targets
from tests.engine.whole import rig


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alarms of our own begin and end quickly."""
    for name, seconds in (("_LASTING", 0.8), ("_STARTING", 0.5), ("_LATE", 0.6), ("_LATE_CALM", 0.3)):
        monkeypatch.setattr(load, name, seconds)
    monkeypatch.setattr("app.engine.health.CALM", 1.0)
    monkeypatch.setattr("app.engine.health.RECENT", 2.0)
    monkeypatch.setattr(own_alarms, "_HOLD", 0.3)


async def test_a_machine_that_does_not_keep_up_is_one_alarm_and_books_no_times() -> None:
    """Stood still again and again: one alarm and its end; silence is no outage, and no time is drawn."""
    async with rig() as it:
        await it.apply(it.check("pay/in", attempts=1), it.check("lobby/up"))
        await it.link.until(lambda: it.summary.counts.ok == 2)
        until = time.monotonic() + 3.0
        while time.monotonic() < until:
            time.sleep(0.4)  # noqa: ASYNC251 - standing still is what is tried
            await asyncio.sleep(0.15)
            if it.banner("overload"):
                it.service("pay/in").error = ErrorClass.TIMEOUT_READ
        assert it.engine._core.books.slow
        drawn = [point.at for point in it.history.points if point.value and point.series == "response_time"]
        assert it.link.checks["pay/in"].error is ErrorClass.LATE
        assert it.link.checks["pay/in"].state is State.UNKNOWN
        await it.link.until(lambda: it.outside)
        await it.link.until(lambda: targets(it) == ["@load"])
        assert it.summary.tone is Tone.WARNING
        it.service("pay/in").error = None
        await it.link.until(lambda: it.summary.counts.ok == 2 and not targets(it))
        await it.link.until(lambda: len(it.outside) == 2)
        assert it.kinds(it.outside) == ["I-1 problem", "I-1 recovery"]
        assert it.outside[0].title.plain() == "This monitor is overloaded"
        assert drawn[-1] < time.time() - 1.5


async def test_checks_without_a_place_are_counted_and_told_once() -> None:
    """More hang than there are places: the strip counts who cannot start; who runs is judged as ever."""
    async with rig(places=2) as it:
        names = [f"t{number}/up" for number in range(12)]
        checks = [it.check(name, interval=0.4, attempts=1, host=f"h{name}") for name in names]
        slow = [it.service(name) for name in names]
        await it.apply(*checks)
        await it.link.until(lambda: it.summary.counts.ok == 12)
        for service in slow:
            service.takes = 0.3
        await it.link.until(lambda: it.banner("overload"))
        assert it.link.board is not None
        assert it.link.board.health is not None
        assert it.link.board.health.waiting > 4
        (strip,) = [each for each in it.link.board.banners if each.id == "overload"]
        assert "cannot start in time" in strip.text.plain()
        await it.link.until(lambda: targets(it)[-1:] == ["@load"] or "@load" in targets(it))
        assert it.link.checks["t0/up"].error in (ErrorClass.TIMEOUT_READ, None)
        for service in slow:
            service.takes = 0.0
        await it.link.until(lambda: it.summary.counts.ok == 12 and not targets(it))
        assert it.link.board.health.skipped > 0
        told = [notice.title.plain() for notice in it.outside if "monitor" in notice.title.plain()]
        assert told == ["This monitor is overloaded", "Over: This monitor is overloaded"]


async def test_a_host_that_hangs_is_no_overload() -> None:
    """Checks that wait for the places of their own host make this machine late in nobody's eyes."""
    async with rig(places=32) as it:
        names = [f"t{number:02}/up" for number in range(20)]
        await it.apply(*(it.check(name, attempts=1, host="one") for name in names), it.check("other/up"))
        await it.link.until(lambda: it.summary.counts.ok == 21)
        for name in names:
            it.service(name).takes = 0.3
        await it.link.until(lambda: it.summary.counts.critical > 10)
        await asyncio.sleep(1.2)
        assert not it.banner("overload")
        assert it.link.checks["other/up"].state is State.OK
