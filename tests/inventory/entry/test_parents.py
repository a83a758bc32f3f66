from collections.abc import Callable

import pytest

from app.inventory.wire import decode_inventory, encode_inventory
from app.model.loaded import Loaded
from app.model.target import Redundancy
from probes import kinds

Write = Callable[..., Loaded]
Kinds = Callable[..., list[tuple[int, str]]]
CHECKS = "checks: [{probe: {kind: tcp, host: h, port: 9}}]"
OTHERS = "".join(f"- {{id: {name}, class: api, {CHECKS}}}\n" for name in "bcd")


def depending(on: str) -> str:
    return f"targets:\n{OTHERS}- id: a\n  class: api\n  {CHECKS}\n  depends_on: {on}\n"


def test_names_and_groups(loaded: Write) -> None:
    """Names stay what they are; beside them stand groups, of which one or so many must work."""
    inventory = loaded(depending("[b, {any: [c, d]}, {at_least: 2, of: [c, d]}]")).inventory
    assert inventory is not None
    assert inventory.targets[-1].depends_on == (
        "b",
        Redundancy(of=("c", "d")),
        Redundancy(of=("c", "d"), at_least=2),
    )
    assert decode_inventory(encode_inventory(inventory), kinds()) == inventory


@pytest.mark.parametrize(
    ("on", "kind", "key"),
    [
        ("[{any: [b]}]", "useless-group", "depends_on[0].any"),
        ("[{any: []}]", "useless-group", "depends_on[0].any"),
        ("[b, {at_least: 1, of: [c]}]", "useless-group", "depends_on[1].of"),
        ("[{at_least: 3, of: [b, c]}]", "impossible-group", "depends_on[0].at_least"),
        ("[{at_least: 0, of: [b, c]}]", "too-small", "depends_on[0].at_least"),
        ("[{any: [b, c], at_least: 1}]", "mixed-group", "depends_on[0]"),
        ("[{any: [b, c], of: [b, c]}]", "mixed-group", "depends_on[0]"),
        ("[{of: [b, c]}]", "mixed-group", "depends_on[0]"),
        ("[{at_least: 2}]", "mixed-group", "depends_on[0]"),
        ("[{}]", "mixed-group", "depends_on[0]"),
        ("[{all: [b, c]}]", "unknown-key", "depends_on[0].all"),
        ("[{any: b}]", "not-a-list", "depends_on[0].any"),
        ("[[b, c]]", "not-text", "depends_on[0]"),
        ("[{any: [b, 5]}]", "not-text", "depends_on[0].any[1]"),
        ("[{any: [b, e]}]", "unknown-dependency", "depends_on[0].any[1]"),
        ("[{any: [b, b]}]", "duplicate-dependency", "depends_on[0].any[1]"),
        ("[b, {any: [b, c]}]", "duplicate-dependency", "depends_on[1].any[0]"),
        ("[{any: [b, a]}]", "depends-on-itself", "depends_on[0].any[1]"),
    ],
)
def test_mistakes(loaded: Write, on: str, kind: str, key: str) -> None:
    """A mistake in a group is one error, which names the line, the key, what is wrong and the remedy."""
    (error,) = loaded(depending(on)).errors
    assert (error.line, error.kind, error.key) == (8, kind, f"targets[3].{key}")
    assert error.wrong.plain()
    assert error.remedy.plain()
