import json
from pathlib import Path

import pytest
import yaml

from app.__main__ import main

ROOT = Path(__file__).parent.parent.parent
EXAMPLE = ROOT / "resources" / "inventories" / "example.yaml"
FIFTY = ROOT / "tests" / "inventory" / "fifty_errors.yaml"


def checks() -> int:
    """Count the checks of the example with another reader of YAML."""
    return sum(len(target["checks"]) for target in yaml.safe_load(EXAMPLE.read_text())["targets"])


def test_good(capsys: pytest.CaptureFixture[str]) -> None:
    """A good inventory is counted, and the exit code is 0."""
    assert main(["validate", str(EXAMPLE)]) == 0
    targets = yaml.safe_load(EXAMPLE.read_text())["targets"]
    assert capsys.readouterr().out == f"OK: {len(targets)} targets, {checks()} checks\n"


def test_fifty(capsys: pytest.CaptureFixture[str]) -> None:
    """All errors are printed in the order of their lines, one a line, and the exit code is 2."""
    assert main(["validate", str(FIFTY)]) == 2
    out, err = capsys.readouterr()
    lines = [int(line.removeprefix(f"{FIFTY}:").split(":")[0]) for line in out.splitlines()]
    assert len(lines) == 50
    assert lines == sorted(lines)
    assert err == "50 errors\n"


def test_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    """With --json the outcome is one object with the same errors."""
    assert main(["validate", "--json", str(FIFTY)]) == 2
    found = json.loads(capsys.readouterr().out)
    assert (found["version"], found["ok"], len(found["errors"])) == (1, False, 50)
    assert found["errors"][0].keys() == {"file", "line", "column", "key", "kind", "wrong", "remedy"}
    assert main(["validate", "--json", str(EXAMPLE)]) == 0
    assert json.loads(capsys.readouterr().out)["checks"] == checks()


def test_without_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a file the standing inventory is checked, and where there is none, that is said."""
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert main(["validate"]) == 2
    assert "no configured inventory" in capsys.readouterr().err
    (tmp_path / "nocwall").mkdir()
    (tmp_path / "nocwall" / "inventory.yaml").write_text("targets: []\n")
    assert main(["validate"]) == 0
    assert capsys.readouterr().out == "OK: 0 targets, 0 checks\n"
