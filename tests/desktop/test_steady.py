"""Boards of ten thousand checks never hold the window."""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
START, LATER = 3.0, 2.5  # seconds
CHECKS, CHANGED = 10_000, 1_000  # a second
AT_START, LATE = 80.0, 24.0  # milliseconds of work in one turn of the loop
ONE_IN_A_HUNDRED = 11  # of some thousand beats so many may be longer later on
ROOM = (
    2.0  # the first painting, and the past of a large group that is put together: so much longer may they be
)
HELD = 150.0  # milliseconds by the clock, beyond what a bare process beside it was held
CONTROL = """
import sys, time
worst, last = 0.0, time.monotonic()
end = last + float(sys.argv[1])
while last < end:
    time.sleep(0.002)
    now = time.monotonic()
    worst, last = max(worst, now - last), now
print(worst * 1000)
"""


def shown(page: str) -> tuple[dict[str, Any], float]:
    """Return what the heartbeat of a window told, and the worst gap of a bare process beside it."""
    command = [sys.executable, "-m"]
    environ = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as folder:
        socket = Path(folder) / "sockets" / "s.sock"
        words = [*command, "tests.shell.steady.feeder", str(socket), str(CHECKS), str(CHANGED)]
        with subprocess.Popen(
            words, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        ) as feeder:
            assert feeder.stdout is not None
            assert feeder.stdout.readline() == "ready\n"
            spare = [sys.executable, "-c", CONTROL, str(START + LATER)]
            control = subprocess.Popen(spare, stdout=subprocess.PIPE, text=True)
            words = [*command, "tests.shell.steady.window", str(socket), folder, page, str(START), str(LATER)]
            done = subprocess.run(
                words, cwd=ROOT, env=environ, capture_output=True, text=True, timeout=60, check=True
            )
            bare, _ = control.communicate(timeout=30)
    return json.loads(done.stdout.splitlines()[-1]), float(bare)


@pytest.mark.alone
@pytest.mark.parametrize("page", ["overview", "checks"])
def test_ten_thousand_checks_never_hold_the_window(page: str) -> None:
    """No turn of the start but one works 80 ms, later 99 of 100 less than 24, with 1,000 changes a second."""
    for _ in range(3):  # again where the machine was busy with others
        told, bare = shown(page)
        start, later = told["start"], told["later"]
        steady = start["busy"][1] < AT_START and later["busy"][ONE_IN_A_HUNDRED] < LATE
        longest = start["busy"][0] < ROOM * AT_START and later["busy"][1] < ROOM * LATE
        held = max(start["clock"][1], later["clock"][1]) - bare
        if steady and longest and held < HELD:
            break
    assert told["checks"] == [CHECKS]
    assert told["boards"] > 5
    assert steady, told
    assert longest, told
    assert held < HELD, (told, bare)
