import copy
import functools
import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.inventory.load import load
from app.inventory.text.source import Source, document
from app.model.channel import WebhookChannel
from app.model.check import Flapping
from app.model.loaded import Loaded
from app.model.rule import RULES
from probes import kinds

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "resources" / "inventories"
TARGET = "targets:\n- {id: a, class: api, checks: [{probe: {kind: tcp, host: h, port: 9}}]}\n"
Write = Callable[..., Loaded]
Kinds = Callable[..., list[tuple[int, str]]]


def planted(file: Path) -> list[tuple[int, str]]:
    """Return line and kind of each error that the file's own comments promise."""
    lines = file.read_text().splitlines()
    marks = [(number, re.fullmatch(r"# \^ (\S+)", line)) for number, line in enumerate(lines)]
    return [(number, mark[1]) for number, mark in marks if mark]


@pytest.mark.parametrize(("name", "count"), [("fifty_errors", 50), ("further_errors", 21)])
def test_planted_errors(name: str, count: int) -> None:
    """Each planted error is named, each of its own kind and at its own line, and nothing else is."""
    file = HERE / f"{name}.yaml"
    errors = load([file], kinds()).errors
    assert [(error.line, error.kind) for error in errors] == planted(file)
    assert len({error.kind for error in errors}) == len(errors) == count


@pytest.mark.parametrize("name", ["fifty_errors", "further_errors"])
def test_errors_are_for_people(name: str) -> None:
    """Each error is one line with a place, a key, what is wrong and a remedy; no secret is repeated."""
    for error in load([HERE / f"{name}.yaml"], kinds()).errors:
        assert re.fullmatch(r".+_errors\.yaml:\d+:\d+: .+: .+: .+", error.plain())
        assert "hunter2" not in error.plain()
        assert error.wrong.plain().strip()
        assert error.remedy.plain().strip()


def test_example() -> None:
    """The example that people copy is without an error and shows every class of element and every kind."""
    loaded = load([EXAMPLES / "example.yaml"], kinds())
    assert loaded.errors == ()
    assert loaded.inventory is not None
    assert len({target.element for target in loaded.inventory.targets}) == 6
    assert {type(check.probe) for check in loaded.inventory.checks} == set(kinds())
    rules = {type(rule) for check in loaded.inventory.checks for rule in check.rules}
    assert rules == set(RULES)
    assert isinstance(hook := loaded.inventory.channels[0], WebhookChannel)
    assert hook.secret == "ops-hook"


def test_ten_lines_are_enough() -> None:
    """An inventory of ten lines watches something."""
    file = EXAMPLES / "minimal.yaml"
    assert len(file.read_text().splitlines()) <= 10
    assert load([file], kinds()).inventory is not None


def test_defaults(loaded: Write) -> None:
    """Timing comes from the check, else from its class, else from the defaults, else it is ours."""
    inventory = loaded(
        """
defaults: {interval: 20s, attempts: 4}
classes: {api: {interval: 15s, timeout: 3s}}
targets:
- id: a
  name: Alpha
  class: api
  checks:
  - {probe: {kind: tcp, host: h, port: 9}}
  - {id: own, name: Own, probe: {kind: tcp, host: h, port: 9}, interval: 12, recover_hold: 1m}
- {id: b, class: network, checks: [{probe: {kind: tcp, host: h, port: 9}}]}
"""
    ).inventory
    assert inventory is not None
    first, own, other = inventory.checks
    assert (first.interval, first.timeout, first.attempts, first.retry_interval) == (15, 3, 4, 10)
    assert (own.interval, own.timeout, own.recover_hold) == (12, 3, 60)
    assert (other.interval, other.timeout, other.attempts) == (20, 5, 4)
    assert (first.id, own.id, other.id) == ("a/tcp", "a/own", "b/tcp")
    assert (first.name, own.name, other.name) == ("Alpha tcp", "Own", "b")


def test_one_check_is_called_as_its_target(loaded: Write) -> None:
    """The only check of a target bears its name; a name too long for a cell is cut for it."""
    inventory = loaded(
        "targets: [{id: a, name: Kestrin Live of the North, class: game_provider, "
        "checks: [{probe: {kind: tcp, host: h, port: 9}}]}]"
    ).inventory
    assert inventory is not None
    assert inventory.checks[0].name == "Kestrin Live of the North"
    assert inventory.checks[0].short == inventory.targets[0].short == "Kestrin Live of t…"


