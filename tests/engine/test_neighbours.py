"""Peers and members as the books know them."""

import time

import pytest
from msgspec.structs import replace

from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.engine.neighbours import Neighbours
from app.model.check import Check, Inventory
from app.model.rule import NO_DATA, UP, Composite, Label, Peer
from app.model.state import ErrorClass, State
from app.model.verdict import Level
from probes.none import Nothing
from tests.alerts.making import at, check, sample, target, verdict

RULE = Peer(metric="memory", pool=Label(label="role"))


def books(*checks: Check, role: str = "front") -> tuple[Books, Neighbours]:
    """Return books of these checks, whose targets all have one role."""
    found = Books()
    names = dict.fromkeys(each.target for each in checks)
    targets = tuple(replace(target(name), labels={"role": role}) for name in names)
    found.inventory = Inventory(targets=targets, checks=checks)
    found.targets = {each.id: each for each in targets}
    found.refer_to(CheckMemory(each, at(0)) for each in checks)
    neighbours = Neighbours(found)
    neighbours.refer()
    return found, neighbours


def answered(
    it: Books, name: str, when: float = 0.0, error: ErrorClass | None = None, **values: float
) -> None:
    """Have a check bring a result, and show what follows from it."""
    memory = it.checks[name]
    memory.window.add(sample(when, error, check=name, **values))
    state = State.OK if error is None else (memory.window.newest.fault or State.OK)
    memory.shown = replace(memory.shown, state=state)


def four() -> tuple[Books, Neighbours]:
    """Return four checks that are peers, with values 1 to 4."""
    it, neighbours = books(*[check(f"{name}/load", RULE) for name in "abcd"])
    for number, name in enumerate("abcd"):
        answered(it, f"{name}/load", memory=number + 1.0)
    return it, neighbours


def peers(
    neighbours: Neighbours, when: float = 1.0, series: str = "memory", rule: Peer = RULE
) -> list[float]:
    """Return what the others of a/load have."""
    return sorted(neighbours.peers("a/load", rule, series, at(when)))


def test_the_others_of_a_pool() -> None:
    """All members but the asking one give their newest value."""
    assert peers(four()[1]) == [2.0, 3.0, 4.0]
    assert peers(four()[1], series="disk") == []


def test_a_pool_by_names() -> None:
    """A list of targets is a pool as well, whether the asking one is in it or not."""
    neighbours = four()[1]
    assert peers(neighbours, rule=replace(RULE, pool=("b", "d"))) == [2.0, 4.0]
    assert peers(neighbours, rule=replace(RULE, pool=("a", "d", "gone"))) == [4.0]


def test_who_is_stale_does_not_count() -> None:
    """A value that is older than three intervals of its own check is none."""
    it, neighbours = four()
    assert peers(neighbours, when=29.0) == [2.0, 3.0, 4.0]
    answered(it, "c/load", when=25.0, memory=9.0)
    assert peers(neighbours, when=31.0) == [9.0]


def test_who_failed_does_not_count() -> None:
    """Neither the fault of a peer nor ours is a value, and a disabled one has none."""
    it, neighbours = four()
    answered(it, "b/load", when=1.0, error=ErrorClass.REFUSED)
    answered(it, "c/load", when=1.0, error=ErrorClass.INTERNAL)
    assert peers(neighbours) == [4.0]
    it.checks["d/load"].check = replace(it.checks["d/load"].check, enabled=False)
    assert peers(neighbours) == []


def test_nobody_knows_a_check_that_is_gone() -> None:
    """A check that is not there any more has no peers, one without the label has none either."""
    it, neighbours = four()
    assert neighbours.peers("gone/load", RULE, "memory", at(1)) == ()
    assert neighbours.peers("a/load", replace(RULE, pool=Label(label="site")), "memory", at(1)) == []
    it.targets.clear()
    assert neighbours.peers("a/load", RULE, "memory", at(1)) == []


def test_asking_costs_little_in_a_crowd() -> None:
    """In a pool of five thousand one verdict looks at some hundreds, and the pool is found once."""
    it, neighbours = books(*[check(f"n{number}/load", RULE) for number in range(5000)])
    for name in it.checks:
        answered(it, name, memory=1.0)
    neighbours.peers("n0/load", RULE, "memory", at(1))
    began = time.thread_time()
    found = [neighbours.peers(f"n{number}/load", RULE, "memory", at(1)) for number in range(20)]
    assert (time.thread_time() - began) / 20 < 0.01
    assert {256 <= len(each) <= 512 for each in found} == {True}


