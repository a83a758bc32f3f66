"""The parts of a stage: how each is started and how it is known to be up. Used by stage.py only."""

import contextlib
import ctypes
import os
import signal
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple, Protocol

ROOT = Path(__file__).resolve().parent.parent.parent


class Starter(Protocol):
    """What a part needs of the stage."""

    folder: Path
    env: dict[str, str]

    def spawn(
        self, name: str, words: Sequence[str], *, keep: Sequence[int] = (), say: bytes | None = None
    ) -> None:
        """Start a child of that name; ``keep`` are descriptors it inherits, ``say`` goes to its input."""

    def until(self, what: str, is_up: Callable[[], bool], child: str) -> None:
        """Wait until the part is up; raise StageError when it ends or takes too long."""

    def answers(self, *words: str) -> str:
        """Run a command and return its output, empty when it failed."""


class Screen(NamedTuple):
    """A monitor of the virtual screen."""

    width: int
    height: int


def read_address(descriptor: int, length: int = 512) -> bytes:
    """Return what has arrived on a non-blocking descriptor."""
    try:
        return os.read(descriptor, length)
    except BlockingIOError:
        return b""


def announced(stage: Starter, name: str, words: Sequence[str], option: str, *, equals: bool = False) -> str:
    """Start a server that writes its address to a descriptor named by an option, and return the address."""
    reading, writing = os.pipe()
    os.set_blocking(reading, False)
    heard = b""

    def is_up() -> bool:
        nonlocal heard
        heard += read_address(reading)
        return heard.endswith(b"\n")

    try:
        place = [f"{option}={writing}"] if equals else [option, str(writing)]
        stage.spawn(name, [*words, *place], keep=(writing,))
        stage.until(name, is_up, name)
    finally:
        os.close(writing)
        os.close(reading)
    return heard.decode().strip()


# A bus without service folders: nothing (a locked keyring, a second dunst) is started behind a test's back,
# and "there is no such service" can be tried for real.
BUS = """<!DOCTYPE busconfig PUBLIC "-//freedesktop//DTD D-Bus Bus Configuration 1.0//EN"
 "http://www.freedesktop.org/standards/dbus/1.0/busconfig.dtd">
<busconfig><type>session</type><listen>unix:path={folder}/bus</listen><auth>EXTERNAL</auth>
<policy context="default"><allow send_destination="*" eavesdrop="true"/><allow eavesdrop="true"/>
<allow own="*"/></policy></busconfig>
"""


def start_bus(stage: Starter) -> None:
    """Start a session bus of its own."""
    settings = stage.folder / "bus.conf"
    settings.write_text(BUS.format(folder=stage.folder))
    words = ["dbus-daemon", f"--config-file={settings}", "--nofork"]
    stage.env["DBUS_SESSION_BUS_ADDRESS"] = announced(stage, "bus", words, "--print-address", equals=True)


def start_screen(stage: Starter, screens: Sequence[Screen], dpi: int) -> None:
    """Start Xvfb: one wide framebuffer, cut into monitors M0, M1 … from left to right."""
    wide, high = sum(screen.width for screen in screens), max(screen.height for screen in screens)
    words = [
        "Xvfb",
        "-screen",
        "0",
        f"{wide}x{high}x24",
        "-dpi",
        str(dpi),
        "-nolisten",
        "tcp",
        "-noreset",
        "-ac",
    ]
    stage.env["DISPLAY"] = ":" + announced(stage, "screen", words, "-displayfd")


def start_remote_screen(stage: Starter, screen: Screen) -> None:
    """Start the screen of a session that is looked at from elsewhere, by VNC over a socket in its folder."""
    words = [
        "Xtigervnc",
        *("-geometry", f"{screen.width}x{screen.height}"),
        *("-SecurityTypes", "None"),
        *("-rfbunixpath", str(stage.folder / "vnc")),
        *("-rfbport", "-1"),
        "-AlwaysShared",
        "-ac",
    ]
    stage.env["DISPLAY"] = ":" + announced(stage, "screen", words, "-displayfd")


def monitor_words(screens: Sequence[Screen], index: int, dpi: int, left: int | None = None) -> list[str]:
    """Return the command that plugs a monitor in, at the right of those before it or at ``left``."""
    width, height = screens[index]
    left = sum(screen.width for screen in screens[:index]) if left is None else left
    across, down = (round(pixels * 25.4 / dpi) for pixels in (width, height))
    shape = f"{width}/{across}x{height}/{down}+{left}+0"
    return ["xrandr", "--setmonitor", f"M{index}", shape, "screen" if index == 0 else "none"]


def start_window_manager(stage: Starter) -> None:
    """Start openbox."""
    stage.spawn("openbox", ["openbox"])
    check = ("xprop", "-root", "_NET_SUPPORTING_WM_CHECK")
    stage.until("openbox", lambda: "window id" in stage.answers(*check), "openbox")


PULSE = (
    "pulseaudio",
    "-n",
    "--daemonize=no",
    "--exit-idle-time=-1",
    "--use-pid-file=no",
    "--disable-shm=yes",
    "--realtime=no",
    "--high-priority=no",
    "--log-level=info",
)


