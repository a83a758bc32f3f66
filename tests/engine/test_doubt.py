import asyncio

import pytest

from app.model.intent import Recheck
from app.model.state import ErrorClass
from app.model.target import Redundancy
from tests.engine.whole import MemoryStore, Rig, rig

CHILDREN = ("lobby/up", "wallet/up", "chat/up")
BEHIND: dict[str, tuple[str, ...]] = {name.partition("/")[0]: ("edge",) for name in CHILDREN}


async def good(it: Rig, *, attempts: int = 2) -> None:
    """Watch an edge and what stands behind it, all with the same times, until all is good."""
    checks = [it.check("edge/up"), *(it.check(name, attempts=attempts) for name in CHILDREN)]
    await it.apply(*checks, depends_on=BEHIND)
    await it.link.until(lambda: it.summary.counts.ok == len(checks))


def fail(it: Rig, *names: str, error: ErrorClass | None = ErrorClass.REFUSED) -> None:
    """Break services, or mend them."""
    for name in names:
        it.service(name).error = error


@pytest.mark.parametrize("attempts", [1, 2])
async def test_what_fails_with_its_parent_is_not_told_ahead_of_it(attempts: int) -> None:
    """Whoever of them is probed first, one outage of an edge is one notice and one recovery."""
    async with rig() as it:
        await good(it, attempts=attempts)
        for delay in (0.0, 0.07, 0.14):
            await asyncio.sleep(delay)  # another place in the round of probes
            fail(it, "edge/up", *CHILDREN)
            await it.link.until(lambda: it.link.board and len(it.link.board.incidents) == 4)
            fail(it, "edge/up", *CHILDREN, error=None)
            await it.link.until(lambda: it.link.board and not it.link.board.incidents)
        edges = [notice.title.plain() for notice in it.outside]
        assert len(edges) == 6
        assert all("edge" in title for title in edges)


async def test_what_fails_alone_is_told_at_once() -> None:
    """A parent that answers holds nobody up: it is asked as soon as its child begins to fail."""
    async with rig() as it:
        await good(it)
        fail(it, "lobby/up")
        await it.link.until(lambda: it.outside, within=1.5)
        assert "lobby" in it.outside[0].title.plain()


async def test_a_parent_that_only_stumbled_explains_nothing() -> None:
    """Bad once and good again, the parent is proved to work, and its child is told then."""
    async with rig() as it:
        await good(it, attempts=1)
        fail(it, "edge/up", "lobby/up")
        await it.link.until(lambda: it.link.board and it.link.board.incidents)
        fail(it, "edge/up", error=None)
        await it.link.until(lambda: it.outside, within=2)
        assert [("lobby" in notice.title.plain(), notice.told) for notice in it.outside] == [(True, True)]


async def test_what_recovers_while_its_parent_is_in_doubt_is_never_told() -> None:
    """An outage that is over before its parent is known leaves no notice behind."""
    async with rig() as it:
        await good(it, attempts=1)
        fail(it, "edge/up", "lobby/up")
        await it.link.until(lambda: it.link.board and it.link.board.incidents)
        fail(it, "edge/up", "lobby/up", error=None)
        await it.link.until(lambda: it.link.board and not it.link.board.incidents)
        await asyncio.sleep(0.8)
        assert [notice for notice in it.outside if "lobby" in notice.title.plain()] == []


async def test_what_is_below_is_looked_at_as_soon_as_its_parent_is_back() -> None:
    """Children that are due in a minute are seen to be good at once when their parent is."""
    async with rig() as it:
        checks = [it.check("edge/up"), *(it.check(name, interval=60.0) for name in CHILDREN)]
        await it.apply(*checks, depends_on=BEHIND)
        await it.submit(Recheck())
        await it.link.until(lambda: it.summary.counts.ok == len(checks))
        fail(it, "edge/up", *CHILDREN)
        await it.submit(Recheck())
        await it.link.until(lambda: it.link.board and len(it.link.board.incidents) == 4)
        fail(it, "edge/up", *CHILDREN, error=None)
        await it.link.until(lambda: it.link.board and not it.link.board.incidents, within=2)
        assert [("edge" in notice.title.plain(), notice.told) for notice in it.outside] == [(True, True)] * 2


async def test_one_of_two_stand_ins_holds_nobody_up() -> None:
    """A child of two switches waits for neither while one of them is known to work, and is told itself."""
    async with rig() as it:
        names = ("s1/up", "s2/up", "app/up")
        group = {"app": (Redundancy(of=("s1", "s2")),)}
        await it.apply(*(it.check(name) for name in names), depends_on=group)
        await it.link.until(lambda: it.summary.counts.ok == 3)
        fail(it, "s1/up", "app/up")
        await it.link.until(lambda: len(it.outside) == 2)
        assert {notice.title.plain().split()[0] for notice in it.outside} == {"s1", "app"}


async def test_both_of_two_stand_ins_are_the_cause() -> None:
    """With both switches down, both are told and what hangs on them is not."""
    async with rig() as it:
        names = ("s1/up", "s2/up", "app/up", "web/up")
        group = (Redundancy(of=("s1", "s2")),)
        await it.apply(*(it.check(name) for name in names), depends_on={"app": group, "web": group})
        await it.link.until(lambda: it.summary.counts.ok == 4)
        fail(it, *names)
        await it.link.until(lambda: it.link.board and len(it.link.board.incidents) == 4)
        fail(it, *names, error=None)
        await it.link.until(lambda: it.link.board and not it.link.board.incidents)
        assert {notice.title.plain().removeprefix("Over: ").split()[0] for notice in it.outside} == {
            "s1",
            "s2",
        }


@pytest.mark.parametrize("bad", [("lobby",), ("edge", "lobby"), ()])
async def test_what_waited_at_a_kill_is_decided_after_the_start(bad: tuple[str, ...]) -> None:
    """A notice that waited for its parent is told after a restart if fresh results of both say so."""
    store = MemoryStore()

    async def watch(it: Rig) -> None:
        checks = [it.check("edge/up", attempts=6), it.check("lobby/up", attempts=1)]
        await it.apply(*checks, depends_on=BEHIND)

    async with rig(store) as first:
        await watch(first)
        await first.link.until(lambda: first.summary.counts.ok == 2)
        fail(first, "edge/up", "lobby/up")
        await first.link.until(lambda: store.incidents)
        assert first.outside == []
    store.incidents = {"I-1": store.incidents["I-1"]}
    async with rig(store, holder=None) as second:
        fail(second, *(f"{name}/up" for name in bad))
        await watch(second)
        told = {"": [], "lobby": ["I-1 problem"], "edge": ["I-2 problem"]}[(*bad, "")[0]]
        await second.link.until(lambda: len(second.outside) >= len(told), within=4)
        await asyncio.sleep(1.0)
        assert second.kinds(second.outside) == told
        assert second.link.board is not None
        assert len(second.link.board.incidents) == len(bad)


async def test_who_was_told_of_a_cause_is_stored_though_a_child_joins_at_once() -> None:
    """A child that is explained at its parent's fall changes the parent too, not who was told of it."""
    async with rig() as it:
        checks = [it.check("edge/up", attempts=3), it.check("lobby/up", attempts=1)]
        await it.apply(*checks, depends_on=BEHIND)
        await it.link.until(lambda: it.summary.counts.ok == 2)
        fail(it, "edge/up", "lobby/up")
        await it.link.until(lambda: it.outside)
        await asyncio.sleep(0.1)
        (edge,) = (each for each in it.store.incidents.values() if each.target == "edge")
        assert (set(edge.told), edge.explains) == ({"desktop", "ops"}, 1)
