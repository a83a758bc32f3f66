import asyncio
from collections.abc import Sequence

import pytest

from app.engine import own_alarms
from app.model.board import Rank, Tone
from app.model.intent import Acknowledge
from app.model.own import NAMES, SIGHT
from app.model.state import ErrorClass, State
from tests.engine.whole import MemoryStore, NotingAnchors, Rig, rig

GATES = ("gate/a", "gate/b")
SERVICES = ("pay/in", "pay/out", "lobby/up", "wallet/up")


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Alarms of our own begin and end quickly."""
    monkeypatch.setattr(own_alarms, "_LASTING", 0.6)
    monkeypatch.setattr(own_alarms, "_HOLD", 0.4)


def fail(it: Rig, names: Sequence[str], error: ErrorClass | None = ErrorClass.TIMEOUT_CONNECT) -> None:
    """Break services, or mend them."""
    for name in names:
        it.service(name).error = error


def turned(it: Rig, state: State) -> set[str]:
    """Return the checks that ever came into a state."""
    return {event.subject for event in it.link.events if event.kind == "state" and event.what == state.value}


def targets(it: Rig) -> list[str]:
    """Return the targets of the open incidents."""
    assert it.link.board is not None
    return [incident.target for incident in it.link.board.incidents]


async def good(
    it: Rig, *names: str, references: Sequence[str] = (), attempts: int = 1, host: str = "host"
) -> None:
    """Watch checks until all are good."""
    checks = [it.check(name, attempts=attempts, host=host) for name in names]
    await it.apply(*checks, references=references)
    await it.link.until(lambda: it.summary.counts.ok == len(checks))


async def sighted(it: Rig, anchors: NotingAnchors) -> None:
    """Wait until the anchors have answered once, for before that they are none."""
    await it.link.until(lambda: anchors.gateway.asked and anchors.server.asked)
    await asyncio.sleep(0.05)


async def test_a_lost_network_is_one_alarm_and_nothing_goes_red() -> None:
    """Though one bad result is enough for each, all turn unknown; one alarm is told, heard, and its end."""
    async with rig() as it:
        await good(it, *GATES, *SERVICES, references=("gate",))
        fail(it, [*GATES, *SERVICES])
        await it.link.until(lambda: it.summary.counts.unknown == 6)
        await it.link.until(lambda: it.outside and it.link.told)
        await it.link.until(lambda: targets(it) == ["@sight"])
        assert it.summary.rank is Rank.BLIND
        assert it.summary.tone is Tone.CRITICAL
        assert {view.error for view in it.link.checks.values()} == {ErrorClass.CUT_OFF}
        await it.submit(Acknowledge(what="I-1", who="ana"))
        await it.link.until(lambda: it.summary.tone is None)
        fail(it, [*GATES, *SERVICES], None)
        await it.link.until(lambda: it.summary.counts.ok == 6)
        await it.link.until(lambda: not targets(it))
        await it.link.until(lambda: len(it.outside) == len(it.link.told) == 2)
        assert it.kinds(it.outside) == it.kinds(it.link.told) == ["I-1 problem", "I-1 recovery"]
        assert it.outside[0].title.plain() == "This monitor is cut off"
        assert turned(it, State.CRITICAL) == set()


async def test_what_is_still_down_when_we_see_again_is_told_then() -> None:
    """A fault that lasts is told after the blindness, by a result that is newer than it; gaps are unknown."""
    async with rig() as it:
        await good(it, *GATES, *SERVICES, references=("gate",), attempts=2)
        fail(it, [*GATES, *SERVICES])
        await it.link.until(lambda: it.outside)
        assert it.link.checks["pay/in"].state is State.UNKNOWN
        fail(it, [*GATES, *SERVICES[1:]], None)
        await it.link.until(lambda: "pay" in targets(it))
        await it.link.until(lambda: len(it.outside) == 3)
        assert sorted(it.kinds(it.outside)) == ["I-1 problem", "I-1 recovery", "I-2 problem"]
        assert turned(it, State.CRITICAL) == {"pay/in"}
    gaps = [point for point in it.history.points if point.check == "lobby/up" and point.value is None]
    assert {point.series for point in gaps} >= {"response_time"}
    proofs = [proof for proof in it.history.proofs if proof.check == "lobby/up"]
    assert sum(proof.unknown for proof in proofs) > 0.5
    assert sum(proof.bad for proof in proofs) == 0


async def test_the_machines_own_anchors_are_enough() -> None:
    """Without references of the inventory gateway and name server tell; this machine stays judged."""
    anchors = NotingAnchors()
    async with rig(anchors=anchors) as it:
        near = it.check("here/up", attempts=1, host="127.0.0.1")
        await it.apply(*(it.check(name, attempts=1) for name in SERVICES), near)
        await it.link.until(lambda: it.summary.counts.ok == 5)
        await sighted(it, anchors)
        anchors.answer(answers=False)
        fail(it, SERVICES)
        await it.link.until(lambda: it.summary.counts.unknown == 4)
        fail(it, ["here/up"], ErrorClass.REFUSED)
        await it.link.until(lambda: it.link.checks["here/up"].state is State.CRITICAL)
        await it.link.until(lambda: len(it.outside) == 2)
        await it.link.until(lambda: sorted(targets(it)) == ["@sight", "here"])
        anchors.answer(answers=True)
        fail(it, [*SERVICES, "here/up"], None)
        await it.link.until(lambda: it.summary.counts.ok == 5 and not targets(it))
        assert turned(it, State.CRITICAL) == {"here/up"}


async def test_anchors_that_answer_hold_nobody_up() -> None:
    """One target that fails is told as quickly as ever: a reference answers within a moment."""
    anchors = NotingAnchors()
    async with rig(anchors=anchors) as it:
        await good(it, *SERVICES)
        await sighted(it, anchors)
        fail(it, ["pay/in"])
        await it.link.until(lambda: it.outside, within=0.9)
        await it.link.until(lambda: targets(it) == ["pay"])
        assert it.link.checks["pay/in"].state is State.CRITICAL


async def test_an_inventory_on_this_machine_asks_nobody() -> None:
    """Where nothing goes over the network, gateways and name servers are left in peace."""
    anchors = NotingAnchors()
    async with rig(anchors=anchors) as it:
        await good(it, "here/up", host="127.0.0.1")
        await asyncio.sleep(0.8)
        assert anchors.gateway.asked == anchors.server.asked == 0


async def test_an_engine_that_starts_in_the_dark_goes_on_being_blind() -> None:
    """Over a restart the alarm is not told anew and nothing goes red before anything answered."""
    store, anchors = MemoryStore(), NotingAnchors()
    async with rig(store, anchors=anchors) as first:
        await good(first, *SERVICES)
        await sighted(first, anchors)
        anchors.answer(answers=False)
        fail(first, SERVICES)
        await first.link.until(lambda: first.outside)
    async with rig(store, anchors=anchors) as second:
        fail(second, SERVICES)
        await second.apply(*(second.check(name, attempts=1) for name in SERVICES))
        await second.link.until(lambda: second.summary.counts.unknown == len(SERVICES))
        await asyncio.sleep(0.6)
        assert second.summary.rank is Rank.BLIND
        assert turned(second, State.CRITICAL) == set()
        anchors.answer(answers=True)
        fail(second, SERVICES, None)
        await second.link.until(lambda: second.summary.counts.ok == len(SERVICES))
        await second.link.until(lambda: second.outside)
        assert second.kinds(second.outside) == ["I-1 recovery"]


@pytest.mark.parametrize("serving", [False, True])
async def test_names_that_cannot_be_looked_up_are_one_alarm(serving: bool) -> None:
    """Dead name servers, or many names that fail: one alarm, no red; each check says why it is unknown."""
    anchors = NotingAnchors()
    anchors.server.serves = serving
    async with rig(anchors=anchors) as it:
        names = [f"n{number:02}/up" for number in range(20)]
        checks = [it.check(name, attempts=2, host=f"{name[:3]}.example") for name in names]
        await it.apply(*checks, it.check("addressed/up", host="203.0.113.7"))
        await it.link.until(lambda: it.summary.counts.ok == 21)
        await sighted(it, anchors)
        for name in names:
            it.service(name).nameless = True
        await it.link.until(lambda: it.summary.counts.unknown == 20)
        await it.link.until(lambda: it.outside)
        view = it.link.checks["n07/up"]
        assert (view.error, view.blocked_by) == (ErrorClass.DNS, "Name resolution fails")
        assert it.link.checks["addressed/up"].state is State.OK
        await it.link.until(lambda: targets(it) == ["@names"])
        assert it.summary.tone is Tone.CRITICAL
        await asyncio.sleep(0.9)  # longer than three intervals: no alarm for each that nothing is known
        assert it.kinds(it.outside) == ["I-1 problem"]
        anchors.server.serves = True
        for name in names:
            it.service(name).nameless = False
        await it.link.until(lambda: it.summary.counts.ok == 21)
        await it.link.until(lambda: len(it.outside) == 2)
        assert it.kinds(it.outside) == ["I-1 problem", "I-1 recovery"]
        assert turned(it, State.CRITICAL) == set()


async def test_one_name_that_nobody_finds_is_its_own_incident() -> None:
    """While the name servers serve, a domain with broken servers of its own is told as ever."""
    anchors = NotingAnchors()
    async with rig(anchors=anchors) as it:
        await good(it, *SERVICES)
        await sighted(it, anchors)
        it.service("pay/in").nameless = True
        await it.link.until(lambda: it.outside)
        await it.link.until(lambda: targets(it) == ["pay"])
        assert it.link.checks["pay/in"].state is State.CRITICAL
        assert it.link.checks["pay/in"].error is ErrorClass.DNS


def test_ids_of_our_own_are_nobody_elses() -> None:
    """An inventory cannot name a check as this monitor names its own alarms."""
    assert {key.check[0] for key in (SIGHT, NAMES)} == {"@"}
