"""The window is on the screen before what is heavy is loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PROBE = """
import json, sys
from pathlib import Path
from PySide6.QtCore import QTimer
from app.__main__ import main
from app.shell import application, opening

told = {}
real = opening.Opening.painted

async def painted(self):
    self.window.first_painted.connect(lambda: told.setdefault("painted", sorted(sys.modules)))
    await real(self)

opening.Opening.painted = painted

def on_session(session):
    def look():
        if session._window.ready:
            told["ready"] = sorted(sys.modules)
            session.quit(engine=False)
    timer = QTimer(session)
    timer.timeout.connect(look)
    timer.start(20)

run = application.run_session
application.run_session = lambda options: run(options, on_session)
folder = Path(sys.argv[1])
main([sys.argv[2], "--state", str(folder), "--engine", str(folder / "no.sock")])
print(json.dumps(told))
"""
HEAVY = ("numpy", "pyqtgraph", "widgets.wall", "widgets.plot", "widgets.easel")
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


def modules(folder: Path, command: str) -> dict[str, list[str]]:
    """Return what is loaded at the first paint, and when the wall may be shown."""
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen", "XDG_CONFIG_HOME": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", PROBE, str(folder), command],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout.splitlines()[-1]))


@pytest.mark.parametrize("command", ["run", "wall"])
def test_nothing_heavy_is_loaded_before_the_first_paint(tmp_path: Path, command: str) -> None:
    """At the first paint there is Qt and the window; numbers, charts, dialogs and the link come later."""
    told = modules(tmp_path, command)
    assert "app.shell.window.main_window" in told["painted"]
    assert [each for each in (*HEAVY, *LATER) if each in told["painted"]] == []
    assert {"numpy", "widgets.wall", "app.shell.session"} <= set(told["ready"])
