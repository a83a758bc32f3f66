"""Each kind of rule on the whole path: from real runs to what is shown and told."""

import asyncio
import time

from msgspec.structs import replace

from app.engine.check_memory import CheckMemory
from app.model.check import Check, Inventory
from app.model.clock import Moment
from app.model.loaded import Loaded
from app.model.ports import RuleMemory
from app.model.rule import (
    Absence,
    Burn,
    Composite,
    Label,
    Peer,
    Rate,
    Ratio,
    Rule,
    Span,
    Volume,
)  # fmt: skip
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from app.model.target import ElementClass, Target
from probes.none import Nothing
from tests.engine.parts import RealClock
from tests.engine.parts import check as parts_check
from tests.engine.whole import MemoryStore, Rig, rig


def ruled(it: Rig, name: str, *rules: Rule) -> Check:
    """Return a quick check with rules; one bad verdict is enough."""
    return it.check(name, rules=rules, attempts=1)


def shown(it: Rig, name: str) -> State | None:
    """Return the state of a check as a screen has it."""
    return it.link.checks[name].state if name in it.link.checks else None


def said(it: Rig, name: str) -> str:
    """Return the sentence of a check as a screen has it."""
    return it.link.checks[name].sentence.plain()


def titles(it: Rig) -> list[str]:
    """Return the titles of the problems that were told outside."""
    return [notice.title.plain() for notice in it.outside if notice.kind.value == "problem"]


async def test_rate() -> None:
    """A value that rises too fast is told as rising, and is good again when it stands still."""
    async with rig() as it:
        service = it.service("db/size")
        began = time.monotonic()

        def rise() -> None:
            service.values = {"rows": 1000.0 * (time.monotonic() - began)}

        rise()
        rule = Rate(metric="rows", warning=100.0, per="second", over=1.0)
        await it.apply(ruled(it, "db/size", rule))
        while shown(it, "db/size") is not State.WARNING:
            rise()
            await asyncio.sleep(0.05)
        await _told(it, "db: rows rises fast")
        await it.link.until(lambda: "I-1 recovery" in it.kinds(it.outside))


async def _told(it: Rig, title: str) -> None:
    """Wait until a problem was told, and is shown."""
    await it.link.until(lambda: title in titles(it))
    await it.engine.shown()


async def test_absence() -> None:
    """A series that is gone while the check has answers is told as missing, until it is back."""
    async with rig() as it:
        it.service("shop/orders").values = {"orders": 5.0}
        await it.apply(ruled(it, "shop/orders", Absence(metric="orders", after=0.5)))
        await it.link.until(lambda: shown(it, "shop/orders") is State.OK)
        it.service("shop/orders").values = {}
        await _told(it, "shop: orders is missing")
        await it.link.until(lambda: shown(it, "shop/orders") is State.WARNING)
        it.service("shop/orders").values = {"orders": 0.0}
        await it.link.until(lambda: "I-1 recovery" in it.kinds(it.outside))


async def test_ratio_of_the_own_runs() -> None:
    """So many failed runs of a window are a problem of their own beside the single failure."""
    async with rig() as it:
        it.service("api/get").error = ErrorClass.STATUS
        rule = Ratio(critical=0.5, window=3.0, least=3)
        await it.apply(it.check("api/get", rules=(rule,), attempts=100))
        await it.link.until(lambda: it.engine.health(it.engine._core.clock.now()).runs > 4)
        alerts = it.engine._core.books.alerts
        await it.link.until(lambda: "error_rate-ratio" in alerts.of("api/get"))
        reason = alerts.of("api/get")["error_rate-ratio"].reason.plain()
        assert reason.startswith("100 % of the ")


async def test_ratio_of_two_counters() -> None:
    """The share of bad ones among what two counters grew by is judged."""
    async with rig() as it:
        service = it.service("api/get")
        service.values = {"failed": 1000.0, "requests": 50_000.0}
        rule = Ratio(bad="failed", total="requests", warning=0.1, window=5.0, least=10)
        await it.apply(ruled(it, "api/get", rule))
        await it.link.until(lambda: service.runs > 1)
        service.values = {"failed": 1030.0, "requests": 50_100.0}
        await _told(it, "api: failed too often")
        assert said(it, "api/get") == "Failed: 30 % of 100 in the last 5 s, limit 10 %"


async def test_burn_is_told_at_once_and_goes_on_after_a_restart() -> None:
    """A burning budget needs no attempts, and what was counted is there after a restart."""
    store = MemoryStore()
    spans = (Span(burn=10.0, long=6.0, short=1.0),)
    rule = Burn(objective=0.99, windows=spans, least=3)
    async with rig(store) as it:
        it.service("api/get").error = ErrorClass.STATUS
        await it.apply(it.check("api/get", rules=(rule,), attempts=100))
        await _told(it, "api uses up its error budget")
    assert ("api/get", "burn") in store.rules
    async with rig(store) as it:
        it.service("api/get").error = ErrorClass.STATUS
        await it.apply(it.check("api/get", rules=(rule,), attempts=100))
        await it.link.until(lambda: it.service("api/get").runs > 0 and it.engine._core.books.checks)
        memory = it.engine._core.books.checks["api/get"]
        await it.link.until(lambda: len(memory.verdicts) > 1)
        assert memory.verdicts[1].level.value == "critical"  # with fewer own runs than it needs
        assert not it.outside


