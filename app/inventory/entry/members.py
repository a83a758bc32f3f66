"""What rules say of other checks: members that exist, in no circle, pools that are large enough."""

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import NamedTuple

from app.inventory.entry.circles import circles
from app.inventory.text.nearest import nearest
from app.inventory.text.tree import Spot
from app.model.check import Check
from app.model.phrase import foreign, phrase
from app.model.pool import counterpart, of_targets
from app.model.rule import FLAPPING, NO_DATA, SAID, UP, Composite, Label, Peer, Rule
from app.model.target import Target

_ALWAYS = frozenset({UP, NO_DATA, SAID, FLAPPING})


class Placed(NamedTuple):
    """A rule, whose it is, and where it stands."""

    check: Check
    rule: Rule
    spot: Spot


def check(
    placed: Sequence[Placed], checks: Sequence[Check], targets: Sequence[Target], named: frozenset[str]
) -> None:
    """Report what does not fit. ``named``: the ids of all checks, also of those that are wrong."""
    known = {each.id: each for each in checks}
    composites = [each for each in placed if isinstance(each.rule, Composite)]
    for each in composites:
        _members(each, known, named)
    _circles(composites)
    pools = [each for each in placed if isinstance(each.rule, Peer)]
    if pools:
        _pools(pools, checks, targets)


def _list_of(rule: Composite) -> str:
    return "all" if rule.all else "any" if rule.any else "of"


def _members(placed: Placed, known: Mapping[str, Check], named: frozenset[str]) -> None:
    assert isinstance(placed.rule, Composite)
    for index, member in enumerate(placed.rule.members):
        name, _, rule = member.partition("#")
        spot = placed.spot.at(_list_of(placed.rule), index)
        if name not in named:
            meant = nearest(name, named)
            spot.report(
                "unknown-member",
                phrase("no check is called {name}", name=foreign(name, 130)),
                phrase("did you mean {meant}?", meant=meant)
                if meant
                else phrase("name it as target/check, with its ids"),
            )
        elif name in known and rule and rule not in _ALWAYS | {each.id for each in known[name].rules}:
            meant = nearest(rule, [each.id for each in known[name].rules])
            spot.report(
                "unknown-member-rule",
                phrase("{check} has no rule called {name}", check=foreign(name, 130), name=foreign(rule, 60)),
                phrase("did you mean {meant}?", meant=meant)
                if meant
                else phrase("name one of its rules, or leave out # and what follows"),
            )


def _circles(composites: Sequence[Placed]) -> None:
    """Report each circle once, at the place that closes it: a check would be judged by itself."""
    ways: dict[str, dict[str, Spot]] = {}
    for each in composites:
        assert isinstance(each.rule, Composite)
        for index, member in enumerate(each.rule.members):
            spot = each.spot.at(_list_of(each.rule), index)
            ways.setdefault(each.check.id, {}).setdefault(member.partition("#")[0], spot)
    for names in circles({check: list(members) for check, members in ways.items()}):
        ways[names[-1]][names[0]].report(
            "composite-loop",
            phrase("the checks go in a circle: {ring}", ring=foreign(" -> ".join([*names, names[0]]))),
            phrase("remove this one, or judge the check below by other means"),
        )


def _pools(pools: Sequence[Placed], checks: Sequence[Check], targets: Sequence[Target]) -> None:
    by_id = {target.id: target for target in targets}
    by_target: dict[str, list[Check]] = {}
    for each in checks:
        by_target.setdefault(each.target, []).append(each)
    members = of_targets(targets)
    for placed in pools:
        assert isinstance(placed.rule, Peer)
        pool, spot = placed.rule.pool, placed.spot.at("pool")
        if isinstance(pool, Label):
            value = by_id[placed.check.target].labels.get(pool.label) if placed.check.target in by_id else ""
            if value is None:
                spot.report(
                    "no-such-label",
                    phrase("this target has no label {name}", name=foreign(pool.label, 60)),
                    phrase("give it the label, with the same value as its peers"),
                )
                continue
            names: Sequence[str] = members.get((pool.label, value or ""), ())
        else:
            names = pool
            _known_targets(pool, by_id, spot)
        others = (
            name
            for name in names
            if name != placed.check.target and counterpart(placed.check, by_target.get(name, ())) is not None
        )
        # No more than needed: thousands may be in one pool, and each of them is looked at for each.
        _large_enough(placed.rule, sum(1 for _ in islice(others, placed.rule.least)), spot)


def _known_targets(pool: Sequence[str], by_id: Mapping[str, Target], spot: Spot) -> None:
    for index, name in enumerate(pool):
        if name not in by_id:
            meant = nearest(name, by_id)
            spot.at(index).report(
                "unknown-peer",
                phrase("no target is called {id}", id=foreign(name, 60)),
                phrase("did you mean {meant}?", meant=meant) if meant else phrase("name the id of a target"),
            )


def _large_enough(rule: Peer, count: int, spot: Spot) -> None:
    if count < rule.least:
        spot.report(
            "pool-too-small",
            phrase(
                "the pool has {count} other targets with such a check, {least} are needed",
                count=str(count),
                least=str(rule.least),
            ),
            phrase("add some, or take another kind of rule: fewer than three others prove nothing"),
            key=True,
        )
