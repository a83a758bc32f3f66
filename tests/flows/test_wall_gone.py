"""The wall freezes or is killed: the engine notices, and is seen and heard by itself."""

import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.desktop import ear
from tests.desktop.stage import Stage
from tests.flows.program import Program
from tests.flows.test_outage import shown

WITHIN = 6.5  # five seconds of silence, one beat, and the pop-up
SAID = "The wall does not answer"


@pytest.mark.fault("N36")
@pytest.mark.parametrize("number", [signal.SIGSTOP, signal.SIGKILL])
def test_the_engine_is_seen_and_heard_by_itself(
    stage: Stage, wall: Program, tmp_path: Path, number: signal.Signals, evidence: Callable[..., None]
) -> None:
    """A frozen or killed wall is told by a pop-up and a tone of the engine's own within seconds."""
    shell = wall.shell_pid()
    with ear.record(tmp_path / "alone.raw", stage.env, seconds=12):
        os.kill(shell, number)
        began = time.monotonic()
        try:
            stage.wait(lambda: shown(stage, SAID), "the engine's own pop-up", WITHIN)
            told = time.monotonic() - began
            time.sleep(2)
        finally:
            if number == signal.SIGSTOP:
                os.kill(shell, signal.SIGCONT)
    heard = ear.stretches(tmp_path / "alone.raw")
    evidence(seconds=round(told, 2), heard=len(heard))
    assert heard
    banners = wall.until("the status", lambda now: now["banners"] or [{}], 10)
    if number == signal.SIGKILL:
        assert [banner["id"] for banner in banners] == ["wall"]
    else:
        wall.until("the wall is back", lambda now: now["engine"]["speaker"] and not now["banners"], 10)
