"""The wall freezes or is gone unasked: the engine goes on, alarms by itself, and gives back in silence."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.desktop import ear
from tests.desktop.notices import Notice
from tests.desktop.stage import Stage
from tests.flows.alone import BOUND, Linked, door_lines, inventory_text, seconds_since
from tests.flows.program import check_of
from tests.flows.servers import Door, doors
from tests.plugins.evidence import Evidence

NOTICED = 10.0  # seconds from the wall's end to the engine's own alarm
OURS = "The wall does not answer"
QUIET = 2.0


@pytest.fixture
def gates() -> Iterator[list[Door]]:
    """Give two services."""
    with doors(2) as made:
        yield made


@pytest.fixture
def wall(stage: Stage, tmp_path: Path, gates: list[Door]) -> Iterator[Linked]:
    """Give a wall and its engine that watch both, every check good and the speaker held."""
    made = Linked(tmp_path, stage.env)
    targets = [door_lines(name, door) for name, door in zip(("gate", "steady"), gates, strict=True)]
    made.inventory.write_text(inventory_text(targets))
    try:
        made.start("run", "--inventory", str(made.inventory), log="shell.log")
        made.until("a good wall", _is_good, 30)
        yield made
    finally:
        made.close()


def _is_good(status: dict[str, Any]) -> bool:
    return bool(status["summary"]["rank"] == "good" and status["summary"]["sound"] == "working")


def shown(stage: Stage, of: str) -> list[Notice]:
    """Return the pop-ups that name ``of``, oldest first."""
    return [each for each in stage.notices() if each.what == "Notify" and of in each.summary]


def on_screen(stage: Stage) -> int:
    """Return how many pop-ups are on the screen now."""
    return int(stage.run("dunstctl", "count", "displayed"))


def said(wall: Linked, subject: str) -> list[str]:
    """Return what the engine noted about a part of itself."""
    return [event["what"] for event in wall.events() if event["subject"] == subject]


def deliveries(wall: Linked) -> list[str]:
    """Return what became of the notices for the desktop."""
    return [
        event["what"]
        for event in wall.events()
        if event["kind"] == "delivery" and event["data"]["channel"] == "desktop"
    ]


@pytest.mark.fault("N36")
def test_a_frozen_wall_is_stood_in_for_and_gets_everything_back(
    stage: Stage, wall: Linked, gates: list[Door], tmp_path: Path, evidence: Evidence
) -> None:
    """The engine tells and sounds for a frozen wall; thawed, it takes over and nothing is told twice."""
    shell = wall.shell_pid()
    with ear.record(tmp_path / "frozen.raw", stage.env):
        os.kill(shell, signal.SIGSTOP)
        began = time.monotonic()
        try:
            stage.wait(lambda: shown(stage, OURS), "the engine's own pop-up", NOTICED)
            told = seconds_since(began)
            assert "alone" in said(wall, "wall")
            gates[0].shut()
            stage.wait(lambda: shown(stage, "Gate"), "the engine's pop-up of an outage", BOUND + 1)
            stage.wait(lambda: ear.stretches(tmp_path / "frozen.raw"), "the engine's own tone", 3)
        finally:
            os.kill(shell, signal.SIGCONT)
    assert shown(stage, OURS)[0].urgency == "critical"

    wall.until("the wall holding the speaker again", _attached, 10)
    stage.wait(lambda: on_screen(stage) == 1, "only the outage's pop-up left", 5)
    assert wall.run("ack", "gate", "--who", "Mira K.").returncode == 0
    stage.wait(lambda: on_screen(stage) == 0, "no pop-up of what somebody has", 5)
    with ear.record(tmp_path / "thawed.raw", stage.env):
        time.sleep(QUIET)
    assert not ear.stretches(tmp_path / "thawed.raw")
    assert len(shown(stage, "Gate")) == 1

    gates[0].open()
    stage.wait(lambda: len(shown(stage, "Gate")) == 2, "the pop-up of the recovery", BOUND + 2)
    time.sleep(1)
    assert [event["data"]["kind"] for event in wall.told("desktop")] == ["problem", "recovery"]
    assert len(shown(stage, OURS)) == 1
    evidence(seconds=told, told=len(shown(stage, "Gate")), heard=len(ear.stretches(tmp_path / "frozen.raw")))


@pytest.mark.fault("N37")
def test_a_killed_wall_is_stood_in_for_and_a_new_one_is_silent(
    stage: Stage, wall: Linked, gates: list[Door], tmp_path: Path, evidence: Evidence
) -> None:
    """With an outage open the engine goes on and sounds alone; a new wall attaches to it without a sound."""
    gates[0].shut()
    stage.wait(lambda: shown(stage, "Gate"), "the pop-up", BOUND + 2)
    # A wall that dies before it said what became of a pop-up is not trusted to have shown it.
    wall.until("the pop-up's outcome", lambda _: deliveries(wall) == ["delivered"], 3)
    engine, shell = wall.engine_pid(), wall.shell_pid()
    os.kill(shell, signal.SIGKILL)
    began = time.monotonic()
    stage.wait(lambda: shown(stage, OURS), "the engine's own pop-up", NOTICED)
    told = seconds_since(began)
    with ear.record(tmp_path / "alone.raw", stage.env):
        stage.wait(lambda: ear.stretches(tmp_path / "alone.raw"), "the engine's own tone", 4)
    knocks = len(gates[1].knocks)
    time.sleep(1)
    assert len(gates[1].knocks) > knocks, "the engine stopped probing"
    before = wall.until("the status", lambda now: now if now["incidents"] else None, 3)

    wall.start("run", "--inventory", str(wall.inventory), log="again.log")
    wall.until("a new wall holding the speaker", _attached, 20)
    with ear.record(tmp_path / "again.raw", stage.env):
        time.sleep(QUIET)
    assert not ear.stretches(tmp_path / "again.raw")
    assert wall.engine_pid() == engine
    after = wall.status()
    assert after is not None
    assert after["incidents"][0]["id"] == before["incidents"][0]["id"]
    assert check_of(after, "gate/tcp")["since"] == check_of(before, "gate/tcp")["since"]
    assert len(shown(stage, "Gate")) == 1
    gates[0].open()
    stage.wait(lambda: len(shown(stage, "Gate")) == 2, "the pop-up of the recovery", BOUND + 2)
    assert [event["data"]["kind"] for event in wall.told("desktop")] == ["problem", "recovery"]
    evidence(seconds=told, told=2, heard=len(ear.stretches(tmp_path / "alone.raw")))


def _attached(status: dict[str, Any]) -> bool:
    return bool(
        status["engine"]["speaker"]
        and status["summary"]["sound"] == "working"
        and not [banner for banner in status["banners"] if banner["id"] == "wall"]
    )
