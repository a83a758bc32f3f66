"""A child that is tied does not outlive who started it."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

PARENT = """
import subprocess, sys, time
from app.desktop.tied import tied
child = subprocess.Popen(["sleep", "60"], preexec_fn=tied())
print(child.pid, flush=True)
time.sleep(60)
"""


def test_after_kill_minus_nine_the_child_ends_too() -> None:
    """The child is told by the system, for its parent had no time to say a word."""
    with subprocess.Popen([sys.executable, "-c", PARENT], stdout=subprocess.PIPE) as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(parent.pid, signal.SIGKILL)
        end = time.monotonic() + 5
        while lives(child):
            assert time.monotonic() < end
            time.sleep(0.02)


def lives(pid: int) -> bool:
    """Whether a process is there and more than a name that nobody has asked for."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False
