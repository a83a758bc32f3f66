import pytest

from app.model.quantity import Unit
from app.model.rule import (
    RULES,
    Absence,
    Baseline,
    Burn,
    Composite,
    Label,
    Peer,
    Rate,
    Ratio,
    Rule,
    Threshold,
    Volume,
)  # fmt: skip
from app.model.rule_facts import levels, needs, reach, unit_of

CASES: list[tuple[Rule, tuple[str, ...], float, Unit]] = [
    (Threshold(metric="m", warning=1.0), ("m",), 0.0, Unit.BYTES),
    (Baseline(metric="m", window=600.0), (), 600.0, Unit.BYTES),
    (Rate(metric="m", over=60.0), ("m",), 60.0, Unit.BYTES),
    (Absence(metric="m", after=30.0), (), 30.0, Unit.BYTES),
    (Ratio(window=60.0), (), 60.0, Unit.RATIO),
    (Ratio(bad="b", total="t"), ("b", "t"), 300.0, Unit.RATIO),
    (Burn(objective=0.9), (), 3 * 86_400.0, Unit.NONE),
    (Burn(objective=0.9, bad="b", total="t"), ("b", "t"), 3 * 86_400.0, Unit.NONE),
    (Peer(metric="m", pool=Label(label="role")), ("m",), 0.0, Unit.BYTES),
    (Volume(metric="m", least=1.0), ("m",), 12 * 3600.0, Unit.BYTES),
    (Composite(any=("a/b",)), (), 0.0, Unit.NONE),
]


@pytest.mark.parametrize(("rule", "needed", "seconds", "unit"), CASES)
def test_each_kind_has_its_facts(rule: Rule, needed: tuple[str, ...], seconds: float, unit: Unit) -> None:
    """What a rule needs, how far it looks back and what its value is in are told of every kind."""
    assert (needs(rule), reach(rule), unit_of(rule, Unit.BYTES)) == (needed, seconds, unit)


def test_all_kinds_are_here() -> None:
    """A kind that is new has to be thought of."""
    assert {type(rule) for rule, *_ in CASES} == set(RULES)


def test_each_rule_has_a_name() -> None:
    """A rule without a name of its own is called by what it judges and how."""
    assert [rule.id for rule, *_ in CASES] == [
        "m", "m-usual", "m-rate", "m-absence", "error_rate-ratio", "b-ratio", "burn", "b-burn", "m-peers",
        "m-volume", "composite",
    ]  # fmt: skip


def test_limits_that_a_chart_can_draw() -> None:
    """Only limits that are values of the metric itself are lines in its chart."""
    assert levels(Threshold(metric="cpu", warning=0.8, critical=0.9)) == (("warning", 0.8), ("critical", 0.9))
    assert levels(Ratio(warning=0.1)) == (("warning", 0.1),)
    assert levels(Ratio(bad="a", total="b", warning=0.1)) == ()
    burning = levels(Burn(objective=0.99))
    assert [level for level, _ in burning] == ["critical", "critical", "warning"]
    assert burning[0][1] == pytest.approx(0.144)
    assert levels(Volume(metric="bets", least=10, floor=2.0)) == (("critical", 2.0),)
    assert levels(Rate(metric="cpu", warning=0.1)) == ()
