"""The window is on the screen before what is heavy is loaded, and what a wall never needs never is."""

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app import main
from app.shell.board.last_known import Kept, write
from tests.widgets.fleets import fleet

ROOT = Path(__file__).parents[2]
PROBE = """
import json, sys
from pathlib import Path
from app.main import prefer_late
prefer_late()
from PySide6.QtCore import QTimer
from app.__main__ import main
from app.shell import application, opening

told = {}
real = opening.Opening.paint

def paint(self):
    self.window.first_painted.connect(lambda: told.setdefault("painted", sorted(sys.modules)))
    real(self)

opening.Opening.paint = paint

def on_session(session):
    def look():
        if session._window.ready:
            told.setdefault("ready", sorted(sys.modules))
            if settled(session._window.wall) and (session._hands or session._options.kiosk):
                told["whole"] = sorted(sys.modules)
                session.quit(engine=False)
    timer = QTimer(session)
    timer.timeout.connect(look)
    timer.start(20)

def settled(wall):
    return not wants or (wall is not None and wall._look.loads.pages.ready() and wall.showing)

wants = "--settled" in sys.argv
if wants:
    del sys.argv[sys.argv.index("--settled"):]
    from app.shell.window import main_window
    raised = main_window.MainWindow.raise_wall
    def raise_wall(self):
        first = self.wall is None
        wall = raised(self)
        if first:
            import widgets.wall
            widgets.wall.SETTLED = 50
        return wall
    main_window.MainWindow.raise_wall = raise_wall
run = application.run_session
application.run_session = lambda options: run(options, on_session)
folder = Path(sys.argv[1])
main([*sys.argv[2:], "--state", str(folder), "--engine", str(folder / "no.sock")])
print(json.dumps(told))
"""
HEAVY = ("asyncio", "numpy", "pyqtgraph", "widgets.wall", "widgets.plot", "widgets.easel")
SMALL = (  # each a few milliseconds, and not needed for the picture
    "dataclasses",
    "hashlib",
    "importlib.resources",
    "inspect",
    "shibokensupport.signature.parser",
    "tempfile",
    "typing_extensions",
    "zipfile",
)
LATER = (
    "app.shell.session",
    "app.shell.wishes",
    "app.shell.zoom",
    "app.shell.snapshot",
    "app.link.client",
    "app.model.board",
    "app.model.incident",
    "app.alerts",
    "app.model.message",
    "jeepney",
    "app.inventory",
    "app.history",
)


NEVER = (  # in a kiosk whose pages have no axes and put nothing together
    "numpy",
    "pyqtgraph",
    "widgets.plot",
    "app.shell.hands",
    "app.shell.acts",
    "app.shell.wishes",
    "app.shell.tray",
    "app.shell.dialogs.plain",
    "app.shell.desk",
    "app.shell.zoom",
    "widgets.tables.model",
    "widgets.commands",
    "shibokensupport.signature.parser",  # unless something is called wrongly
    "PySide6.QtSvg",
    "PySide6.QtNetwork",
    "PySide6.QtOpenGL",
    "sqlite3",
    "yaml",
    "httpx",
    "app.engine.kernel",
)


def modules(folder: Path, *words: str) -> dict[str, list[str]]:
    """Return what is loaded at the first paint, when the wall may be shown, and when all is there."""
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder), *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", ["run", "wall --once"])
def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path, command: str) -> None:
    """At the first paint there is Qt and the window; the loop, charts, dialogs and the link come later."""
    told = modules(tmp_path, *command.split())
    assert "app.shell.window.main_window" in told["painted"]
    assert [each for each in (*HEAVY, *SMALL, *LATER) if each in told["painted"]] == []
    assert {"widgets.wall", "app.shell.session", "asyncio"} <= set(told["ready"])
    assert ("app.shell.wishes" in told["whole"]) == (command == "run")


def test_a_wall_without_axes_never_loads_what_draws_them(tmp_path: Path) -> None:
    """A kiosk that shows one class has every page at hand, but neither numpy nor pyqtgraph nor dialogs."""
    socket = tmp_path / "no.sock"
    board = fleet(36).board
    write(main.last_board(tmp_path, socket), Kept(at=time.time() - 60, board=board))
    told = modules(tmp_path, "wall", "--once", "--page", "api", "--settled")
    assert "widgets.pages.blind" in told["whole"]
    assert "widgets.strip_paint" in told["whole"]
    assert [each for each in NEVER if each in told["whole"]] == []
