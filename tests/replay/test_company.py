"""Rules that look at other checks, tried on the past of all of them."""

from msgspec.structs import replace

from app.model.check import Check, Inventory
from app.model.rule import Composite, Label, Peer, Threshold
from app.replay.compare import Comparison, Pair, Row
from app.replay.pairs import accompanied
from probes.none import Nothing
from tests.alerts.making import at, check, target
from tests.replay.past import run

PEER = Peer(metric="response_time", pool=Label(label="role"), share=0.3)
TWO = Composite(of=("a/up", "b/up", "c/up"), at_least=2, bad_at="warning")
SLOW = Threshold(metric="response_time", warning=0.4)


def replayed(pair: Pair, inventory: Inventory, past: list[Row]) -> Comparison:
    """Return the comparison of one check, with those that it looks at."""
    comparison = Comparison(accompanied([pair], inventory), 0.0, inventory.targets)
    for row in sorted(past, key=lambda row: row[0]):
        comparison.take(row)
    return comparison


def pool(*rules: Threshold) -> Inventory:
    """Return four nodes with one check each, which do the same work."""
    targets = tuple(replace(target(name), labels={"role": "front"}) for name in "abcd")
    return Inventory(targets=targets, checks=tuple(check(f"{name}/up", *rules) for name in "abcd"))


def times(*slow: str, count: int = 30) -> list[Row]:
    """Return runs of all four each 10 s; those that are slow take a second from the tenth run on."""
    return [
        run(
            at(place * 10.0 + offset).wall,
            f"{name}/up",
            response_time=1.0 if name in slow and place > 9 else 0.1,
        )
        for place in range(count)
        for offset, name in enumerate("abcd")
    ]


def test_a_node_is_compared_with_the_past_of_its_pool() -> None:
    """A peer rule fires for the node that is apart and not where all are slow; the others are not counted."""
    inventory = pool()
    before = inventory.checks[0]
    pair = Pair(present=before, changed=replace(before, rules=(PEER,)))
    found = replayed(pair, inventory, times("a")).replay()
    assert [each.check for each in found.checks] == ["a/up"]
    assert (found.present.fired, found.changed.fired) == (0, 1)
    assert replayed(pair, inventory, times(*"abcd")).replay().changed.fired == 0


def test_a_check_that_only_judges_others_is_judged_with_them() -> None:
    """Two of three that are bad fire the composite once, though nothing is recorded of it itself."""
    inventory = pool(SLOW)
    judge: Check = replace(check("shop/front", TWO), probe=Nothing())
    whole = replace(
        inventory, checks=(*inventory.checks, judge), targets=(*inventory.targets, target("shop"))
    )
    three = replace(judge, rules=(replace(TWO, at_least=3),))
    found = replayed(Pair(present=judge, changed=three), whole, times("a", "b")).replay()
    assert (found.present.fired, found.changed.fired) == (1, 0)
    assert found.missed.whole == 1
    assert found.present_firings[0].hard < at(10 * 10.0 + 60).wall
    assert replayed(Pair(present=judge, changed=judge), whole, times("a")).replay().present.fired == 0
