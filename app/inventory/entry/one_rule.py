"""One rule as a person types it: ``metric=response_time warning=400ms critical=1s``."""

import shlex

from app.inventory.entry.rules import RuleReader, measured
from app.inventory.entry.timing import Timing
from app.inventory.text.parse import parse
from app.inventory.text.tree import Spot
from app.model.check import Check
from app.model.inventory_error import InventoryError
from app.model.phrase import foreign, phrase
from app.model.rule import Rule

_WHERE = "--rule"


def read_rule(text: str, check: Check) -> tuple[Rule | None, tuple[InventoryError, ...]]:
    """Return the rule for a check, or what is wrong with it. A rule without a kind is a threshold."""
    try:
        words = shlex.split(text)
    except ValueError as error:
        return None, (_wrong(str(error)),)
    for word in words:
        if "=" not in word:
            return None, (_wrong(f"{word} is no key=value"),)
    named = dict(word.split("=", 1) for word in words)
    keys = {"kind": "threshold"} | named
    document = parse(_WHERE, f"[{{{', '.join(f'{key}: {value}' for key, value in keys.items())}}}]")
    if not isinstance(document.root, list):
        return None, tuple(document.errors)
    timing = Timing(interval=check.interval, attempts=check.attempts)
    found = RuleReader(measured(check.probe), timing).read(document.root, Spot(document))
    return (found[0] if found else None), tuple(document.errors)


def _wrong(text: str) -> InventoryError:
    return InventoryError(
        file=_WHERE,
        line=1,
        column=1,
        key="",
        wrong=phrase("{text}", text=foreign(text)),
        remedy=phrase("write {form}", form="metric=response_time warning=400ms critical=1s"),
        kind="not-a-rule",
    )
