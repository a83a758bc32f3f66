"""The whole shell on a real desktop: tray hosts that come and go, a window that cannot be lost."""

import asyncio
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.desktop import traytool
from tests.desktop.stage import Stage
from tests.desktop.traytool import Icon
from tests.flows.program import Program, program

INVENTORY = """\
title: One door
targets:
  - id: door
    name: Front door
    class: network
    checks:
      - id: open
        name: Front door
        probe: {{kind: tcp, host: 127.0.0.1, port: {port}}}
        interval: 1s
        timeout: 500ms
        attempts: 1
        retry_interval: 1s
"""


class Door:
    """A port that can be opened and closed."""

    def __init__(self) -> None:
        self._socket = self._open(0)
        self.port: int = self._socket.getsockname()[1]

    def close(self) -> None:
        """Refuse from now on."""
        self._socket.close()

    @staticmethod
    def _open(port: int) -> socket.socket:
        made = socket.socket()
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        made.bind(("127.0.0.1", port))
        made.listen(64)
        return made


@pytest.fixture
def door() -> Iterator[Door]:
    """Give an open door."""
    made = Door()
    yield made
    made.close()


@contextmanager
def shell(stage: Stage, door: Door, folder: Path, command: str = "run") -> Iterator[Program]:
    """Run the program on the stage until it shows one good check."""
    (folder / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with program(folder, stage.env) as running:
        running.start(command, "--inventory", str(folder / "door.yaml"))
        running.until("a good wall", lambda now: now["summary"]["rank"] == "good", 20)
        yield running


def icon(stage: Stage) -> Icon | None:
    """Return the tray icon, if the host knows one."""
    found = asyncio.run(traytool.icons(stage.bus))
    return found[0] if found else None


def saying(stage: Stage, words: str) -> bool:
    """Whether the tray's tooltip holds these words."""
    shown = icon(stage)
    return shown is not None and words in shown.tooltip


def window(stage: Stage, title: str = "Nocwall") -> str:
    """Return the id of a visible window; empty where there is none."""
    return (stage.answers("xdotool", "search", "--onlyvisible", "--name", title).split() or [""])[-1]


def key(stage: Stage, title: str, *keys: str) -> None:
    """Press keys in a window, as a keyboard does: the key that closes it still goes up afterwards."""
    stage.run("xdotool", "windowactivate", "--sync", window(stage, title), "key", *keys)


@pytest.mark.fault("N32")
def test_tray_hosts_come_and_go(door: Door, tmp_path: Path) -> None:
    """A host that starts after us and one that restarts both show the icon within 10 s, as it is then."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path) as running:
        # Only now a tray host: this one is later than the icon.
        stage.spawn("tray", [sys.executable, "-m", "tests.desktop.traytool", "watch"])
        stage.wait(lambda: "ready" in stage.log("tray"), "the tray host")
        stage.wait(lambda: saying(stage, "The one check is good\n1 OK"), "the icon at a late host", 10)
        shown = icon(stage)
        assert shown is not None
        assert [entry.label for entry in shown.menu if entry.label] == [
            "Open the wall",
            "Mute 15 min",
            "Test tone",
            "Quit",
        ]
        stage.end("tray", signal.SIGKILL)
        door.close()
        running.until("an incident", lambda now: now["incidents"], 10)
        stage.spawn("tray", [sys.executable, "-m", "tests.desktop.traytool", "watch"])
        stage.wait(lambda: stage.log("tray").count("ready") == 2, "the tray host again")
        stage.wait(lambda: saying(stage, "1 incident needs someone"), "the icon at the restarted host", 10)
        shown = icon(stage)
        assert shown is not None
        red, green = int(shown.colour[1:3], 16), int(shown.colour[3:5], 16)
        assert red > 2 * green
        incident = running.until("the incident", lambda now: now["incidents"], 5)[0]
        take = next(entry.label for entry in shown.menu if entry.label.startswith(f"Take {incident['id']}"))
        asyncio.run(traytool.click(stage.bus, take))
        running.until("an owner", lambda now: now["incidents"] and now["incidents"][0]["owner"], 5)


def test_a_window_without_a_tray_cannot_be_lost(door: Door, tmp_path: Path) -> None:
    """Closing asks where no tray could open the wall again; with a tray it hides, and the tray opens it."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path):
        stage.wait(lambda: window(stage, "Nocwall: "), "the wall")
        stage.run("wmctrl", "-c", "Nocwall: ")
        stage.wait(lambda: window(stage, "Quit Nocwall"), "the question")
        assert window(stage, "Nocwall: ")
        key(stage, "Quit Nocwall", "Escape")
        stage.wait(lambda: not window(stage, "Quit Nocwall"), "the answer")
        stage.spawn("tray", [sys.executable, "-m", "tests.desktop.traytool", "watch"])
        stage.wait(lambda: "ready" in stage.log("tray") and icon(stage) is not None, "the icon", 10)
        stage.run("wmctrl", "-c", "Nocwall: ")
        stage.wait(lambda: not window(stage), "the window gone")
        asyncio.run(traytool.click(stage.bus, "Open the wall"))
        stage.wait(lambda: window(stage), "the window again")


def test_keys_fill_the_screen_and_take_the_incident(door: Door, tmp_path: Path) -> None:
    """F11 fills the screen, A asks who takes the worst incident, and the name is on the wall."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path) as running:
        stage.wait(lambda: window(stage), "the window")
        key(stage, "Nocwall", "F11")
        stage.wait(
            lambda: "1920x1080+0+0" in stage.run("xwininfo", "-id", window(stage)), "the whole screen", 5
        )
        door.close()
        running.until("an incident", lambda now: now["incidents"], 10)
        stage.wait(lambda: window(stage, "needs someone"), "the incident on the wall", 5)
        key(stage, "needs someone", "a")
        stage.wait(lambda: window(stage, "Take an incident"), "the question")
        asked = window(stage, "Take an incident")
        stage.run("xdotool", "windowactivate", "--sync", asked, "type", "looking")
        key(stage, "Take an incident", "Return")
        running.until("an owner", lambda now: now["incidents"] and now["incidents"][0]["owner"], 5)


@pytest.mark.fault("N33")
def test_a_dead_sound_server_is_on_the_wall(door: Door, tmp_path: Path) -> None:
    """A killed sound server is seen on the wall within seconds, and its return, too."""
    with Stage(audio=True) as stage, shell(stage, door, tmp_path) as running:
        running.until("a proved loudspeaker", lambda now: now["summary"]["sound"] == "working", 15)
        stage.end("pulse", signal.SIGKILL)
        running.until("sound that does not work", lambda now: now["summary"]["sound"] == "broken", 5)
        stage.wait(lambda: window(stage, "Sound does not work"), "the words on the wall", 5)
        stage.begin("pulse")
        running.until("the loudspeaker again", lambda now: now["summary"]["sound"] == "working", 15)


def test_a_kiosk_fills_its_screen_and_changes_nothing(door: Door, tmp_path: Path) -> None:
    """The wall of an operations centre has no menu, no tray icon, and its keys take nothing."""
    with Stage(audio=True, tray="sni") as stage, shell(stage, door, tmp_path, "wall") as running:
        stage.wait(lambda: window(stage), "the window")
        stage.wait(
            lambda: "1920x1080+0+0" in stage.run("xwininfo", "-id", window(stage)), "the whole screen", 5
        )
        assert icon(stage) is None
        door.close()
        running.until("an incident", lambda now: now["incidents"], 10)
        stage.wait(lambda: window(stage, "needs someone"), "the incident on the wall", 5)
        key(stage, "needs someone", "a")
        key(stage, "needs someone", "m")
        key(stage, "needs someone", "ctrl+q")
        stage.run("wmctrl", "-c", "Nocwall: ")  # what Alt+F4 does
        stage.run("sleep", "0.5")
        assert not window(stage, "Take an incident")
        assert window(stage, "needs someone")
        status = running.status()
        assert status is not None
        assert not status["incidents"][0]["owner"]
