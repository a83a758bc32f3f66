"""A private, real desktop for tests: bus, screen, window manager, tray, notifications, sound, keyring.

    with Stage(tray="sni", notify=True, audio=True) as stage:
        program = stage.program("nocwall", "run", "--state", str(folder))
        stage.wait(lambda: stage.notices(), "a pop-up")
        stage.press("Acknowledge")                     # the button of a pop-up
        stage.screenshot(folder / "wall.png")
        with ear.record(folder / "alarm.raw", stage.env): ...
        icons = await traytool.icons(stage.bus)        # tray="sni"

Everything is a child of the test, started when asked for and ended by its process id at the end. HOME and the
XDG folders are private and empty. Several stages can stand side by side.

Parts (start, end and start again one by one: ``stage.end("dunst")``, ``stage.begin("dunst")``; kill -9 by
``stage.end(part, signal.SIGKILL)``): bus, screen, openbox, notices, dunst, tray, pulse, keyring.
"""

import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal, Self

from tests.desktop import parts
from tests.desktop.notices import Notice
from tests.desktop.parts import Screen

HANDS = 0.6  # seconds between two cables
UP = 15.0  # seconds in which a part must be up
TURN = 0.03
LOG_TAIL = 800
Tray = Literal["", "xembed", "sni"]

# What would lead to the real desktop of whoever runs the tests.
OUTSIDE = (
    "DISPLAY",
    "WAYLAND_DISPLAY",
    "XAUTHORITY",
    "DBUS_SESSION_BUS_ADDRESS",
    "PULSE_SERVER",
    "PIPEWIRE_RUNTIME_DIR",
    "SESSION_MANAGER",
    "XDG_SESSION_TYPE",
    "XDG_CURRENT_DESKTOP",
    "QT_QPA_PLATFORM",
)


class StageError(Exception):
    """A part did not come up, or a command on the stage failed; the text holds the logs."""