def alarmed(it: Books, name: str, level: Level, rule: str = UP, attempts: int = 1) -> None:
    """Step an alert of a check."""
    it.alerts.step(verdict(level, 0.0, check=name, rule=rule), attempts=attempts, recover_hold=0.0, now=at(0))


@pytest.mark.parametrize(
    ("level", "rule", "attempts", "expected"),
    [
        (Level.CRITICAL, UP, 1, Level.CRITICAL),
        (Level.WARNING, "memory", 1, Level.WARNING),
        (Level.CRITICAL, UP, 3, Level.GOOD),  # not confirmed
        (Level.WARNING, NO_DATA, 1, Level.GOOD),  # says nothing of the target
    ],
)
def test_a_member_is_as_bad_as_its_confirmed_problems(
    level: Level, rule: str, attempts: int, expected: Level
) -> None:
    """Hard alerts about the target count, soft ones do not."""
    it, neighbours = four()
    alarmed(it, "b/load", level, rule, attempts)
    assert neighbours.member("b/load", at(1)) == (expected, "Launch", False)


def test_one_rule_of_a_member() -> None:
    """After # only that rule counts, and only while its verdict proves anything."""
    it, neighbours = four()
    it.checks["b/load"].verdicts = (verdict(Level.CRITICAL, 0.0, rule="memory"), verdict(Level.GOOD, 0.0))
    alarmed(it, "b/load", Level.CRITICAL, "memory")
    assert neighbours.member("b/load#memory", at(1)).level is Level.CRITICAL
    assert neighbours.member("b/load#up", at(1)).level is Level.GOOD
    assert neighbours.member("b/load#other", at(1)).level is Level.NONE


def test_what_is_not_proved_is_nothing() -> None:
    """Who is gone, disabled, stale, unknown or hidden by our blindness proves nothing, alarm or not."""
    it, neighbours = four()
    alarmed(it, "b/load", Level.CRITICAL)
    assert neighbours.member("gone/load", at(1)) == (Level.NONE, "gone/load", False)
    assert neighbours.member("b/load", at(31)).level is Level.NONE
    it.blinded = at(0.5)
    assert neighbours.member("b/load", at(1)).level is Level.NONE
    it.blinded = None
    answered(it, "b/load", when=1.0, error=ErrorClass.LATE)
    assert neighbours.member("b/load", at(1)).level is Level.NONE
    it.checks["c/load"].check = replace(it.checks["c/load"].check, enabled=False)
    assert neighbours.member("c/load", at(1)) == (Level.NONE, "Launch", False)


def test_who_waits_for_its_first_result_is_told_apart() -> None:
    """Pending is no fault."""
    it, neighbours = books(check("a/load"))
    assert neighbours.member("a/load", at(1)) == (Level.NONE, "Launch", True)
    assert it.checks["a/load"].shown.state is State.PENDING


def test_only_those_that_ask_nothing_are_judged_anew() -> None:
    """A change of a member has its composites judged at once; checks with questions keep their pace."""
    rule = Composite(any=("a/load", "b/load#up"))
    it, neighbours = books(
        check("a/load"),
        check("b/load"),
        check("c/own", rule),
        replace(check("d/whole", rule), probe=Nothing()),
    )
    asked: list[str] = []
    neighbours.recheck = asked.extend
    neighbours.touch("c/own", at(0))
    assert not asked
    neighbours.touch("b/load", at(0))
    assert asked == ["d/whole"]
    it.inventory = Inventory()
    neighbours.refer()
    neighbours.touch("a/load", at(10))
    assert asked == ["d/whole"]


def test_a_crowd_of_changes_is_two_looks() -> None:
    """Members that change together are looked at once at the first change, and once after the last."""
    rule = Composite(any=("a/load", "b/load"))
    _, neighbours = books(check("a/load"), check("b/load"), replace(check("d/whole", rule), probe=Nothing()))
    asked: list[str] = []
    neighbours.recheck = asked.extend
    for change in range(50):
        neighbours.touch("a/load" if change % 2 else "b/load", at(change / 200))
    assert asked == ["d/whole"]
    neighbours.catch_up(at(0.3))
    neighbours.catch_up(at(0.8))
    assert asked == ["d/whole"] * 2
