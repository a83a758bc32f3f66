import json

import pytest

from app.__main__ import main
from app.inventory.schema import DIALECT


def test_schema(capsys: pytest.CaptureFixture[str]) -> None:
    """The command prints one JSON Schema."""
    assert main(["schema"]) == 0
    assert json.loads(capsys.readouterr().out)["$schema"] == DIALECT
