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