async def test_peer() -> None:
    """The one of four that is unlike the others is told, and none of the others."""
    async with rig() as it:
        rule = Peer(metric="load", pool=Label(label="role"), share=0.5)
        names = ("a", "b", "c", "d")
        for name in names:
            it.service(f"{name}/load").values = {"load": 10.0}
        checks = tuple(ruled(it, f"{name}/load", rule) for name in names)
        targets = tuple(
            Target(id=name, name=name, short=name, element=ElementClass.API, labels={"role": "front"})
            for name in names
        )
        inventory = Inventory(targets=targets, checks=checks, fingerprint="one")
        await it.engine.apply(Loaded(inventory=inventory))
        await it.link.until(lambda: all(shown(it, f"{name}/load") is State.OK for name in names))
        it.service("c/load").values = {"load": 30.0}
        await it.link.until(lambda: shown(it, "c/load") is State.WARNING)
        assert said(it, "c/load") == "Load 30, while 3 others have 10; limit 15"
        assert [shown(it, f"{name}/load") for name in ("a", "b", "d")] == [State.OK] * 3
        series = next(each for each in it.link.checks["c/load"].series if each.name == "load")
        assert series.high == 15.0


async def test_volume_falls_under_its_floor() -> None:
    """An amount below the least at any time is critical before the usual is known."""
    async with rig() as it:
        it.service("shop/bets").values = {"bets": 50.0}
        rule = Volume(metric="bets", least=10.0, floor=5.0, over=1.0)
        await it.apply(ruled(it, "shop/bets", rule))
        await it.link.until(lambda: shown(it, "shop/bets") is State.OK)
        it.service("shop/bets").values = {"bets": 1.0}
        await _told(it, "shop: bets has dropped")
        it.service("shop/bets").values = {"bets": 50.0}
        await it.link.until(lambda: it.service("shop/bets").runs > 20)
        assert it.kinds(it.outside) == ["I-1 problem"]  # that the usual is not known proves nothing


def judging(it: Rig, *rules: Rule, name: str = "casino/whole", interval: float = 60.0) -> Check:
    """Return a check that asks nothing."""
    return replace(it.check(name), probe=Nothing(), rules=rules, interval=interval, attempts=3)


FRONTS = ("f1/http", "f2/http", "f3/http")


async def test_composite_follows_its_members_at_once() -> None:
    """Two of three confirmed is down, within a moment and not only at the next interval; one is not."""
    async with rig() as it:
        rule = Composite(of=FRONTS, at_least=2)
        await it.apply(*[it.check(name) for name in FRONTS], judging(it, rule))
        await it.link.until(lambda: "casino/whole" in it.link.checks)
        await it.link.until(lambda: said(it, "casino/whole") == "All of them are well")
        assert shown(it, "casino/whole") is State.OK
        it.service("f1/http").error = ErrorClass.REFUSED
        await it.link.until(lambda: shown(it, "f1/http") is State.CRITICAL)
        assert shown(it, "casino/whole") is State.OK
        it.service("f2/http").error = ErrorClass.REFUSED
        await _told(it, "casino is down")
        assert said(it, "casino/whole") == "2 of 3 are bad: f1/http, f2/http; limit 2"
        assert it.link.checks["casino/whole"].series == ()
        [casino] = [notice.incident for notice in it.outside if notice.title.plain() == "casino is down"]
        it.service("f1/http").error = None
        await it.link.until(lambda: shown(it, "casino/whole") is State.OK)
        await it.link.until(lambda: f"{casino} recovery" in it.kinds(it.outside))


async def test_a_composite_is_never_green_without_proof() -> None:
    """While nothing is known of a member that could matter the whole is unknown, with no alarm of its own."""
    async with rig() as it:
        it.service("f1/http").error = ErrorClass.CREDENTIAL
        rule = Composite(any=FRONTS)
        await it.apply(*[it.check(name) for name in FRONTS], judging(it, rule, interval=0.3))
        await it.link.until(lambda: shown(it, "casino/whole") is State.UNKNOWN)
        await it.link.until(lambda: said(it, "casino/whole") == "Nothing is known of 1 of 3: f1/http")
        await _told(it, "f1: no proof")
        await it.link.until(lambda: it.engine.health(it.engine._core.clock.now()).runs > 30)
        assert titles(it) == ["f1: no proof"]
        proved = it.link.checks["casino/whole"].availability
        assert proved is None


async def test_volume_below_the_usual_of_earlier_runs() -> None:
    """What an engine learned for hours is what the next one judges by, from its first minute on."""
    rule = Volume(metric="bets", least=10.0, warning=0.6, critical=0.2, over=1.0)
    learned = CheckMemory(parts_check("shop/bets", rules=(rule,)), RealClock().now())
    now = RealClock().now()
    for back in range(12, 0, -1):
        then = Moment(wall=now.wall - back * 900, mono=now.mono - back * 900)
        learned.window.add(Sample(check="shop/bets", started=then, ended=then, values={"bets": 100.0}))
    body = learned.window.follower(rule).kept(now)
    assert body is not None
    store = MemoryStore()
    store.rules["shop/bets", rule.id] = RuleMemory(check="shop/bets", rule=rule.id, at=now, body=body)
    async with rig(store) as it:
        it.service("shop/bets").values = {"bets": 38.0}
        await it.apply(ruled(it, "shop/bets", rule))
        await _told(it, "shop: bets has dropped")
        assert said(it, "shop/bets") == "Bets fell 62 % against the last hours (38 against 100), limit 40 %"
        it.service("shop/bets").values = {"bets": 90.0}
        await it.link.until(lambda: "I-1 recovery" in it.kinds(it.outside))
