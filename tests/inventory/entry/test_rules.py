from collections.abc import Callable

import pytest

from app.model.loaded import Loaded

Kinds = Callable[..., list[tuple[int, str]]]


def inventory(rule: str, probe: str = '{kind: http, url: "http://127.0.0.1/"}') -> str:
    return f"""targets:
- id: a
  class: api
  checks:
  - probe: {probe}
    rules: [{rule}]
"""


@pytest.mark.parametrize(
    "rule",
    [
        "{kind: threshold, metric: response_time, warning: 1s, critical: 2s, recovery: 1s}",
        "{kind: threshold, metric: response_time, critical: 2s, recovery: 1s}",
        "{kind: threshold, metric: certificate_days, below: true, warning: 21d, critical: 7, recovery: 30d}",
        "{kind: threshold, metric: error_rate, warning: 0.5, critical: 100%}",
        "{kind: threshold, metric: response_time, warning: null, critical: 2s}",
        "{kind: baseline, metric: response_time, width: 4, window: 900}",
    ],
)
def test_good(rule: str, kinds_of: Kinds) -> None:
    """Limits in order, on the good side, in the metric's unit, are accepted."""
    assert kinds_of(inventory(rule)) == []


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("{kind: threshold, metric: response_time, warning: 2s, critical: 2s}", "limits-out-of-order"),
        ("{kind: threshold, metric: response_time, critical: 2s, recovery: 3s}", "recovery-on-the-bad-side"),
        (
            "{kind: threshold, metric: certificate_days, below: true, warning: 21, recovery: 20}",
            "recovery-on-the-bad-side",
        ),
        ("{kind: threshold, metric: error_rate, warning: -1}", "beyond-the-whole"),
        ("{kind: threshold, metric: response_time, warning: 5%}", "wrong-unit"),
        ("{kind: threshold, metric: response_time, warning: ''}", "bad-quantity"),
        ("{kind: threshold, metric: response_time, warning: true}", "not-a-number"),
        ("{kind: threshold, metric: cpu, warning: 90%}", "unknown-metric"),
        ("{kind: threshold, warning: 1}", "missing-key"),
        ("{metric: response_time, warning: 1}", "missing-key"),
        ("{kind: baseline, metric: response_time, width: 0}", "too-small"),
        ("{kind: baseline, metric: response_time, name: no-data}", "reserved-name"),
        ("5", "not-a-mapping"),
    ],
)
def test_bad(rule: str, kind: str, kinds_of: Kinds) -> None:
    """What can never work or never end is refused, each for its own reason and at its line."""
    assert kinds_of(inventory(rule)) == [(6, kind)]


def test_instances(kinds_of: Kinds) -> None:
    """One disk of many is named by the metric and the instance."""
    rule = '{kind: threshold, metric: "disk_used:/var", warning: 90%}'
    assert kinds_of(inventory(rule, "{kind: local}")) == []
    assert kinds_of(inventory(rule.replace("disk_used", "disc_used"), "{kind: local}")) == [
        (6, "unknown-metric")
    ]


def test_unknown_probe_proves_nothing(kinds_of: Kinds) -> None:
    """Rules of a probe that is not understood are not called wrong for what it measures."""
    rule = "{kind: threshold, metric: anything, warning: 90%}"
    assert kinds_of(inventory(rule, "{kind: htp}")) == [(5, "unknown-probe")]


def test_usual_needs_points(loaded: Callable[..., Loaded]) -> None:
    """A window too short for its points is refused with the length that would do."""
    [error] = loaded(inventory("{kind: baseline, metric: response_time, window: 5m}")).errors
    assert error.kind == "window-too-short"
    assert "15 min or more" in error.remedy.plain()


COUNTERS = (
    '{kind: http, url: "http://127.0.0.1/", '
    "extract: [{name: orders, path: o, unit: count}, {name: failed, path: f, unit: count}]}"
)


