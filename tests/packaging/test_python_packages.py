"""Filling .venv."""

import sys
from pathlib import Path

import pytest

import python_packages
from progress import CommandError, SetupError, Terminal

UNREACHED = (
    "WARNING: Retrying after connection broken by 'SSLError(… CERTIFICATE_VERIFY_FAILED …)'\n"
    "ERROR: Could not find a version that satisfies the requirement packaging==26.3 (from versions: none)\n"
    "ERROR: No matching distribution found for packaging==26.3\n"
)


def failed(output: str) -> SetupError:
    """Return what is told of a pip that said this."""
    return python_packages.explained(CommandError(["pip", "install"], 1, output))


@pytest.mark.parametrize(("said", "remedy"), python_packages.REMEDIES, ids=lambda text: text[:20])
def test_each_failure_has_its_remedy(said: str, remedy: str) -> None:
    """A failed installation tells what pip said last, and what to do about it."""
    error = failed(f"ERROR: {said}\n")
    assert said in error.happened
    assert error.remedy == remedy


def test_the_cause_is_told_and_not_its_consequence() -> None:
    """A package source that was not reached is not blamed for lacking a version."""
    assert "certificate" in failed(UNREACHED).remedy


def test_what_is_unknown_is_shown_as_it_is() -> None:
    """A failure that nobody foresaw shows its last lines."""
    assert "the moon is full" in failed("ERROR: the moon is full\n").happened


def test_a_broken_venv_is_made_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A .venv that does not run, say after the system's Python was replaced, is replaced by one that does."""
    venv = tmp_path / ".venv"
    (venv / "bin").mkdir(parents=True)
    (venv / "bin" / "python").symlink_to("/no/such/python")
    (venv / "old").touch()
    monkeypatch.setattr(python_packages, "VENV", venv)
    monkeypatch.setattr(python_packages, "PYTHON", venv / "bin" / "python")
    asked: list[list[str]] = []
    monkeypatch.setattr(Terminal, "step", lambda _self, _title, command: asked.append(command))
    assert not python_packages.venv_works()
    python_packages._make_venv(Terminal(tmp_path / "log"))
    assert asked == [[sys.executable, "-m", "venv", str(venv)]]
    assert not venv.exists()