def test_limits_with_units(loaded: Write) -> None:
    """Limits are read in the unit of the metric, also of one that the probe's own settings add."""
    inventory = loaded(
        """
targets:
- id: a
  class: api
  checks:
  - probe:
      kind: http
      url: http://127.0.0.1/
      extract: [{name: queue_age, path: age, unit: s}]
    rules:
    - {kind: threshold, metric: response_time, warning: 400ms, critical: 2}
    - {kind: threshold, metric: error_rate, critical: 5%}
    - {kind: threshold, metric: queue_age, warning: 2m}
    - {kind: baseline, metric: response_time, window: 2h}
"""
    ).inventory
    assert inventory is not None
    limits = [
        getattr(rule, "warning", None) or getattr(rule, "critical", None)
        for rule in inventory.checks[0].rules
    ]
    assert limits[:3] == [0.4, 0.05, 120]


def test_several_files(loaded: Write, kinds_of: Kinds) -> None:
    """Files of a folder are one inventory: defaults of one count in the other, ids are unique over all."""
    other = TARGET.replace("id: a", "id: b, depends_on: [a]")
    inventory = loaded("title: T\ndefaults: {interval: 11s}\n", TARGET, other).inventory
    assert inventory is not None
    assert inventory.title == "T"
    assert [check.interval for check in inventory.checks] == [11, 11]
    assert kinds_of("title: T\n", TARGET, TARGET) == [(2, "duplicate-target")]
    assert kinds_of("title: T\n", TARGET, "title: U\n") == [(1, "given-twice")]


def test_one_error_spoils_all(loaded: Write) -> None:
    """There is an inventory or there are errors, never both; the fingerprint is there in any case."""
    found = loaded(TARGET, "targets: [{id: b}]\n")
    assert found.inventory is None
    assert found.errors
    assert found.fingerprint
    assert loaded(TARGET, "targets: []\n").inventory is not None


def test_no_error_follows_another(kinds_of: Kinds) -> None:
    """What cannot be understood in one place causes no second error elsewhere."""
    assert kinds_of(
        """
defaults: {interval: 10 parsecs, retry_interval: 40s}
targets:
- id: a
  clas: api
  class: payment
  depends_on: [b]
  checks: [{timeout: 35s, probe: {kind: tcp, host: h, port: 9}}]
- id: b
  class: bank
  checks: [{probe: {kind: tcp, host: h, port: x}, rules: [{kind: threshold, metric: m, warning: 1}]}]
"""
    ) == [(2, "bad-duration"), (5, "unknown-key"), (10, "unknown-value"), (11, "not-a-number")]


def test_one_wrong_default_is_told_once(kinds_of: Kinds) -> None:
    """A default that no check can live with is named where it stands, once."""
    many = "".join(
        f"- {{id: t{n}, class: api, checks: [{{probe: {{kind: tcp, host: h, port: 9}}}}]}}\n"
        for n in range(20)
    )
    assert kinds_of(f"defaults: {{timeout: 30s}}\ntargets:\n{many}") == [(1, "timeout-too-long")]


def test_circles(kinds_of: Kinds) -> None:
    """Each circle of dependencies is named once, at its first member; a long chain is none."""

    def target(name: str, *parents: str) -> str:
        return (
            f"- {{id: {name}, class: api, depends_on: [{', '.join(parents)}],"
            " checks: [{probe: {kind: tcp, host: h, port: 9}}]}\n"
        )

    two = target("a", "b") + target("b", "a") + target("c", "d", "a") + target("d", "e") + target("e", "c")
    assert kinds_of("targets:\n" + two) == [(2, "dependency-loop"), (4, "dependency-loop")]
    stand_ins = target("a", "{any: [b, c]}") + target("b", "{at_least: 1, of: [c, a]}") + target("c")
    assert kinds_of("targets:\n" + stand_ins) == [(2, "dependency-loop")]
    chain = target("n0") + "".join(target(f"n{n}", f"n{n - 1}") for n in range(1, 300))
    assert kinds_of("targets:\n" + chain) == []


@pytest.mark.parametrize(
    "text",
    [
        "[]",
        "5",
        "text",
        "targets: 5",
        "targets: {a: 1}",
        "channels: x",
        "defaults: 3",
        "classes: [a]",
        "title: []",
        "targets: [null]",
        "targets: null",
        "channels: [[]]",
        "classes: {api: 5}",
        "targets: [{checks: [1, {probe: 1}]}]",
    ],
)
def test_wrong_shapes(text: str, loaded: Write) -> None:
    """Any other shape than the right one is an error with a place, never an accident."""
    found = loaded(text)
    assert found.inventory is None
    assert all(error.line == 1 for error in found.errors)


