"""The page that lists every key is made of the types, and its examples are good inventories."""

from pathlib import Path
from typing import Any

import pytest
import yaml

import reference
from app.inventory.load import load
from probes import kinds
from reference_words import EXAMPLES, MEANINGS

TAGS = [str(kind.__struct_config__.tag) for kind in kinds()]


def test_the_page_is_what_the_types_say() -> None:
    """The page is up to date; where it is not: .venv/bin/python packaging/reference.py."""
    assert reference.PAGE.read_text(encoding="utf-8") == reference.page()


def test_no_meaning_is_left_over() -> None:
    """A meaning whose key is gone is gone too."""
    shown = reference.page()
    assert not [key for key in MEANINGS if f"`{key.rpartition('.')[2]}`" not in shown]
    assert sorted(EXAMPLES) == sorted(TAGS)


def members(check: dict[str, Any]) -> list[dict[str, Any]]:
    """Return targets with the checks that an example's rules judge."""
    names = [name.split("/") for rule in check.get("rules", ()) for name in rule.get("of", ())]
    probe = {"kind": "tcp", "host": "127.0.0.1", "port": 9}
    return [
        {"id": target, "class": "api", "checks": [{"id": name, "probe": probe}]} for target, name in names
    ]


@pytest.mark.parametrize("tag", TAGS)
def test_the_example_of_a_kind_is_a_good_inventory(tag: str, tmp_path: Path) -> None:
    """Each example can be copied: it loads without an error."""
    check = yaml.safe_load(EXAMPLES[tag])
    assert check["probe"]["kind"] == tag
    file = tmp_path / "inventory.yaml"
    listen = {"address": "127.0.0.1", "port": 8765}
    targets = [{"id": "t", "class": "api", "checks": [check]}, *members(check)]
    file.write_text(yaml.safe_dump({"listen": listen, "targets": targets}))
    assert load([file], kinds()).errors == ()
