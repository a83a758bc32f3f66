from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator

from app.inventory.schema import json_schema
from probes import kinds

HERE = Path(__file__).parent
EXAMPLES = HERE.parent.parent / "resources" / "inventories"


@pytest.fixture(scope="module")
def validator() -> Draft202012Validator:
    """Return a validator with our schema."""
    schema = json_schema(kinds())
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


@pytest.mark.parametrize("name", ["example", "minimal"])
def test_what_validate_accepts(name: str, validator: Draft202012Validator) -> None:
    """The schema accepts the inventories in the box."""
    data = yaml.safe_load((EXAMPLES / f"{name}.yaml").read_text())
    assert [error.message for error in validator.iter_errors(data)] == []


def test_fifty_errors(validator: Draft202012Validator) -> None:
    """The schema finds what an editor can find in the file with fifty errors."""
    text = (
        (HERE / "fifty_errors.yaml")
        .read_text()
        .replace("!team ", "")
        .replace("<<: {id: merged}", "labels: {}")
    )
    found = {error.json_path for error in validator.iter_errors(yaml.safe_load(text))}
    assert {"$", "$.title", "$.defaults.interval", "$.targets[0].id", "$.targets[3].name"} <= found
    assert len(found) >= 20


@pytest.mark.parametrize(
    ("check", "good"),
    [
        ({"interval": "10s"}, True),
        ({"interval": "1h30m"}, True),
        ({"interval": 10}, True),
        ({"interval": "10 parsecs"}, False),
        ({"interval": 0.1}, False),
        ({"probe": {"kind": "tcp", "host": "h"}}, False),
        ({"probe": {"kind": "tcp", "host": "h", "port": 1, "prt": 1}}, False),
        ({"probe": {"kind": "redis", "host": "h", "password": "plain"}}, False),
        ({"probe": {"kind": "redis", "host": "h", "password": {"secret": "name"}}}, True),
        ({"rules": [{"kind": "threshold", "metric": "m", "warning": "90%"}]}, True),
        ({"rules": [{"kind": "threshold", "metric": "m", "warning": "much"}]}, False),
        ({"rules": [{"kind": "baseline", "metric": "m", "window": "2h"}]}, True),
        ({"colour": 1}, False),
    ],
)
def test_checks(check: dict[str, Any], good: bool, validator: Draft202012Validator) -> None:
    """Durations, limits, references and probe settings are judged as the program judges them."""
    whole = {"probe": {"kind": "tcp", "host": "h", "port": 1}, **check}
    data = {"targets": [{"id": "a", "class": "api", "checks": [whole]}]}
    assert validator.is_valid(data) is good


def test_every_kind_is_described() -> None:
    """Each probe kind stands in the schema with its own sentence and its example."""
    schema = json_schema(kinds())
    for kind in kinds():
        tag = str(kind.__struct_config__.tag)
        part = schema["$defs"][f"probe-{tag}"]
        assert part["description"]
        assert part["properties"]["kind"] == {"const": tag}
        example = {**kind.example, "kind": tag}
        assert Draft202012Validator({**schema, **part}).is_valid(example), tag
