"""Which checks are compared, how they would be, and which others their rules look at."""

from collections.abc import Iterable, Sequence

from msgspec.structs import replace

from app.analysis.rules.company import Company, members
from app.model.check import Check, Inventory
from app.model.message import AskReplay
from app.model.rule import Peer, Rule
from app.replay.compare import Pair


def asked(checks: Iterable[Check], ask: AskReplay) -> list[Pair]:
    """Return the checks that are meant, each beside how it would be."""
    meant = [each for each in checks if not ask.checks or each.id in ask.checks or each.target in ask.checks]
    if ask.rules and not ask.checks:
        meant = _having(meant, ask.rules)
    return [Pair(present=each, changed=_changed(each, ask)) for each in meant]


def between(before: Iterable[Check], after: Iterable[Check]) -> list[Pair]:
    """Return the checks of two inventories side by side, in the order of the second."""
    old, new = ({check.id: check for check in checks} for checks in (before, after))
    return [Pair(present=old.get(name), changed=new.get(name)) for name in {**new, **old}]


def accompanied(pairs: Sequence[Pair], inventory: Inventory) -> list[Pair]:
    """Return the pairs with those beside that their rules look at: peers, members, and theirs."""
    company = Company(find=lambda _: None, alerts=lambda _: {})
    wanted = [check for pair in pairs for check in (pair.present, pair.changed) if check is not None]
    checks = {check.id: check for check in inventory.checks}
    meant = checks | {check.id: check for check in wanted}
    company.index({each.id: each for each in inventory.targets}, list(meant.values()))
    known = {pair.either.id for pair in pairs}
    found = list(pairs)
    while wanted:
        check = wanted.pop()
        pools = [
            name for rule in check.rules if isinstance(rule, Peer) for name in company.pooled(check, rule)
        ]
        for name in (*members(check), *pools):
            other = checks.get(name)
            if other is not None and name not in known:
                known.add(name)
                wanted.append(other)
                found.append(Pair(present=other, changed=other, beside=True))
    return found


def _changed(check: Check, ask: AskReplay) -> Check:
    named = {rule.id: rule for rule in (*check.rules, *ask.rules)}
    return replace(
        check,
        rules=tuple(named.values()),
        attempts=check.attempts if ask.attempts is None else ask.attempts,
        recover_hold=check.recover_hold if ask.recover_hold is None else ask.recover_hold,
    )


def _having(checks: Sequence[Check], rules: Sequence[Rule]) -> list[Check]:
    """Return the checks that have a rule of one of these names."""
    names = {rule.id for rule in rules}
    return [check for check in checks if names & {rule.id for rule in check.rules}]
