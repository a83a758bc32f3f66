from collections.abc import Callable

import pytest

from app.analysis.judge import judge
from app.analysis.window import Window
from app.inventory.entry.default_rules import DEFAULT_RULES, unasked
from app.inventory.schema import json_schema
from app.model.loaded import Loaded
from app.model.rule import Rule, Threshold
from app.model.verdict import Level
from probes import kinds
from tests.alerts.making import at, check, sample
from tests.inventory.entry.test_rules import inventory

Write = Callable[..., Loaded]
HTTPS = '{kind: http, url: "https://127.0.0.1/"}'


@pytest.fixture
def rules_of(loaded: Write) -> Callable[..., tuple[Rule, ...]]:
    """Return a function that gives the rules of a check as they are judged."""

    def rules(probe: str, *given: str) -> tuple[Rule, ...]:
        found = loaded(inventory(", ".join(given), probe)).inventory
        assert found is not None
        return found.checks[0].rules

    return rules


def test_a_certificate_is_judged_without_asking(rules_of: Callable[..., tuple[Rule, ...]]) -> None:
    """A check over TLS warns at 21 days and is critical at 7, beside its own rules."""
    own, added = rules_of(HTTPS, "{kind: threshold, metric: response_time, warning: 1s}")
    assert own.metric == "response_time"
    assert added == Threshold(metric="certificate_days", warning=21.0, critical=7.0, below=True)


@pytest.mark.parametrize(
    "own",
    [
        "{kind: threshold, metric: certificate_days, below: true, critical: 2d}",
        "{kind: baseline, metric: certificate_days}",
        "{kind: threshold, metric: response_time, critical: 2s, name: certificate_days}",
    ],
)
def test_a_rule_of_ones_own_takes_its_place(own: str, rules_of: Callable[..., tuple[Rule, ...]]) -> None:
    """Who judges the certificate, or uses the rule's name, has only that rule."""
    assert len(rules_of(HTTPS, own)) == 1


def test_what_has_no_certificate_has_no_rule_for_it(rules_of: Callable[..., tuple[Rule, ...]]) -> None:
    """Plain HTTP and a kind without TLS are not judged by a number that never comes."""
    assert rules_of('{kind: http, url: "http://127.0.0.1/"}') == ()
    assert rules_of("{kind: icmp, host: 127.0.0.1}") == ()


@pytest.mark.fault("N15")
def test_five_days_left_are_critical_and_twenty_a_warning() -> None:
    """The default rule calls for a renewal three weeks before the end, and for people at one week."""
    levels = []
    for days in (90, 20, 5, -1):
        window = Window(check("a/b", *DEFAULT_RULES))
        window.add(sample(0.0, certificate_days=days))
        levels.append(judge(window.check, window, {}, at(0))[1].level)
    assert levels == [Level.GOOD, Level.WARNING, Level.CRITICAL, Level.CRITICAL]


def test_the_schema_says_so() -> None:
    """Who writes an inventory with the schema at hand reads what is judged without asking."""
    described = json_schema(kinds())["$defs"]["check"]["properties"]["rules"]["description"]
    assert unasked() in described
    assert "certificate_days (warning below 21, critical below 7)" in described
