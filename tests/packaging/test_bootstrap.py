"""The first file that runs, perhaps under a Python that is too old."""

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import bootstrap

FILE = Path(bootstrap.__file__)


def test_an_old_python_can_read_it() -> None:
    """The file is written in the syntax of Python 3.6, so that an old one can say what is wrong."""
    ast.parse(FILE.read_text(encoding="utf-8"), feature_version=(3, 6))


def test_an_old_python_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """Without a newer Python beside it, the old one names the version it needs and how to get it."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(sys, "version_info", (3, 9, 2))
    assert bootstrap.main() == bootstrap.MISSING
    said = capsys.readouterr().err
    assert "needs Python 3.11 or newer; this is Python 3.9.2" in said
    assert "What to do: " in said


def test_an_old_python_hands_over_to_a_newer_one(tmp_path: Path) -> None:
    """A newer Python on PATH is found and goes on with the same words."""
    newer = tmp_path / "python3.12"
    newer.write_text('#!/bin/sh\necho "newer: $*"\n')
    newer.chmod(0o755)
    script = (
        f"import sys, os; sys.path.insert(0, {str(FILE.parent)!r})\n"
        f"os.environ['PATH'] = {str(tmp_path)!r} + ':/bin'\n"
        f"import bootstrap; sys.argv = ['bootstrap.py', 'run']; bootstrap.elsewhere()"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "newer: bootstrap.py run\n"


def test_an_unknown_profile_is_told() -> None:
    """A misspelt profile is answered with those that there are."""
    done = subprocess.run([sys.executable, str(FILE), "rnu"], capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "'run', 'test'" in done.stderr or "run, test" in done.stderr