def assert_sound(loaded: Loaded, lines: list[str]) -> None:
    """Either an inventory or errors whose places exist."""
    assert (loaded.inventory is None) == bool(loaded.errors)
    for error in loaded.errors:
        assert 1 <= error.line <= len(lines), error
        assert 1 <= error.column <= len(lines[error.line - 1]) + 1, error
        assert "\n" not in error.plain()


PIECES = st.one_of(
    st.text(max_size=5),
    st.sampled_from(
        [
            "\n",
            "  ",
            "- ",
            ": ",
            "{",
            "}",
            "[",
            "]",
            "&a ",
            "*a",
            "!t ",
            "'",
            "#",
            "|",
            "\t",
            "null",
            ".nan",
            "\r",
            "9" * 400,
            "-1",
            "true",
            "\x00",
            "\u2028",
            "---\n",
            "secret",
            "10s",
        ]
    ),
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_mutation(data: st.DataObject, tmp_path: Path) -> None:
    """However the example is damaged: nothing is raised, and each error stands at a real place."""
    text = (EXAMPLES / "example.yaml").read_text()
    for _ in range(data.draw(st.integers(1, 6))):
        start = data.draw(st.integers(0, len(text)))
        length = data.draw(st.sampled_from([0, 0, 1, 1, 3, 20, 200]))
        text = text[:start] + data.draw(PIECES) + text[start + length :]
    file = tmp_path / "mutated.yaml"
    file.write_bytes(text.encode("utf-8", "surrogatepass"))
    assert_sound(load([file], kinds()), text.split("\n"))


VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=8),
    st.sampled_from(["10s", "90%", "a", "tcp"]),
    st.just([]),
    st.just({}),
    st.dictionaries(st.sampled_from(["kind", "id", "secret", "path"]), st.text(max_size=3)),
)


def branches(part: Any) -> list[Any]:
    """Return every mapping and list within a document."""
    children = list(part.values()) if isinstance(part, dict) else part if isinstance(part, list) else []
    inner = [branch for child in children for branch in branches(child)]
    return [part, *inner] if isinstance(part, dict | list) and part else inner


@functools.cache  # to read it is half of what a mutation costs
def example() -> Any:
    """Return the example inventory as a document."""
    return yaml.safe_load((EXAMPLES / "example.yaml").read_text())


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_wrong_value(data: st.DataObject, tmp_path: Path) -> None:
    """Whatever stands in place of a value, good YAML all the same: an inventory or errors with places."""
    whole = copy.deepcopy(example())
    for _ in range(data.draw(st.integers(1, 4))):
        holder = data.draw(st.sampled_from(branches(whole)))
        step = data.draw(st.sampled_from(sorted(holder) if isinstance(holder, dict) else range(len(holder))))
        holder[step] = data.draw(VALUES)
    text = json.dumps(whole, indent=1)
    file = tmp_path / "mutated.yaml"
    file.write_text(text)
    assert_sound(load([file], kinds()), text.split("\n"))


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes(data: bytes) -> None:
    """Any bytes at all give a document or errors."""
    found = document(Source(file="f", data=data))
    assert found.errors or found.root is not None


def test_flapping_is_set_for_all_and_for_one(loaded: Write) -> None:
    """The nearest place says whether good and bad in turn is an alarm, and from where to where."""
    text = """
defaults: {flapping: {high: 0.7, low: 0.4}}
targets:
- id: a
  class: api
  checks:
  - {probe: {kind: tcp, host: h, port: 9}}
  - {id: calm, probe: {kind: tcp, host: h, port: 9}, flapping: off}
"""
    inventory = loaded(text).inventory
    assert inventory is not None
    first, calm = inventory.checks
    assert first.flapping == Flapping(high=0.7, low=0.4)
    assert calm.flapping is None
    (error,) = loaded(text.replace("flapping: off", "flapping: {high: 0.2, low: 0.9}")).errors
    assert (error.line, error.kind) == (8, "flapping-limits")


def test_references_of_the_machine_can_be_left_out(loaded: Write) -> None:
    """Gateways and name servers are held on to unless the file says otherwise; another word is an error."""
    for text, expected in (("", "automatic"), ("references: none\n", "none")):
        inventory = loaded(text + TARGET).inventory
        assert inventory is not None
        assert inventory.references == expected
    (error,) = loaded("references: some\n" + TARGET).errors
    assert error.line == 1
    assert "automatic, none" in error.plain()