@pytest.mark.parametrize(
    "rule",
    [
        "{kind: rate, metric: orders, warning: 5k, critical: 10k, per: hour, over: 10m}",
        "{kind: rate, metric: response_time, direction: both, critical: 200ms, recovery: 100ms}",
        "{kind: rate, metric: error_rate, warning: 150%}",
        "{kind: absence, metric: orders, after: 2m, level: critical}",
        "{kind: ratio, warning: 5%, critical: 0.2, recovery: 1%, window: 10m}",
        "{kind: ratio, bad: failed, total: orders, counter: false, critical: 5%, least: 100}",
        "{kind: burn, objective: 99.9%}",
        "{kind: burn, objective: 0.9, bad: failed, total: orders, windows: [{burn: 2, long: 3d, short: 6h}]}",
        "{kind: volume, metric: orders, least: 5k, warning: 60%, counter: true, per: hour}",
        "{kind: volume, metric: orders, least: 20, floor: 1}",
    ],
)
def test_good_over_time(rule: str, kinds_of: Kinds) -> None:
    """Rules over a time take durations, shares and amounts with units."""
    assert kinds_of(inventory(rule, COUNTERS)) == []


@pytest.mark.parametrize(
    ("rule", "kind"),
    [
        ("{kind: rate, metric: orders, warning: 5s}", "wrong-unit"),
        ("{kind: rate, metric: orders}", "no-limit"),
        ("{kind: rate, metric: orders, warning: 1, per: day}", "unknown-value"),
        ("{kind: rate, metric: orders, warning: 1, over: 40s}", "window-too-short"),
        ("{kind: rate, metric: orders, warning: 1, counter: true, direction: fall}", "counter-never-falls"),
        ("{kind: rate, metric: orders, warning: 2, critical: 1}", "limits-out-of-order"),
        ("{kind: absence, metric: ordres}", "unknown-metric"),
        ("{kind: absence, metric: orders, after: soon}", "bad-duration"),
        ("{kind: absence, metric: orders, level: bad}", "unknown-value"),
        ("{kind: ratio, bad: failed, critical: 5%}", "half-a-ratio"),
        ("{kind: ratio, total: orders, critical: 5%}", "half-a-ratio"),
        ("{kind: ratio, bad: faild, total: orders, critical: 5%}", "unknown-metric"),
        ("{kind: ratio, critical: 5}", "beyond-the-whole"),
        ("{kind: ratio, critical: 5ms}", "wrong-unit"),
        ("{kind: ratio, window: 1m, critical: 5%}", "window-too-short"),
        ("{kind: burn}", "missing-key"),
        ("{kind: burn, objective: 99.9}", "too-large"),
        ("{kind: burn, objective: 100%}", "too-large"),
        ("{kind: burn, objective: 99%, windows: []}", "list-too-short"),
        (
            "{kind: burn, objective: 99%, windows: [{burn: 2, long: 5m, short: 1h}]}",
            "windows-out-of-order",
        ),
        ("{kind: burn, objective: 99%, windows: [{burn: 2, long: 1h, short: 40s}]}", "window-too-short"),
        ("{kind: burn, objective: 99%, windows: [{burn: 2, long: 1h}]}", "missing-key"),
        ("{kind: volume, metric: orders, warning: 50%}", "missing-key"),
        ("{kind: volume, metric: orders, least: 5}", "no-limit"),
        ("{kind: volume, metric: orders, least: 5, warning: 50%, critical: 60%}", "limits-out-of-order"),
        ("{kind: volume, metric: orders, least: 5, warning: 60}", "beyond-the-whole"),
        ("{kind: peer, metric: orders}", "missing-key"),
        ("{kind: peer, metric: orders, pool: {tag: role}}", "unknown-key"),
        ("{kind: peer, metric: orders, pool: {label: role}}", "no-such-label"),
        ("{kind: composite}", "no-members"),
        ("{kind: composite, all: [a/http], any: [a/http]}", "too-many-lists"),
        ("{kind: composite, of: [a/http]}", "bad-count"),
        ("{kind: composite, of: [a/http], at_least: 2}", "bad-count"),
        ("{kind: composite, any: [b/http, b/http]}", "duplicate-member"),
    ],
)
def test_bad_over_time(rule: str, kind: str, kinds_of: Kinds) -> None:
    """What can never say anything, or nothing else than one thing, is refused at its line."""
    assert (6, kind) in kinds_of(inventory(rule, COUNTERS))


def test_what_asks_nothing_judges_others_only(kinds_of: Kinds) -> None:
    """A check without a question takes composites, and nothing about what it would measure."""
    assert kinds_of(inventory("{kind: threshold, metric: cpu, warning: 5}", "{kind: none}")) == [
        (6, "nothing-measured")
    ]
    assert kinds_of(inventory("", "{kind: none}").replace("rules: []", "enabled: true")) == [
        (5, "nothing-to-judge")
    ]
