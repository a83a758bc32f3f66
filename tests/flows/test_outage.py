"""The whole path on real parts: a provider hangs, people see and hear it, take it, and it comes back."""

import asyncio
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.desktop import ear, traytool
from tests.desktop.notices import Notice
from tests.desktop.stage import Stage
from tests.flows.program import Program, check_of

CHECK = "kestrin-live/launch"
SERVICE = "kestrin-live"
NAME = "Kestrin Live"
CRITICAL_HZ = (655.0, 885.0)  # the two tones of resources/sounds/critical.wav lie within
REDDISH = 60


def icon(stage: Stage) -> traytool.Icon:
    """Return our tray icon as the host sees it."""
    found = asyncio.run(traytool.icons(stage.bus))
    assert len(found) == 1
    return found[0]


def is_red(colour: str) -> bool:
    """Tell whether a mean colour is dominated by red."""
    red, green, blue = (int(colour[i : i + 2], 16) for i in (1, 3, 5))
    return red - max(green, blue) > REDDISH


def shown(stage: Stage, of: str) -> list[Notice]:
    """Return the pop-ups that name ``of``."""
    return [each for each in stage.notices() if each.what == "Notify" and of in each.summary]


def red_share(stage: Stage, path: Path, colour: str = "#F9573F") -> float:
    """Return the share of the screen in the colour of a critical plate."""
    stage.screenshot(path)
    share = stage.run(
        "convert", str(path), "-fuzz", "3%", "-fill", "white", "-opaque", colour,
        "-fill", "black", "+opaque", "white", "-format", "%[fx:mean]", "info:",
    )  # fmt: skip
    return float(share)


def waited(stage: Stage, what: str, is_so: Callable[[], object], seconds: float) -> float:
    """Wait until something is so and return how long it took."""
    began = time.monotonic()
    stage.wait(is_so, what, seconds)
    return time.monotonic() - began


def bound(status: dict[str, Any]) -> float:
    """Return D of the check under test."""
    check = check_of(status, CHECK)
    return float(check["detection_bound"])


@pytest.mark.fault("N01")
def test_a_hanging_provider_is_seen_heard_taken_and_comes_back(
    stage: Stage, wall: Program, tmp_path: Path
) -> None:
    """Within D a red tile, tray, one pop-up and a tone; taking it stops the tone; one recovery ends it."""
    status = wall.status()
    assert status is not None
    within = bound(status)
    assert not is_red(icon(stage).colour)
    calm = red_share(stage, tmp_path / "good.png")

    with ear.record(tmp_path / "alarm.raw", stage.env) as recording_began:
        assert wall.run("demo", "fault", SERVICE, "hang").returncode == 0
        began = time.monotonic()
        wall.until("the critical state", lambda now: check_of(now, CHECK)["state"] == "CRITICAL", within + 2)
        told = waited(
            stage, "the pop-up", lambda: shown(stage, NAME), max(0.1, within - (time.monotonic() - began)) + 1
        )
        waited(stage, "the red tray icon", lambda: is_red(icon(stage).colour), 3)
        waited(stage, "the red tile", lambda: red_share(stage, tmp_path / "bad.png") > calm + 0.001, 3)
        waited(stage, "the tone", lambda: _heard(tmp_path / "alarm.raw"), 5)

        stage.press("Acknowledge")
        taken = wall.until("the owner", _owner, 5)
        acknowledged = time.time() - recording_began
        time.sleep(3)  # long enough to hear that nothing follows
    sounds = ear.stretches(tmp_path / "alarm.raw")
    assert sounds, f"nothing was heard; the pop-up came after {told:.1f} s"
    assert CRITICAL_HZ[0] < sounds[0].hz < CRITICAL_HZ[1]
    assert sounds[-1].end < acknowledged + 1.0, "the tone went on after somebody had taken it"
    assert taken
    pop_ups = shown(stage, NAME)
    assert len(pop_ups) == 1
    assert pop_ups[0].urgency == "critical"
    assert "ack" in pop_ups[0].actions

    assert wall.run("demo", "clear").returncode == 0
    wall.until("the recovery", lambda now: not now["incidents"] and now["summary"]["rank"] == "good", 30)
    stage.wait(lambda: len(shown(stage, NAME)) > 1, "the pop-up of the recovery", 5)
    time.sleep(1)
    pop_ups = shown(stage, NAME)
    assert len(pop_ups) == 2, "one for the outage, one for the recovery"
    assert [event["data"]["kind"] for event in wall.told("desktop")] == ["problem", "recovery"]
    assert not is_red(icon(stage).colour)


def _heard(recording: Path) -> bool:
    return bool(ear.stretches(recording))


def _owner(status: dict[str, Any]) -> str:
    return str(status["incidents"][0]["owner"] or "") if status["incidents"] else ""