def start_sound(stage: Starter) -> None:
    """Start PulseAudio with a null sink whose monitor can be recorded."""
    socket = stage.folder / "pulse.sock"
    socket.unlink(missing_ok=True)
    sink = "module-null-sink sink_name=wall rate=48000 channels=2 sink_properties=device.description=Wall"
    door = f"module-native-protocol-unix auth-anonymous=1 socket={socket}"
    stage.spawn("pulse", [*PULSE, "-L", sink, "-L", door])
    stage.env.update(PULSE_SERVER=f"unix:{socket}", STAGE_SINK="wall", STAGE_MONITOR="wall.monitor")
    stage.until("pulse", lambda: socket.exists() and bool(stage.answers("pactl", "info")), "pulse")


# `dunstctl context` offers lines "#Label (summary) [id,key]" to the chooser, which takes the first that holds
# the text of the file "pick". Critical ones are painted dark red so that a picture shows the urgency.
DUNST = """[global]
 monitor = 0
 origin = top-right
 offset = 20x40
 width = (200, 500)
 font = DejaVu Sans 11
 idle_threshold = 0
 sticky_history = yes
 history_length = 100
 dmenu = {folder}/pick.sh
 mouse_left_click = do_action, close_current
 mouse_middle_click = context
 mouse_right_click = close_current
[urgency_low]
 timeout = 10
[urgency_normal]
 timeout = 20
[urgency_critical]
 timeout = 0
 background = "#900000"
 foreground = "#ffffff"
"""


def start_dunst(stage: Starter) -> None:
    """Start a notification daemon whose buttons can be pressed from outside."""
    chooser = stage.folder / "pick.sh"
    chooser.write_text(f'#!/bin/sh\ngrep -m1 -F -- "$(cat {stage.folder}/pick)"\n')
    chooser.chmod(0o755)
    settings = stage.folder / "dunstrc"
    settings.write_text(DUNST.format(folder=stage.folder))
    stage.spawn("dunst", ["dunst", "-config", str(settings), "-verbosity", "info"])
    name = "org.freedesktop.Notifications"
    ask = (
        "--dest=" + name,
        "--print-reply",
        "/org/freedesktop/Notifications",
        name + ".GetServerInformation",
    )
    stage.until("dunst", lambda: bool(stage.answers("dbus-send", "--session", *ask)), "dunst")


def start_python(stage: Starter, name: str, module: str) -> None:
    """Start one of our own tools and wait until it says that it is ready."""
    stage.spawn(name, [sys.executable, "-u", "-m", module, "watch"])
    log = stage.folder / f"{name}.log"
    stage.until(name, lambda: log.exists() and "ready" in log.read_text(), name)


def start_trayer(stage: Starter) -> None:
    """Start a tray of the old kind (XEmbed)."""
    shape = "--edge bottom --align right --widthtype request --height 32 --SetDockType true"
    stage.spawn("tray", ["trayer", *shape.split()])
    stage.until("trayer", lambda: tray_is_owned(stage.env), "tray")


def tray_is_owned(env: Mapping[str, str]) -> bool:
    """Return whether a window owns the selection by which old-kind icons find their tray."""
    x = ctypes.CDLL("libX11.so.6")
    x.XOpenDisplay.restype = ctypes.c_void_p
    x.XInternAtom.restype = x.XGetSelectionOwner.restype = ctypes.c_ulong
    x.XInternAtom.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_int]
    x.XGetSelectionOwner.argtypes = [ctypes.c_void_p, ctypes.c_ulong]
    x.XCloseDisplay.argtypes = [ctypes.c_void_p]
    display = x.XOpenDisplay(env["DISPLAY"].encode())
    if not display:
        return False
    try:
        return bool(x.XGetSelectionOwner(display, x.XInternAtom(display, b"_NET_SYSTEM_TRAY_S0", 0)))
    finally:
        x.XCloseDisplay(display)


def started_with(setting: str) -> list[int]:
    """Return the living processes that have a setting in their environment, this one left out."""
    found = []
    for folder in Path("/proc").iterdir():
        if not folder.name.isdigit() or int(folder.name) == os.getpid():
            continue
        with contextlib.suppress(OSError):  # it has just ended, or is somebody else's
            if setting.encode() in (folder / "environ").read_bytes().split(b"\0"):
                found.append(int(folder.name))
    return found


def end_stray(pid: int, seconds: float = 3.0) -> None:
    """End a process that is no child of ours: asked first, then made to."""
    for how in (signal.SIGTERM, signal.SIGKILL):
        end = time.monotonic() + seconds
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, how)
        while _is_alive(pid) and time.monotonic() < end:
            time.sleep(0.02)


def _is_alive(pid: int) -> bool:
    """Return whether a process still runs; a dead one that nobody collected has no environment."""
    try:
        return bool(Path(f"/proc/{pid}/environ").read_bytes())
    except OSError:
        return False


def start_keyring(stage: Starter) -> None:
    """Start a secret service, unlocked with a throw-away password."""
    words = ["gnome-keyring-daemon", "--foreground", "--unlock", "--components=secrets"]
    stage.spawn("keyring", words, say=b"stage-only")
    ask = (
        "--dest=org.freedesktop.secrets",
        "--print-reply",
        "/org/freedesktop/secrets",
        "org.freedesktop.Secret.Service.ReadAlias",
        "string:default",
    )
    # The service answers before its collection exists, and then storing fails.
    stage.until("keyring", lambda: "/collection/" in stage.answers("dbus-send", "--session", *ask), "keyring")
