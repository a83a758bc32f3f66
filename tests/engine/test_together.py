"""One round of checks that are judged by one another."""

from msgspec.structs import replace

from app.engine.check_memory import CheckMemory
from app.engine.together import judge_all
from app.model.check import Check, Inventory
from app.model.phrase import NOTHING
from app.model.rule import Composite, Label, Peer
from app.model.sample import Sample
from app.model.state import ErrorClass, State
from probes.none import Nothing
from tests.alerts.making import at, check, sample, target


def whole(name: str, *members: str, needed: int = 1) -> Check:
    """Return a check that asks nothing."""
    return replace(check(name, Composite(of=members, at_least=needed)), probe=Nothing())


def judged(*checks: Check, failed: tuple[str, ...] = (), **values: float) -> dict[str, State]:
    """Run a round by hand; return the states."""
    memories = []
    for each in checks:
        memory = CheckMemory(each, at(0))
        if each.probe.asks:
            error = ErrorClass.REFUSED if each.id in failed else None
            own = {"memory": values[each.target]} if each.target in values else {}
            memory.window.add(sample(0.0, error, check=each.id, **own))
        else:
            memory.window.add(Sample(check=each.id, started=at(0), ended=at(0), sentence=NOTHING))
        memories.append(memory)
    names = dict.fromkeys(each.target for each in checks)
    targets = tuple(replace(target(name), labels={"role": "front"}) for name in names)
    judge_all(Inventory(targets=targets, checks=checks), memories, at(0))
    return {memory.check.id: memory.shown.state for memory in memories}


def test_members_are_judged_before_those_that_they_judge() -> None:
    """Whatever the order in the file, a composite of composites is right in one round."""
    checks = (
        whole("z/top", "y/all", "a/x"),
        whole("y/all", "a/x", "b/x", needed=2),
        check("a/x"),
        check("b/x"),
    )
    assert judged(*checks)["z/top"] is State.OK
    found = judged(*checks, failed=("b/x",))
    assert (found["y/all"], found["z/top"]) == (State.OK, State.OK)
    found = judged(*checks, failed=("a/x", "b/x"))
    assert set(found.values()) == {State.CRITICAL}


def test_who_did_not_run_is_not_known() -> None:
    """A member that is disabled, or not there, leaves the whole unknown where it matters."""
    assert judged(whole("z/top", "a/x", "gone/x"), check("a/x"))["z/top"] is State.UNKNOWN


def test_peers_are_compared_in_one_round() -> None:
    """The one that is unlike its pool is a warning at once."""
    rule = Peer(metric="memory", pool=Label(label="role"))
    checks = [check(f"{name}/load", rule) for name in "abcd"]
    found = judged(*checks, a=0.1, b=0.1, c=0.1, d=0.9)
    assert found == {"a/load": State.OK, "b/load": State.OK, "c/load": State.OK, "d/load": State.WARNING}
