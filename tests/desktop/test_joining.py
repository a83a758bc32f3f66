"""Incidents are joined and parted again on a real desktop, by keys alone."""

import socket
import time
from pathlib import Path

from tests.desktop.stage import Stage
from tests.desktop.test_shell import key, window
from tests.flows.program import program

WALL, JOIN = "Nocwall: ", "Join incidents"
TARGET = """\
  - id: {name}
    class: api
    checks:
      - {{probe: {{kind: tcp, host: 127.0.0.1, port: {port}}}, interval: 1s, timeout: 500ms, attempts: 1}}
"""


def shut() -> int:
    """Return a port at which nobody listens."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        port: int = one.getsockname()[1]
        return port


def test_joining_is_read_agreed_to_and_taken_back(tmp_path: Path) -> None:
    """J opens the question, what becomes of it is read before it is done, and one press parts them again."""
    doors = "".join(TARGET.format(name=name, port=shut()) for name in ("east", "west"))
    (tmp_path / "doors.yaml").write_text(f"title: Two doors\ntargets:\n{doors}")
    with Stage(audio=True) as stage, program(tmp_path, stage.env) as running:
        running.start("run", "--inventory", str(tmp_path / "doors.yaml"))
        running.until("two incidents", lambda now: len(now["incidents"]) == 2, 20)
        stage.wait(lambda: window(stage, WALL), "the wall")
        key(stage, WALL, "j")
        stage.wait(lambda: window(stage, JOIN), "the question")
        key(stage, JOIN, "Return")  # the way back is the default
        stage.wait(lambda: not window(stage, JOIN), "no question")
        key(stage, WALL, "j")
        stage.wait(lambda: window(stage, JOIN), "the question")
        time.sleep(1)  # until what is open is listed; nobody outside can see when
        key(stage, JOIN, "Tab", "Tab", "space")
        time.sleep(1)
        stage.screenshot(tmp_path / "question.png")
        assert len((running.status() or {})["incidents"]) == 2, "it was not agreed to"
        key(stage, JOIN, "Tab", "Tab", "space")
        running.until("one incident", lambda now: len(now["incidents"]) == 1, 10)
        time.sleep(1)
        stage.screenshot(tmp_path / "done.png")
        stage.wait(lambda: window(stage, JOIN), "the outcome")
        key(stage, JOIN, "shift+Tab", "space")
        running.until("two incidents again", lambda now: len(now["incidents"]) == 2, 10)
        stage.screenshot(tmp_path / "back.png")
