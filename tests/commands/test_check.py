import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.commands.check_table import Row, exit_code, table
from app.model.state import State


def row(state: State, check: str = "a/b", seconds: float | None = 0.084) -> Row:
    """Return a row of the table."""
    return Row(state=state, check=check, element="api", seconds=seconds, sentence="says", error="", values={})


def checked(*words: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    """Run the command with a configuration of its own."""
    environment = {**os.environ, "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)}
    return subprocess.run(
        [sys.executable, "-m", "app", "check", *words],
        capture_output=True,
        text=True,
        check=False,
        env=environment,
        timeout=60,
    )


@pytest.fixture
def port() -> Iterator[int]:
    """Give a port that accepts connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield server.getsockname()[1]


def inventory(folder: Path, *ports: int) -> Path:
    """Return an inventory file with a TCP check of each port."""
    lines = ["targets:"]
    for number, each in enumerate(ports):
        lines += [f"  - id: t{number}", "    class: api", "    checks:"]
        lines += [f"      - probe: {{kind: tcp, host: 127.0.0.1, port: {each}}}"]
    path = folder / "inventory.yaml"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def test_the_table_is_worst_first_with_numbers_to_the_right() -> None:
    """Critical goes before unknown, warning and good; columns stand under their heads."""
    rows = [
        row(State.OK, "short/ok"),
        row(State.WARNING, "a/warning", 12.0),
        row(State.UNKNOWN, "a/unknown", None),
        row(State.CRITICAL, "a/critical"),
    ]
    lines = table(rows, colours=False)
    assert [line.split()[0] for line in lines[1:5]] == ["CRITICAL", "UNKNOWN", "WARNING", "OK"]
    end = lines[0].index("RESPONSE") + len("RESPONSE")
    assert [line[:end].split()[-1] for line in lines[1:5]] == ["ms", "-", "s", "ms"]
    assert lines[-1] == "4 checks: 1 CRITICAL, 1 UNKNOWN, 1 WARNING, 1 OK"


def test_colours_are_only_there_when_wanted() -> None:
    """Escape sequences do not get into a file."""
    assert "\x1b" not in "".join(table([row(State.CRITICAL)], colours=False))
    assert "\x1b[1;31mCRITICAL" in "".join(table([row(State.CRITICAL)], colours=True))


@pytest.mark.parametrize(
    ("states", "code"),
    [
        ([State.OK], 0),
        ([State.OK, State.WARNING], 1),
        ([State.WARNING, State.CRITICAL, State.UNKNOWN], 2),
        ([State.WARNING, State.UNKNOWN], 3),
        ([], 3),
    ],
)
def test_the_exit_code_is_that_of_the_worst(states: list[State], code: int) -> None:
    """As the plugin convention has it; nothing checked is nothing proved."""
    assert exit_code([row(state) for state in states]) == code


def test_a_good_and_a_refused_port(tmp_path: Path, port: int) -> None:
    """Real checks run once each and are judged at once."""
    good = checked(str(inventory(tmp_path, port)), folder=tmp_path)
    assert good.returncode == 0, good.stderr
    assert "OK     t0/tcp  api" in good.stdout
    assert "\x1b" not in good.stdout
    both = checked("--json", str(inventory(tmp_path, port, 9)), folder=tmp_path)
    assert both.returncode == 2
    told = json.loads(both.stdout)
    assert told["exit_code"] == 2
    assert [(each["id"], each["state"], each["error"]) for each in told["checks"]] == [
        ("t1/tcp", "CRITICAL", "refused"),
        ("t0/tcp", "OK", None),
    ]


def test_an_inventory_with_errors_is_not_run(tmp_path: Path) -> None:
    """Its errors are printed with their places, and the exit code is 2."""
    path = tmp_path / "bad.yaml"
    path.write_text("targets:\n  - id: a\n    class: nonsense\n", encoding="utf-8")
    done = checked(str(path), folder=tmp_path)
    assert done.returncode == 2
    assert f"{path}:3:12: " in done.stdout


def test_without_anything_configured_one_round_of_the_demo_is_good(tmp_path: Path) -> None:
    """The demo is started, checked once, found good, and ended again."""
    done = checked(folder=tmp_path)
    assert done.returncode == 0, done.stdout
    assert "demo casino" in done.stderr
    assert " OK" in done.stdout.splitlines()[-1]
