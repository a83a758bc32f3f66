"""What is done once is not done again, and what changed is."""

import subprocess
import sys
from pathlib import Path

import pytest

import setup_steps
import unpacked

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a project folder of its own, with .venv and all that stamps depend on."""
    (tmp_path / ".venv").mkdir()
    locks = tmp_path / "packaging" / "requirements"
    locks.mkdir(parents=True)
    for name in ("build.txt", "runtime.txt", "dev.txt"):
        (locks / name).write_text(f"{name}==1\n")
    (tmp_path / "packaging" / "needs.py").write_text("RUN = ()\n")
    (tmp_path / "pyproject.toml").write_text((ROOT / "pyproject.toml").read_text())
    monkeypatch.setattr(setup_steps, "ROOT", tmp_path)
    monkeypatch.setattr(setup_steps, "HERE", tmp_path / "packaging")
    monkeypatch.setattr(setup_steps, "VENV", tmp_path / ".venv")
    return tmp_path


def finish(*parts: setup_steps.Part) -> None:
    """Write the stamps of finished parts."""
    for part in parts:
        setup_steps.stamp(part.name).write_text(setup_steps.fingerprint(part.name))


def test_a_fresh_checkout_has_everything_to_do(project: Path) -> None:
    """Without stamps nothing is done, and without .venv neither."""
    parts = (setup_steps.FOR_RUN, setup_steps.FOR_TEST, setup_steps.RUNTIME, setup_steps.DEV)
    assert not any(setup_steps.is_done(part) for part in parts)
    (project / ".venv").rmdir()
    assert not any(setup_steps.is_done(part) for part in parts)


def test_what_is_set_up_for_tests_is_set_up_for_running(project: Path) -> None:
    """The greater profile holds the smaller one, and not the other way round."""
    finish(setup_steps.FOR_TEST, setup_steps.DEV, setup_steps.UNPACKED)
    assert setup_steps.make_ready(["run"]) == 0
    assert setup_steps.make_ready(["test"]) == 0
    (project / ".venv" / ".nocwall-python-dev").unlink()
    finish(setup_steps.FOR_RUN, setup_steps.RUNTIME)
    assert setup_steps.is_done(setup_steps.RUNTIME)
    assert not setup_steps.is_done(setup_steps.DEV)


@pytest.mark.parametrize(
    "file", ["packaging/requirements/dev.txt", "packaging/requirements/build.txt", "pyproject.toml"]
)
def test_a_changed_input_undoes_the_python_part(project: Path, file: str) -> None:
    """A new lock or another entry of the project asks for another installation, of that half only."""
    finish(setup_steps.FOR_TEST, setup_steps.DEV)
    text = (project / file).read_text()
    (project / file).write_text(text.replace('version = "0', 'version = "9').replace("==1", "==2"))
    assert not setup_steps.is_done(setup_steps.DEV)
    assert setup_steps.is_done(setup_steps.FOR_TEST)


def test_lint_rules_undo_nothing(project: Path) -> None:
    """A change in pyproject.toml that the installation does not depend on costs no installation."""
    finish(setup_steps.DEV)
    file = project / "pyproject.toml"
    file.write_text(file.read_text().replace("line-length = 110", "line-length = 111"))
    assert setup_steps.is_done(setup_steps.DEV)


def test_new_package_lists_undo_the_system_part(project: Path) -> None:
    """A change of what the system must have is looked at again."""
    finish(setup_steps.FOR_TEST, setup_steps.DEV)
    (project / "packaging" / "needs.py").write_text("RUN = (1,)\n")
    assert not setup_steps.is_done(setup_steps.FOR_TEST)
    assert setup_steps.is_done(setup_steps.DEV)


def test_what_was_unpacked_and_taken_away_is_fetched_again(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stamp is not believed where the program that it stands for is gone."""
    finish(setup_steps.UNPACKED)
    assert setup_steps.is_done(setup_steps.UNPACKED)
    monkeypatch.setattr(unpacked, "FOLDER", project / "build")
    monkeypatch.setenv("PATH", str(project))
    monkeypatch.setattr(unpacked, "ALL", (unpacked.Unpacked("nowhere", "usr/sbin/no-such-program"),))
    assert not setup_steps.is_done(setup_steps.UNPACKED)


def test_the_second_start_loads_next_to_nothing(project: Path) -> None:
    """With stamps in order no process is started and nothing that installs is even imported."""
    finish(setup_steps.FOR_RUN, setup_steps.RUNTIME)
    script = (
        "import sys, pathlib, setup_steps as s\n"
        f"s.ROOT = pathlib.Path({str(project)!r}); s.HERE = s.ROOT / 'packaging'; s.VENV = s.ROOT / '.venv'\n"
        "code = s.make_ready(['run'])\n"
        "print(code, sorted({'subprocess', 'asyncio', 'progress', 'needs', 'ctypes'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-S", "-c", script],
        cwd=ROOT / "packaging",
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout.strip() == "0 []"
