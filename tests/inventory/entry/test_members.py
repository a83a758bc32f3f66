from collections.abc import Callable, Sequence

import pytest

from app.model.loaded import Loaded

Kinds = Callable[..., list[tuple[int, str]]]
PROBE = "{kind: tcp, host: 127.0.0.1, port: 9}"
USUAL = "{kind: baseline, metric: response_time}"


def composites(*rules: str) -> str:
    """Return an inventory with checks a/c0, a/c1 … that judge others, each with one rule on its own line."""
    lines = [
        "targets:",
        f"- {{id: b, class: api, checks: [{{id: tcp, probe: {PROBE}, rules: [{USUAL}]}}]}}",
        "- id: a",
        "  class: api",
        "  checks:",
    ]
    lines += [
        f"  - {{id: c{number}, probe: {{kind: none}}, rules: [{rule}]}}" for number, rule in enumerate(rules)
    ]
    return "\n".join(lines) + "\n"


def test_members_that_are_there(loaded: Callable[..., Loaded]) -> None:
    """A check, a rule of it, one that every check has, and another composite are members."""
    rules = (
        "{kind: composite, any: [b/tcp]}",
        "{kind: composite, all: [b/tcp#response_time-usual, b/tcp#up]}",
        "{kind: composite, of: [a/c0, a/c1, b/tcp], at_least: 2}",
    )
    inventory = loaded(composites(*rules)).inventory
    assert inventory is not None
    assert not inventory.checks[1].probe.asks


@pytest.mark.parametrize(
    ("rule", "kind", "remedy"),
    [
        ("{kind: composite, any: [b/tpc]}", "unknown-member", "did you mean b/tcp?"),
        ("{kind: composite, any: [b]}", "unknown-member", "name it as target/check, with its ids"),
        (
            "{kind: composite, any: ['b/tcp#respons_time-usual']}",
            "unknown-member-rule",
            "response_time-usual",
        ),
        ("{kind: composite, any: ['b/tcp#other']}", "unknown-member-rule", "leave out #"),
    ],
)
def test_members_that_are_not(rule: str, kind: str, remedy: str, loaded: Callable[..., Loaded]) -> None:
    """A name that nobody has is refused at its place, with what was probably meant."""
    [error] = loaded(composites(rule)).errors
    assert (error.line, error.kind) == (6, kind)
    assert error.key.endswith(".rules[0].any[0]")
    assert remedy in error.remedy.plain()


def test_a_member_that_is_wrong_itself_is_not_called_unknown(kinds_of: Kinds) -> None:
    """One mistake is told once: a check that is refused is known all the same."""
    text = composites("{kind: composite, any: [b/tcp]}").replace("port: 9", "port: 0")
    assert kinds_of(text) == [(2, "too-small")]


@pytest.mark.parametrize(
    ("rules", "ring", "line"),
    [
        (("any: [a/c0]",), "a/c0 -> a/c0", 6),
        (("any: [b/tcp, a/c1]", "any: [a/c0]"), "a/c0 -> a/c1 -> a/c0", 7),
        (("any: [a/c1]", "any: [a/c2]", "any: ['a/c1#composite']"), "a/c1 -> a/c2 -> a/c1", 8),
    ],
)
def test_circles(rules: Sequence[str], ring: str, line: int, loaded: Callable[..., Loaded]) -> None:
    """A check that would be judged by itself is refused once, at the place that closes the circle."""
    [error] = loaded(composites(*[f"{{kind: composite, {rule}}}" for rule in rules])).errors
    assert (error.line, error.kind) == (line, "composite-loop")
    assert error.wrong.plain() == f"the checks go in a circle: {ring}"


def pool(count: int, rule: str = "{kind: peer, metric: response_time, pool: {label: role}}") -> str:
    """Return an inventory of so many targets of one role; the first has the rule, on line 2."""
    rows = [
        f"- {{id: n{number}, class: api, labels: {{role: front}}, checks: [{{probe: {PROBE}}}]}}"
        for number in range(count)
    ]
    rows[0] = rows[0].replace(f"probe: {PROBE}", f"probe: {PROBE}, rules: [{rule}]")
    return "\n".join(["targets:", *rows]) + "\n"


def test_pools(kinds_of: Kinds) -> None:
    """Three others are a pool, by label or by name; fewer are not."""
    listed = "{kind: peer, metric: response_time, pool: [n1, n2, n3]}"
    assert kinds_of(pool(4)) == []
    assert kinds_of(pool(4, listed)) == []
    assert kinds_of(pool(3)) == [(2, "pool-too-small")]
    assert kinds_of(pool(4, listed.replace("n3", "n0"))) == [(2, "pool-too-small")]
    assert kinds_of(pool(5, listed.replace("n1,", "n1, n2, n4, m9,"))) == [(2, "unknown-peer")]


def test_a_pool_is_of_checks_that_are_alike(kinds_of: Kinds) -> None:
    """A target of the role without such a check is no peer."""
    text = pool(4).replace("id: n3, class: api", "id: n3, class: database")
    assert kinds_of(text) == []
    lines = text.splitlines()
    lines[4] = lines[4].replace(PROBE, '{kind: http, url: "http://127.0.0.1/"}')
    assert kinds_of("\n".join(lines)) == [(2, "pool-too-small")]


def test_a_target_without_the_label_has_no_pool(kinds_of: Kinds) -> None:
    """Who has a rule on a pool is in it."""
    assert kinds_of(pool(5).replace("id: n0, class: api, labels: {role: front}", "id: n0, class: api")) == [
        (2, "no-such-label")
    ]
