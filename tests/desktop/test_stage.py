"""Each part of the stage is real: what these tests show, desktop tests may rely on."""

import asyncio
import math
import signal
import struct
import subprocess
import sys
import wave
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.desktop import ear, parts, traytool
from tests.desktop.stage import Stage, StageError

WINDOW = """
import sys
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QPushButton, QMenu, QSystemTrayIcon
from PySide6.QtGui import QColor, QPixmap
application = QApplication(sys.argv)
application.setQuitOnLastWindowClosed(False)
button = QPushButton("press me")
button.setWindowTitle("A window")
button.setStyleSheet("background: qlineargradient(x1:0, y1:0, x2:1, y2:1, stop:0 red, stop:1 blue)")
button.clicked.connect(lambda: print("pressed", flush=True))
button.resize(400, 300)
button.show()
picture = QPixmap(32, 32)
picture.fill(QColor("#c00000"))
icon = QSystemTrayIcon(picture)
icon.setToolTip("2 incidents")
icon.activated.connect(lambda reason: print("activated", flush=True))
menu = QMenu()
menu.addAction("Mute").triggered.connect(lambda: print("muted", flush=True))
check = menu.addAction("Full screen")
check.setCheckable(True)
icon.setContextMenu(menu)
icon.show()
application.screenAdded.connect(lambda screen: print("added", screen.name(), flush=True))
application.screenRemoved.connect(lambda screen: print("removed", screen.name(), flush=True))
shapes = [(screen.name(), screen.geometry()) for screen in application.screens()]
print("screens", *(f"{name}:{shape.x()},{shape.width()}" for name, shape in shapes), flush=True)
sys.exit(application.exec())
"""


@pytest.fixture
def window(stage: Stage) -> Iterator[Stage]:
    """Give the stage with a program on it that has a window and a tray icon."""
    stage.program(sys.executable, "-c", WINDOW)
    stage.wait(lambda: "screens" in stage.log("program"), "the program")
    yield stage
    stage.end("program")
    (stage.folder / "program.log").unlink()


