"""A wall that fills its screen and shows an alarm raises no pop-up; whatever hides it brings it back."""

import sys
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.stage import Stage
from tests.desktop.test_shell import INVENTORY, Door, shell, window
from tests.flows.program import Program, program

WALL = "Shown on the wall of screen"
# A screen saver that has just begun, as a desktop's lock says it.
SAVER = """
import asyncio
from dbus_fast import BusType, Message, MessageType
from dbus_fast.aio import MessageBus

def answer(message):
    if message.message_type is MessageType.METHOD_CALL and message.member == "GetActive":
        return Message.new_method_return(message, "b", [True])

async def work():
    bus = await MessageBus(bus_type=BusType.SESSION).connect()
    bus.add_message_handler(answer)
    await bus.request_name("org.freedesktop.ScreenSaver")
    print("ready", flush=True)
    await asyncio.Event().wait()

asyncio.run(work())
"""

OTHER = """
from PySide6.QtWidgets import QApplication, QLabel
application = QApplication([])
label = QLabel("Something else")
label.setWindowTitle("Another program")
label.show()
application.exec()
"""


@pytest.fixture
def door() -> Door:
    """Give an open door, which the test closes."""
    return Door()


def pop_ups(stage: Stage) -> list[str]:
    """Return the titles of all pop-ups so far, as the bus has seen them."""
    return [each.summary for each in stage.notices() if each.what == "Notify"]


def lines(now: dict[str, Any]) -> list[str]:
    """Return the timeline of the one incident, in words."""
    return [str(entry["text"]) for incident in now["incidents"] for entry in incident["timeline"]]


def stood_in(running: Program) -> None:
    """Wait until the timeline says that a wall shows it."""
    running.until(WALL, lambda now: any(WALL in line for line in lines(now)), 15)


def test_a_kiosk_raises_no_pop_up_until_it_is_hidden(door: Door, tmp_path: Path) -> None:
    """The wall counts as having shown it, in words; a lock or another window brings the pop-up."""
    with (
        Stage(audio=True, notify=True) as stage,
        shell(stage, door, tmp_path, "wall") as running,
    ):
        stage.wait(lambda: window(stage, "All checks are good|The one check is good"), "the wall")
        door.close()
        stood_in(running)
        stage.run("sleep", "3")
        assert pop_ups(stage) == []
        said = running.run("why", "door/open").stdout
        assert "no pop-up" in said
        stage.spawn("saver", [sys.executable, "-c", SAVER])
        stage.wait(lambda: pop_ups(stage), "the pop-up of a locked session", 10)
        running.until("its words", lambda now: any("any more" in line for line in lines(now)), 5)


@pytest.mark.parametrize(("inventory", "covered"), [("desktop: {pop_ups: always}\n", False), ("", True)])
def test_a_wish_or_another_window_brings_pop_ups(
    door: Door, tmp_path: Path, inventory: str, covered: bool
) -> None:
    """A kiosk whose inventory wants them, or over which another program's window lies, raises pop-ups."""
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port) + inventory)
    with Stage(audio=True, notify=True) as stage, program(tmp_path, stage.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"))
        running.until("a good wall", lambda now: now["summary"]["rank"] == "good", 20)
        stage.wait(lambda: window(stage, "good"), "the wall")
        if covered:
            stage.spawn("other", [sys.executable, "-c", OTHER])
            stage.wait(lambda: window(stage, "Another program"), "the other window")
            stage.run("xdotool", "windowactivate", "--sync", window(stage, "Another program"))
        door.close()
        stage.wait(lambda: pop_ups(stage), "the pop-up", 15)