class Stage:
    """A desktop, as a context manager. ``env`` is what a program on it must be started with."""

    def __init__(
        self,
        *,
        screens: Sequence[tuple[int, int]] = ((1920, 1080),),
        dpi: int = 96,
        tray: Tray = "",
        notify: bool = False,
        audio: bool = False,
        keyring: bool = False,
        remote: bool = False,
    ) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="stage-"))
        self.env = self._private_environment()
        self.screens = [Screen(*size) for size in screens]
        self._dpi = dpi
        self._children: dict[str, subprocess.Popen[bytes]] = {}
        self._remote = remote
        self._begin = self._starters(tray)
        self._wanted = ["bus", "screen", "openbox"]
        wishes = {"notices": notify, "dunst": notify, "tray": bool(tray), "pulse": audio, "keyring": keyring}
        self._wanted += [name for name, wanted in wishes.items() if wanted]

    def _private_environment(self) -> dict[str, str]:
        env = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
        runtime, home = self.folder / "run", self.folder / "home"
        for folder in (runtime, home):
            folder.mkdir(mode=0o700)
        env.update(
            XDG_RUNTIME_DIR=str(runtime),
            HOME=str(home),
            STAGE_DIR=str(self.folder),
            XDG_CONFIG_HOME=str(home / ".config"),
            XDG_DATA_HOME=str(home / ".local/share"),
            XDG_STATE_HOME=str(home / ".local/state"),
            XDG_CACHE_HOME=str(home / ".cache"),
            QT_QPA_PLATFORM="xcb",
            LC_ALL="C.UTF-8",
            NO_AT_BRIDGE="1",
            PYTHONPATH=os.pathsep.join(filter(None, [str(parts.ROOT), env.get("PYTHONPATH", "")])),
        )
        # The console script lies beside the interpreter.
        env["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), env.get("PATH", "")])
        return env

    def _starters(self, tray: Tray) -> dict[str, Callable[[], None]]:
        return {
            "bus": lambda: parts.start_bus(self),
            "screen": self._start_screen,
            "openbox": lambda: parts.start_window_manager(self),
            "notices": lambda: parts.start_python(self, "notices", "tests.desktop.notices"),
            "dunst": lambda: parts.start_dunst(self),
            "tray": (lambda: parts.start_python(self, "tray", "tests.desktop.traytool"))
            if tray == "sni"
            else (lambda: parts.start_trayer(self)),
            "pulse": lambda: parts.start_sound(self),
            "keyring": lambda: parts.start_keyring(self),
        }

    def _start_screen(self) -> None:
        if self._remote:
            parts.start_remote_screen(self, self.screens[0])
            return
        parts.start_screen(self, self.screens, self._dpi)
        if len(self.screens) > 1:
            for index in range(len(self.screens)):
                self.plug(index)

    # -- life -----------------------------------------------------------------

    def __enter__(self) -> Self:
        try:
            for name in self._wanted:
                self.begin(name)
        except BaseException:
            self.close()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """End every child, newest first, then whatever they started apart; remove the private folder."""
        for name in reversed(list(self._children)):
            self.end(name)
        for pid in self.strays():
            parts.end_stray(pid)
        shutil.rmtree(self.folder, ignore_errors=True)

    def strays(self) -> list[int]:
        """Return the living processes of this stage that are no children of the test (an engine, a demo)."""
        ours = {child.pid for child in self._children.values()}
        return [pid for pid in parts.started_with(f"STAGE_DIR={self.folder}") if pid not in ours]

    def begin(self, name: str) -> None:
        """Start a part (again). Raises StageError."""
        self._begin[name]()

    def end(self, name: str, how: signal.Signals = signal.SIGTERM) -> None:
        """End a part or program by its process id and wait for it."""
        child = self._children.pop(name, None)
        if child is None:
            return
        if child.poll() is None:
            child.send_signal(how)
            child.send_signal(signal.SIGCONT)
            try:
                child.wait(5)
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait(5)

    def spawn(
        self, name: str, words: Sequence[str], *, keep: Sequence[int] = (), say: bytes | None = None
    ) -> None:
        """Start a child of that name; its output goes to a log of that name."""
        with (self.folder / f"{name}.log").open("ab") as log:
            child = subprocess.Popen(
                list(words),
                env=self.env,
                stdin=subprocess.DEVNULL if say is None else subprocess.PIPE,
                stdout=log,
                stderr=log,
                start_new_session=True,
                pass_fds=tuple(keep),
            )
        self._children[name] = child
        if say is not None and child.stdin is not None:
            child.stdin.write(say)
            child.stdin.close()

    # -- for tests --------------------------------------------------------------

    @property
    def bus(self) -> str:
        """The address of the session bus."""
        return self.env["DBUS_SESSION_BUS_ADDRESS"]

    def program(
        self, *words: str, name: str = "program", env: Mapping[str, str] | None = None
    ) -> subprocess.Popen[bytes]:
        """Start the program under test; it is ended with the stage. Its output: ``stage.log(name)``."""
        kept = dict(self.env)
        self.env.update(env or {})
        try:
            self.spawn(name, words)
        finally:
            self.env = kept
        return self._children[name]

    def run(self, *words: str, seconds: float = 20) -> str:
        """Run a command on the stage and return its output. Raises StageError when it fails."""
        done = subprocess.run(
            words, env=self.env, stdin=subprocess.DEVNULL, capture_output=True, timeout=seconds, check=False
        )
        if done.returncode:
            said = (done.stderr or done.stdout).decode(errors="replace")
            raise StageError(f"{' '.join(words)}: exit code {done.returncode}\n{said}")
        return done.stdout.decode(errors="replace")

    def answers(self, *words: str) -> str:
        """Run a command and return its output, empty when it failed."""
        try:
            return self.run(*words)
        except StageError:
            return ""

    def wait(self, is_so: Callable[[], object], what: str, seconds: float = UP) -> None:
        """Wait until something is so. Raises StageError with all logs."""
        end = time.monotonic() + seconds
        while not is_so():
            if time.monotonic() > end:
                raise StageError(f"{what}: not within {seconds:g} s\n{self.logs()}")
            time.sleep(TURN)

    def until(self, what: str, is_up: Callable[[], bool], child: str) -> None:
        """Wait until a part is up; end early when its process has ended."""
        self.wait(lambda: is_up() or self._children[child].poll() is not None, f"{what} up")
        if not is_up():
            raise StageError(f"{what} ended while starting\n{self.logs()}")

    def log(self, name: str) -> str:
        """Return what a part or program has written."""
        file = self.folder / f"{name}.log"
        return file.read_text(errors="replace") if file.exists() else ""

    def logs(self) -> str:
        """Return the end of every log."""
        return "\n".join(f"--- {name}: {self.log(name)[-LOG_TAIL:]}" for name in self._children)

    def notices(self) -> list[Notice]:
        """Return every call for a pop-up and its closing so far, oldest first (``notify=True``)."""
        lines = self.log("notices").splitlines()
        return [Notice(**json.loads(line)) for line in lines if line.startswith("{")]

    def press(self, label: str) -> None:
        """Press the button with this label on a pop-up that is shown (``notify=True``)."""
        (self.folder / "pick").write_text(label)
        self.run("dunstctl", "context")

    def screenshot(self, path: Path) -> Path:
        """Write the whole screen to a file, as seen from outside."""
        self.run("import", "-window", "root", str(path))
        return path

    def colours(self, path: Path) -> int:
        """Return how many colours the screen shows: more than a few once a window has painted."""
        return int(self.run("identify", "-format", "%k", str(self.screenshot(path))))

    def plug(self, index: int) -> None:
        """Plug a monitor in (M0, M1 …)."""
        self.run(*parts.monitor_words(self.screens, index, self._dpi))

    def swap(self) -> None:
        """Let two monitors exchange their places, as somebody does who mixes up their cables.

        One after the other, with the time that hands need: Qt overlooks changes in the same moment.
        """
        self.unplug(1)
        time.sleep(HANDS)
        for index, left in ((0, self.screens[1].width), (1, 0)):
            if index == 0:
                self.unplug(0)
            self.run(*parts.monitor_words(self.screens, index, self._dpi, left))
            time.sleep(HANDS)

    def resize(self, index: int, width: int, height: int, left: int) -> None:
        """Give a monitor another resolution, its left edge at ``left``."""
        self.screens[index] = Screen(width, height)
        self.unplug(index)
        self.run(*parts.monitor_words(self.screens, index, self._dpi, left))

    def unplug(self, index: int) -> None:
        """Pull a monitor out."""
        self.run("xrandr", "--delmonitor", f"M{index}")