def beep(path: Path, hz: int, seconds: float) -> Path:
    """Write a tone to a file."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(48000)
        steps = (math.sin(2 * math.pi * hz * step / 48000) for step in range(int(48000 * seconds)))
        file.writeframes(b"".join(struct.pack("<h", int(16000 * value)) for value in steps))
    return path


def test_a_window_is_seen_and_pressed_from_outside(window: Stage, tmp_path: Path) -> None:
    """A window on the stage shows in a picture taken from outside, and a click from outside reaches it."""
    window.wait(lambda: window.colours(tmp_path / "screen.png") > 50, "a painted window")
    found = window.run("xdotool", "search", "--sync", "--onlyvisible", "--name", "A window").split()[-1]
    window.run(
        "xdotool", "windowactivate", "--sync", found, "mousemove", "--window", found, "90", "90", "click", "1"
    )
    window.wait(lambda: "pressed" in window.log("program"), "the click")


def test_the_tray_shows_icon_tooltip_and_menu(window: Stage) -> None:
    """A tray icon is read with its colour, tooltip and menu over the bus."""
    window.wait(lambda: asyncio.run(traytool.icons(window.bus)), "an icon")
    (icon,) = asyncio.run(traytool.icons(window.bus))
    assert icon.colour == "#c00000"
    assert "2 incidents" in icon.tooltip
    assert [entry.label for entry in icon.menu] == ["Mute", "Full screen"]
    assert icon.entry("Full screen").checked is False


async def test_the_tray_is_pressed(window: Stage) -> None:
    """A left click and a menu entry of the tray reach the program."""
    window.wait(lambda: "activated" in window.log("program") or _activate(window), "a left click")
    await traytool.click(window.bus, "Mute")
    window.wait(lambda: "muted" in window.log("program"), "the menu entry")
    with pytest.raises(LookupError, match="Mute"):
        await traytool.click(window.bus, "No such entry")


def _activate(stage: Stage) -> bool:
    command = (
        f"import asyncio; from tests.desktop import traytool; asyncio.run(traytool.activate({stage.bus!r}))"
    )
    return bool(stage.answers(sys.executable, "-c", command))


def test_an_icon_goes_with_its_program(window: Stage) -> None:
    """The tray forgets an icon whose program was killed."""
    window.wait(lambda: asyncio.run(traytool.icons(window.bus)), "an icon")
    window.end("program", signal.SIGKILL)
    window.wait(lambda: not asyncio.run(traytool.icons(window.bus)), "the icon's end")


def test_a_notice_is_heard_on_the_bus_and_its_button_pressed(stage: Stage) -> None:
    """A pop-up is recorded with urgency and buttons, and pressing one by its label is answered."""
    asker = stage.program(
        "notify-send",
        "--urgency=critical",
        "--action=ack=Acknowledge",
        "Kestrin Live hangs",
        "for 8 s",
        name="asker",
    )
    stage.wait(lambda: stage.run("dunstctl", "count", "displayed").strip() == "1", "a pop-up")
    stage.press("Acknowledge")
    assert asker.wait(5) == 0
    assert stage.log("asker").strip() == "ack"
    told = next(notice for notice in stage.notices() if notice.what == "Notify")
    assert (told.summary, told.body, told.urgency) == ("Kestrin Live hangs", "for 8 s", "critical")
    assert told.actions == {"ack": "Acknowledge"}
    assert "ActionInvoked" in {notice.what for notice in stage.notices()}


def test_a_tone_is_heard_as_it_was_played(stage: Stage, tmp_path: Path) -> None:
    """A recorded tone has the frequency and length of what was played."""
    tone = beep(tmp_path / "tone.wav", 880, 0.5)
    with ear.record(tmp_path / "heard.raw", stage.env):
        stage.run("paplay", str(tone))
    (sound,) = ear.stretches(tmp_path / "heard.raw")
    assert sound.hz == pytest.approx(880, abs=2)
    assert sound.length == pytest.approx(0.5, abs=0.05)


def test_silence_is_heard_as_silence(stage: Stage, tmp_path: Path) -> None:
    """A recording without a tone has no stretch of sound."""
    with ear.record(tmp_path / "heard.raw", stage.env):
        stage.run("sleep", "0.3")
    assert (tmp_path / "heard.raw").stat().st_size > 0
    assert ear.stretches(tmp_path / "heard.raw") == []


def test_the_sound_server_dies_and_comes_back(tmp_path: Path) -> None:
    """With the sound server killed a player fails, and after its return it plays."""
    tone = beep(tmp_path / "tone.wav", 660, 0.2)
    with Stage(audio=True) as fragile:
        fragile.end("pulse", signal.SIGKILL)
        with pytest.raises(StageError):
            fragile.run("paplay", str(tone))
        fragile.begin("pulse")
        with ear.record(tmp_path / "heard.raw", fragile.env):
            fragile.run("paplay", str(tone))
    assert len(ear.stretches(tmp_path / "heard.raw")) == 1


def test_secrets_are_kept(stage: Stage) -> None:
    """A secret that was stored in the keyring is found again."""
    store = ["secret-tool", "store", "--label=x", "service", "nocwall", "user", "hook"]
    subprocess.run(store, env=stage.env, input=b"s3cret", check=True, timeout=10)
    assert stage.run("secret-tool", "lookup", "service", "nocwall", "user", "hook") == "s3cret"


def test_what_was_not_asked_for_is_not_there() -> None:
    """A bare stage has neither notification service nor tray nor sound: their lack can be tried for real."""
    with Stage() as bare:
        with pytest.raises(StageError, match=r"ServiceUnknown|not provided"):
            bare.run("notify-send", "nobody listens")
        assert "PULSE_SERVER" not in bare.env
        names = bare.run(
            "dbus-send",
            "--session",
            "--print-reply",
            "--dest=org.freedesktop.DBus",
            "/",
            "org.freedesktop.DBus.ListNames",
        )
    assert "StatusNotifier" not in names
    assert "secrets" not in names


def test_two_monitors_are_unplugged_and_plugged() -> None:
    """A program sees two monitors side by side, one pulled out and put back."""
    with Stage(screens=[(1280, 720), (800, 600)], tray="xembed") as two:
        two.program(sys.executable, "-c", WINDOW)
        two.wait(lambda: "screens M0:0,1280 M1:1280,800" in two.log("program"), "two screens")
        two.unplug(1)
        two.wait(lambda: "removed M1" in two.log("program"), "the screen's end")
        two.plug(1)
        two.wait(lambda: "added M1" in two.log("program"), "the screen's return")


def test_nothing_is_left_of_a_stage() -> None:
    """After a stage neither its folder nor one of its processes is there."""
    with Stage(audio=True) as short:
        short.program("sh", "-c", "setsid sleep 60 & exec sleep 60")
        short.wait(lambda: "sleep" in short.run("ps", "-o", "comm=", *map(str, short.strays())), "the stray")
        pids = parts.started_with(f"STAGE_DIR={short.folder}")
        assert len(pids) >= 6  # bus, screen, openbox, pulse, the program and what it started apart
    assert not short.folder.exists()
    assert not parts.started_with(f"STAGE_DIR={short.folder}")
