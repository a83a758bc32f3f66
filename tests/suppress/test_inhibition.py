"""Inhibition as Alertmanager does it, compared with a plain reading of its documentation."""

from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.alert import AlertKey
from app.model.maintenance import Inhibition
from app.model.matcher import Labels, match, matchers_of
from app.suppress.inhibition import Inhibitor
from tests.suppress.making import key

RULES = [
    Inhibition(source=matchers_of("level=critical"), target=matchers_of("level=warning"), equal=("target",)),
    Inhibition(source=matchers_of("rule=up"), target=matchers_of('rule=~".+"'), equal=("site",)),
    Inhibition(source=matchers_of("site=a"), target=matchers_of("site=b")),
]
ALERTS = st.fixed_dictionaries(
    {
        "level": st.sampled_from(["critical", "warning"]),
        "rule": st.sampled_from(["up", "slow"]),
        "target": st.sampled_from(["x", "y"]),
    },
    optional={"site": st.sampled_from(["a", "b"])},
)
KEYS = st.sampled_from([key(f"{name}/1") for name in "abcd"])


def plainly(found: AlertKey, firing: dict[AlertKey, Labels], rules: list[Inhibition]) -> bool:
    """Say whether an alert is inhibited, in the words of Alertmanager's documentation."""
    mine = firing[found]
    for rule in rules:
        if not match(rule.target, mine):
            continue
        for other, labels in firing.items():
            if other == found or not match(rule.source, labels):
                continue
            if any(mine.get(name, "") != labels.get(name, "") for name in rule.equal):
                continue
            both = match(rule.source, mine) and match(rule.target, labels)
            if not both:
                return True
    return False


@settings(max_examples=250)
@given(
    rules=st.lists(st.sampled_from(RULES), min_size=1, max_size=3),
    steps=st.lists(st.tuples(KEYS, st.none() | ALERTS), max_size=15),
)
def test_after_any_steps_it_inhibits_what_the_documentation_says(
    rules: list[Inhibition], steps: list[tuple[AlertKey, dict[str, str] | None]]
) -> None:
    """And names everybody whom a step concerns, so that nothing is left as it was by mistake."""
    inhibitor = Inhibitor(rules)
    firing: dict[AlertKey, Labels] = {}
    for name, labels in steps:
        before = {each: inhibitor.source_of(each) is not None for each in firing}
        if labels is None:
            firing.pop(name, None)
            concerned = inhibitor.forget(name)
        else:
            firing[name] = labels
            concerned = inhibitor.see(name, labels)
        for each in firing:
            held = inhibitor.source_of(each) is not None
            assert held is plainly(each, firing, rules)
            if each != name and held is not before.get(each):
                assert each in concerned


def test_what_matches_both_sides_does_not_inhibit_itself() -> None:
    """Nor do two that both match both sides inhibit each other, so that neither would ever be told."""
    rule = Inhibition(source=matchers_of("level=critical"), target=matchers_of('level=~".+"'))
    inhibitor = Inhibitor([rule])
    inhibitor.see(key("a/1"), {"level": "critical"})
    inhibitor.see(key("b/1"), {"level": "critical"})
    inhibitor.see(key("c/1"), {"level": "warning"})
    assert inhibitor.source_of(key("a/1")) is inhibitor.source_of(key("b/1")) is None
    assert inhibitor.source_of(key("c/1")) == key("a/1")


def test_the_next_source_takes_over() -> None:
    """While any source fires, the target is held; it is let go with the last of them."""
    inhibitor = Inhibitor(RULES[:1])
    inhibitor.see(key("a/1"), {"level": "critical", "target": "x"})
    inhibitor.see(key("b/1"), {"level": "critical", "target": "x"})
    inhibitor.see(key("c/1"), {"level": "warning", "target": "x"})
    assert key("c/1") in inhibitor.forget(key("a/1"))
    assert inhibitor.source_of(key("c/1")) == key("b/1")
    assert inhibitor.forget(key("b/1")) == {key("c/1")}
    assert inhibitor.source_of(key("c/1")) is None
