"""What is kept up step by step is what comparing everything with everything says."""

import time

from hypothesis import given, settings
from hypothesis import strategies as st

from app.model.alert import AlertKey
from app.model.matcher import Labels, Matchers, match, matchers_of
from app.suppress.cover import Cover
from tests.suppress.making import key

CONDITIONS = [matchers_of(text) for text in ("a=x", "a=x b=y", "a!=x", 'b=~"y|z" a=x', 'c=""', "b=z", "a=")]
LABELS: list[dict[str, str]] = [{}, {"a": "x"}, {"a": "x", "b": "y"}, {"a": "w", "b": "z"}, {"c": "1"}]
NAMES = st.sampled_from(["S-1", "S-2", "S-3"])
KEYS = st.sampled_from([key("a/1"), key("a/2"), key("b/1")])
STEPS = st.one_of(
    st.tuples(st.just("put"), NAMES, st.sampled_from(CONDITIONS)),
    st.tuples(st.just("drop"), NAMES, st.none()),
    st.tuples(st.just("see"), KEYS, st.sampled_from(LABELS)),
    st.tuples(st.just("forget"), KEYS, st.none()),
)


@settings(max_examples=200)
@given(steps=st.lists(STEPS, max_size=25))
def test_after_any_steps_it_holds_for_what_matches(steps: list[tuple[str, object, object]]) -> None:
    """Hits and names agree with a comparison of all with all; those concerned are those that changed."""
    cover = Cover()
    conditions: dict[str, Matchers] = {}
    labels: dict[AlertKey, Labels] = {}
    for what, name, value in steps:
        before = {each: set(cover.names(each)) for each in labels}
        concerned: set[AlertKey] = set()
        if what == "put":
            conditions[str(name)] = value  # type: ignore[assignment]
            concerned = cover.put(str(name), value)  # type: ignore[arg-type]
        elif what == "drop":
            conditions.pop(str(name), None)
            concerned = cover.drop(str(name))
        elif what == "see":
            labels[name] = value  # type: ignore[index,assignment]
            changed = cover.see(name, value)  # type: ignore[arg-type]
            assert changed is (set(cover.names(name)) != before.get(name, set()))  # type: ignore[arg-type,call-overload]
        else:
            labels.pop(name, None)  # type: ignore[call-overload]
            cover.forget(name)  # type: ignore[arg-type]
        for each, known in labels.items():
            assert set(cover.names(each)) == {n for n, found in conditions.items() if match(found, known)}
            if what in ("put", "drop") and set(cover.names(each)) != before[each]:
                assert each in concerned
        for condition, found in conditions.items():
            assert set(cover.hits(condition)) == {e for e, known in labels.items() if match(found, known)}


def test_a_further_alert_under_many_silences_costs_little() -> None:
    """A thousand alerts come and a silence begins over them within a few milliseconds each."""
    cover = Cover()
    for number in range(100):
        cover.put(f"S-{number}", matchers_of(f"target=t-{number} level=critical"))
        cover.put(f"R-{number}", matchers_of(f'target=~"t-{number}.*" level=critical'))
    began = time.thread_time()
    for number in range(1000):
        cover.see(key(f"t-{number}/up"), {"target": f"t-{number}", "level": "critical", "element": "api"})
    each = (time.thread_time() - began) / 1000
    began = time.thread_time()
    cover.put("S-new", matchers_of('target=~"t-1.*"'))
    assert each < 0.005
    assert time.thread_time() - began < 0.2
    assert len(cover.hits("S-new")) == 111
