from typing import ClassVar

from msgspec.structs import replace

from app.model.pool import counterpart, of_targets
from tests.alerts.making import Nothing, check, target


class Other(Nothing, frozen=True, kw_only=True, tag="other-for-tests"):
    """Another kind of probe."""

    example: ClassVar[dict[str, object]] = {}


def test_targets_are_found_by_each_value_of_each_label() -> None:
    """Two targets with the same value of a label stand together, in the inventory's order."""
    targets = [
        replace(target("b"), labels={"role": "front", "site": "north"}),
        replace(target("a"), labels={"role": "front"}),
        replace(target("c"), labels={"role": "back"}),
        target("d"),
    ]
    found = of_targets(targets)
    assert found["role", "front"] == ["b", "a"]
    assert found["role", "back"] == ["c"]
    assert ("role", "") not in found


def test_the_check_of_the_same_name_is_the_counterpart() -> None:
    """Its id within the target goes before its kind."""
    named = replace(check("b/load"), probe=Other())
    assert counterpart(check("a/load"), [check("b/disk"), named]) is named


def test_else_it_is_the_only_one_of_its_kind() -> None:
    """Where two are of the same kind nobody knows which one is meant."""
    alike = check("b/disk")
    other = replace(check("b/cpu"), probe=Other())
    assert counterpart(check("a/load"), [other, alike]) is alike
    assert counterpart(check("a/load"), [check("b/x"), alike]) is None
    assert counterpart(check("a/load"), [other]) is None
    assert counterpart(check("a/load"), []) is None
