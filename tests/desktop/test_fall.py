"""A window that falls in Qt's own code comes back by itself where it stood, and tells."""

import os
import signal
import time
from pathlib import Path

import psutil
import pytest

from app.desktop.falls import LOG
from tests.desktop.stage import Stage
from tests.desktop.test_screens import FIRST, ON_SECOND, SECOND, stands
from tests.desktop.test_shell import INVENTORY, Door
from tests.flows.program import program
from tests.plugins.evidence import Evidence

WITHIN = 5.0


@pytest.mark.fault("N36")
def test_a_wall_that_falls_comes_back_to_its_screen(tmp_path: Path, evidence: Evidence) -> None:
    """After a segmentation fault the wall is on its screen within seconds; stack and event are kept."""
    door = Door()
    door.close()
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with Stage(screens=(FIRST, SECOND)) as stage, program(tmp_path, stage.env) as running:
        running.start("wall", "--inventory", str(tmp_path / "door.yaml"), "--screen", "M1")
        stage.wait(lambda: stands(stage) == ON_SECOND, "the wall on its screen")
        engine, guard = running.engine_pid(), psutil.Process(running.shell_pid())
        running.until("the wall's board", lambda now: now["engine"]["speaker"], 10)
        [window] = [child for child in guard.children() if "wall" in child.cmdline()]
        os.kill(window.pid, signal.SIGSEGV)
        began = time.monotonic()
        psutil.wait_procs([window], 5)
        stage.wait(lambda: stands(stage) == ON_SECOND, "the wall back on its screen", WITHIN)
        evidence(seconds=round(time.monotonic() - began, 2))

        def fell(_status: object) -> list[str]:
            return [str(event["text"]) for event in running.events() if event["what"] == "fell"]

        assert "SIGSEGV" in running.until("the event", fell, 10)[0]
        assert running.engine_pid() == engine
        assert "Segmentation fault" in (running.state / LOG).read_text()
        guard.terminate()
        assert guard.wait(15) == 0
