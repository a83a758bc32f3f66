"""Programs of a few lines that are run by themselves: what they load or break is not that of the tests."""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def ran(program: str, *words: str, **more: str) -> "subprocess.CompletedProcess[str]":
    """Run a program to its end, which is a good one; ``more``: of its environment."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", program, *words],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"} | more,
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done
