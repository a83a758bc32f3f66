"""kill -9 of the engine, and of both processes: nothing is told again, what was taken stays taken."""

import asyncio
import os
import signal
import time
from pathlib import Path
from typing import Any

import pytest

from tests.desktop import ear, traytool
from tests.desktop.stage import Stage
from tests.flows.program import Program, check_of
from tests.flows.test_outage import CHECK, NAME, SERVICE, shown


def outage(stage: Stage, wall: Program) -> None:
    """Make the provider hang and wait until it has been told."""
    assert wall.run("demo", "fault", SERVICE, "hang").returncode == 0
    wall.until("the critical state", lambda now: check_of(now, CHECK)["state"] == "CRITICAL", 30)
    stage.wait(lambda: shown(stage, NAME), "the pop-up", 5)


def tooltip(stage: Stage) -> str:
    """Return what the tray says."""
    return " ".join(icon.tooltip for icon in asyncio.run(traytool.icons(stage.bus)))


@pytest.mark.fault("N30")
def test_a_killed_engine_is_said_and_comes_back_without_telling_twice(stage: Stage, wall: Program) -> None:
    """After kill -9 of the engine the wall says so in 5 s, is back in 10 s, and announces nothing twice."""
    outage(stage, wall)
    incident = _incident(wall)
    pid = wall.engine_pid()
    os.kill(pid, signal.SIGKILL)
    stage.wait(lambda: "engine" in tooltip(stage).lower(), "the word that the engine is gone", 5)
    back = wall.until("a new engine", lambda now: _other_engine(now, pid), 10)
    assert back["engine"]["restarts"] >= 1
    stage.wait(lambda: "engine" not in tooltip(stage).lower(), "the tray following the new engine", 10)
    wall.until("the state again", lambda now: check_of(now, CHECK)["state"] == "CRITICAL", 15)
    assert _incident(wall)["id"] == incident["id"]
    time.sleep(2)
    assert len(shown(stage, NAME)) == 1


@pytest.mark.fault("N30")
def test_both_killed_come_back_silent_with_the_incident_and_its_owner(
    stage: Stage, wall: Program, tmp_path: Path
) -> None:
    """After kill -9 of both the open incident and its owner are there again, and nothing sounds."""
    outage(stage, wall)
    taken = wall.run("ack", CHECK, "--who", "Mira K.")
    assert taken.returncode == 0, taken.stderr
    incident = _incident(wall)
    assert incident["owner"] == "Mira K."
    engine, shell = wall.engine_pid(), wall.shell_pid()
    os.kill(shell, signal.SIGKILL)
    os.kill(engine, signal.SIGKILL)
    stage.wait(lambda: wall.status() is None, "both gone", 5)
    before = len(shown(stage, NAME))

    with ear.record(tmp_path / "restart.raw", stage.env):
        wall.start("run", log="again.log")
        wall.until("the state again", lambda now: check_of(now, CHECK)["state"] == "CRITICAL", 40)
        time.sleep(2)
    again = _incident(wall)
    assert (again["id"], again["owner"]) == (incident["id"], "Mira K.")
    assert not ear.stretches(tmp_path / "restart.raw")
    assert len(shown(stage, NAME)) == before
    assert [event["data"]["kind"] for event in wall.told("desktop")] == ["problem"]

    assert wall.run("demo", "clear").returncode == 0
    wall.until("the recovery", lambda now: not now["incidents"], 30)
    stage.wait(lambda: len(shown(stage, NAME)) > before, "the pop-up of the recovery", 5)


def _incident(wall: Program) -> dict[str, Any]:
    return wall.until("the incident", lambda now: now["incidents"][0] if now["incidents"] else None, 10)


def _other_engine(status: dict[str, Any], pid: int) -> dict[str, Any] | None:
    return status if status["engine"]["pid"] != pid else None
