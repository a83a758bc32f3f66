"""The units for systemd are what systemd understands."""

import configparser
import os
import shutil
import subprocess
from pathlib import Path

import pytest

UNITS = sorted((Path(__file__).parent.parent.parent / "packaging" / "systemd").glob("*/*.service"))


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.parent.name}/{unit.name}")
def test_a_unit_is_watched(unit: Path) -> None:
    """Each unit says that it is ready by itself, is watched, and is started again when it fails."""
    parsed = configparser.ConfigParser(strict=False, interpolation=None)
    parsed.optionxform = str  # type: ignore[assignment,method-assign]  # systemd's keys are case sensitive
    parsed.read_string(unit.read_text(encoding="utf-8"))
    service = parsed["Service"]
    assert service["Type"] == "notify"
    assert service["NotifyAccess"] == "main"
    assert float(service["WatchdogSec"]) == 30
    assert service["Restart"] == "on-failure"
    assert service["ExecStart"].startswith("/usr/bin/nocwall ")


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: f"{unit.parent.name}/{unit.name}")
def test_systemd_has_nothing_against_a_unit(unit: Path, tmp_path: Path) -> None:
    """``systemd-analyze verify`` finds no fault in it; the program's place is one that exists here."""
    analyze = shutil.which("systemd-analyze")
    assert analyze, "make setup installs systemd-analyze"
    copy = tmp_path / unit.name
    text = unit.read_text(encoding="utf-8")
    copy.write_text(text.replace("/usr/bin/nocwall", "/bin/true").replace("User=nocwall", "User=root"))
    words = [analyze, *(["--user"] if unit.parent.name == "user" else []), "verify", "--man=no", str(copy)]
    environ = os.environ | {"XDG_RUNTIME_DIR": str(tmp_path)}
    done = subprocess.run(words, env=environ, capture_output=True, text=True, timeout=30, check=False)
    assert (done.returncode, done.stderr) == (0, "")
