"""A desktop without sound or without pop-ups: the wall says so, and the other way still alarms."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.desktop import ear
from tests.desktop.stage import Stage
from tests.flows.alone import BOUND, Linked, door_lines, inventory_text
from tests.flows.servers import Door, doors
from tests.flows.test_watch import deliveries, shown
from tests.plugins.evidence import Evidence

LEARNT = 12.0  # seconds in which a lost or returned part of the desktop is noticed


@contextmanager
def watched(stage: Stage, folder: Path, door: Door) -> Iterator[Linked]:
    """Give a wall with its engine over one service, as soon as the service is known to be good."""
    wall = Linked(folder, stage.env)
    wall.inventory.write_text(inventory_text([door_lines("gate", door)]))
    try:
        wall.start("run", "--inventory", str(wall.inventory), log="shell.log")
        wall.all_good(30)
        wall.until("a wall with the speaker", lambda now: now["engine"]["speaker"], 10)
        yield wall
    finally:
        wall.close()


def banner(status: dict[str, Any], name: str) -> str:
    """Return what a strip says; empty if it is not raised."""
    return next((str(each["text"]) for each in status["banners"] if each["id"] == name), "")


@pytest.mark.fault("N33")
def test_without_a_sound_server_the_wall_says_so_and_pop_ups_come(tmp_path: Path, evidence: Evidence) -> None:
    """No sound at all is a state of the wall with its reason; an outage is told all the same."""
    with doors(1) as (door,), Stage(tray="sni", notify=True) as stage, watched(stage, tmp_path, door) as wall:
        status = wall.until(
            "the broken sound", lambda now: now if now["summary"]["sound"] == "broken" else None, LEARNT
        )
        assert status["summary"]["rank"] == "broken"
        assert "sound" in status["summary"]["headline"].lower()
        said = wall.until("the strip about it", lambda now: banner(now, "sound"), 3)
        door.shut()
        stage.wait(lambda: shown(stage, "Gate"), "the pop-up", BOUND + 2)
        door.open()
        stage.wait(lambda: len(shown(stage, "Gate")) == 2, "the pop-up of the recovery", BOUND + 2)
        evidence(told=2, heard=0, banner=said)


@pytest.mark.fault("N33")
def test_a_sound_server_that_dies_is_said_and_heard_again_when_it_returns(
    tmp_path: Path, evidence: Evidence
) -> None:
    """Killed during an alarm the sound is broken within seconds, and the tone goes on when it is back."""
    with (
        doors(1) as (door,),
        Stage(tray="sni", notify=True, audio=True) as stage,
        watched(stage, tmp_path, door) as wall,
    ):
        wall.until("a proved sound", lambda now: now["summary"]["sound"] == "working", LEARNT)
        door.shut()
        wall.until("the tone", lambda now: now["summary"]["tone"] == "critical", BOUND + 2)
        stage.end("pulse", signal.SIGKILL)
        wall.until("the broken sound", lambda now: now["summary"]["sound"] == "broken", LEARNT)
        stage.begin("pulse")
        wall.until("the working sound", lambda now: now["summary"]["sound"] == "working", LEARNT)
        assert not banner(wall.until("the status", lambda now: now, 1), "sound")
        with ear.record(tmp_path / "again.raw", stage.env):
            stage.wait(lambda: ear.stretches(tmp_path / "again.raw"), "the tone again", 5)
        assert len(shown(stage, "Gate")) == 1
        evidence(told=1, heard=len(ear.stretches(tmp_path / "again.raw")))


@pytest.mark.fault("N31")
def test_without_a_notification_service_the_tone_sounds_and_the_pop_up_comes_late(
    tmp_path: Path, evidence: Evidence
) -> None:
    """A pop-up that nobody can show is a failed delivery; it is shown once when the service is there."""
    with (
        doors(1) as (door,),
        Stage(tray="sni", notify=True, audio=True) as stage,
    ):
        stage.end("dunst")
        with watched(stage, tmp_path, door) as wall:
            with ear.record(tmp_path / "alarm.raw", stage.env):
                door.shut()
                wall.until("the failed pop-up", lambda _: deliveries(wall) == ["failed"], BOUND + 6)
                stage.wait(lambda: ear.stretches(tmp_path / "alarm.raw"), "the tone", 5)
            assert not shown(stage, "Gate")
            said = wall.until("the strip about it", lambda now: banner(now, "undelivered-desktop"), 3)
            stage.begin("dunst")
            stage.wait(lambda: shown(stage, "Gate"), "the late pop-up", LEARNT)
            wall.until("the late delivery", lambda _: deliveries(wall) == ["failed", "delivered"], 5)
            wall.until("the strip's end", lambda now: not banner(now, "undelivered-desktop"), 3)
            assert len(shown(stage, "Gate")) == 1
            evidence(told=1, heard=len(ear.stretches(tmp_path / "alarm.raw")), banner=said)
