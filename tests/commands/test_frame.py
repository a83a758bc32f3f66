import subprocess
import sys
from pathlib import Path

import pytest

from app.commands import COMMANDS, command, make_parser
from app.commands.places import configured_inventory, state_folder


def test_every_command_has_help() -> None:
    """The list of commands is whole, and each says in one line what it is for."""
    text = make_parser().format_help()
    for name in COMMANDS:
        assert name in text
        assert command(name).HELP


def test_every_command_takes_its_places() -> None:
    """--state and --inventory are understood by each command."""
    for name in COMMANDS:
        help_ = subprocess.run(
            [sys.executable, "-m", "app", name, "--help"], capture_output=True, text=True, check=True
        ).stdout
        assert "--state DIR" in help_
        assert "--inventory PATH" in help_


def test_a_command_costs_only_its_own_imports() -> None:
    """Asking for the status imports neither the window nor the probes."""
    code = (
        "import sys\nfrom app.__main__ import main\n"
        "main(['status', '--state', '/nonexistent/nocwall'])\n"
        "print([name for name in ('PySide6', 'httpx', 'numpy', 'psutil') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_no_engine_is_said_in_one_sentence() -> None:
    """A command that finds no engine says how to start one, and exits with 4."""
    done = subprocess.run(
        [sys.executable, "-m", "app", "status", "--state", "/nonexistent/nocwall"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 4
    assert "nocwall run" in done.stderr
    assert "Traceback" not in done.stderr


def test_places_follow_the_platform(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """XDG variables are followed when absolute and ignored when relative."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    assert state_folder() == tmp_path / "nocwall"
    assert configured_inventory() is None
    (tmp_path / "nocwall").mkdir()
    (tmp_path / "nocwall" / "inventory.yaml").touch()
    assert configured_inventory() == tmp_path / "nocwall" / "inventory.yaml"
    monkeypatch.setenv("XDG_STATE_HOME", "relative")
    assert state_folder().is_absolute()


def test_a_reader_that_has_seen_enough_is_no_failure() -> None:
    """Output into a closed pipe ends quietly."""
    command_line = f"{sys.executable} -m app schema | head -c 10"
    done = subprocess.run(["sh", "-c", command_line], capture_output=True, text=True, check=False)
    assert done.stderr == ""
