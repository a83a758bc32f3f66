"""What a window leaves when it falls, and who starts it again."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from app.desktop.falls import LOG, MOST, PAUSES, Falls, pause

ROOT = Path(__file__).parents[2]
# Does what it is told at each start: falls by a signal, or ends; ``hold`` waits for a signal from outside.
WINDOW = """
import faulthandler, os, signal, sys, time
from pathlib import Path
from app.desktop import falls
from app.desktop.guard import guarded
signal.signal(signal.SIGINT, signal.SIG_DFL)  # what is started in the background of a script ignores it
falls.PAUSES = (0.0, 0.1, 0.3)
folder, acts = Path(sys.argv[1]), sys.argv[2:]
if acts == ["asked while made"]:
    fork = os.fork
    def asked():
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.1)
        return fork()
    os.fork, acts = asked, ["hold"]
kept = falls.Falls(folder)
def work():
    with (folder / "starts").open("a") as file:
        file.write(f"{os.getpid()} {kept.fell or '-'} {kept.session or '-'}\\n")
    act = acts[len((folder / "starts").read_text().splitlines()) - 1]
    if act == "segfault":
        faulthandler._sigsegv()
    if act == "hold":
        signal.pause()
    if act == "late":
        kept.end()
        os.kill(os.getpid(), signal.SIGSEGV)
    if act.startswith("SIG"):
        os.kill(os.getpid(), signal.Signals[act])
    return int(act)
sys.exit(guarded(kept, os.environ, work, again=True))
"""


def start(folder: Path, *acts: str, **more: str) -> subprocess.Popen[str]:
    """Start such a window."""
    return subprocess.Popen(
        [sys.executable, "-c", WINDOW, str(folder), *acts],
        cwd=ROOT,
        env=os.environ | more,
        stderr=subprocess.PIPE,
        text=True,
    )


def starts(folder: Path) -> list[list[str]]:
    """Return of each start the process, how the one before fell, and the session."""
    file = folder / "starts"
    return [line.split() for line in file.read_text().splitlines()] if file.exists() else []


def test_a_window_that_falls_is_started_again(tmp_path: Path) -> None:
    """After each fall comes another one of the same session that knows how; the last exit code counts."""
    window = start(tmp_path, "segfault", "SIGABRT", "SIGKILL", "7")
    said = window.communicate(timeout=30)[1]
    assert window.returncode == 7
    assert [fell for _, fell, _ in starts(tmp_path)] == ["-", "SIGSEGV", "SIGABRT", "SIGKILL"]
    assert len({process for process, _, _ in starts(tmp_path)}) == 4
    assert len({session for _, _, session in starts(tmp_path)}) == 1
    log = (tmp_path / LOG).read_text()
    assert log.count(" fell after ") == 3
    assert "Fatal Python error: Segmentation fault" in log
    assert "in work" in log
    assert log in said  # the journal has it, too
    assert [file.name for file in tmp_path.iterdir() if file.suffix == ".stack"] == []


@pytest.mark.parametrize(("act", "code"), [("3", 3), ("late", 128 + signal.SIGSEGV), ("SIGTERM", 143)])
def test_what_ends_is_not_started_again(tmp_path: Path, act: str, code: int) -> None:
    """An exit code, a fault after the end in good order, and a signal that asks for the end are ends."""
    window = start(tmp_path, act, "9")
    window.communicate(timeout=30)
    assert window.returncode == code
    assert len(starts(tmp_path)) == 1
    assert not (tmp_path / LOG).exists()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_who_is_asked_to_end_hands_it_on(tmp_path: Path, number: signal.Signals) -> None:
    """A signal to the process that was started ends the window, too."""
    window = start(tmp_path, "hold")
    while not starts(tmp_path):
        time.sleep(0.02)
    window.send_signal(number)
    window.communicate(timeout=10)
    assert window.returncode == 128 + number


def test_who_is_asked_while_the_window_is_made_ends(tmp_path: Path) -> None:
    """A signal that comes before the window is there reaches it."""
    window = start(tmp_path, "asked while made")
    window.communicate(timeout=10)
    assert window.returncode == 128 + signal.SIGTERM


def test_a_supervisor_starts_it_and_the_pause_is_kept(tmp_path: Path) -> None:
    """Under one nothing is doubled: the next start finds the stack, waits as is due, and knows."""
    for number, act in enumerate(("segfault", "segfault", "segfault", "0")):
        began = time.monotonic()
        window = start(tmp_path, *["-"] * number, act, NOTIFY_SOCKET=str(tmp_path / "none"))
        window.communicate(timeout=30)
        assert (window.returncode == 0) == (act == "0")
    assert time.monotonic() - began >= 0.3
    assert [fell for _, *fell in starts(tmp_path)][-1] == ["Segmentation", "fault", "-"]
    assert (tmp_path / LOG).read_text().count(" fell: Segmentation fault") == 3


def test_the_log_keeps_the_newest_within_its_bound(tmp_path: Path) -> None:
    """However often a window falls, the log does not grow beyond its measure."""
    falls = Falls(tmp_path)
    for number in range(12):
        (tmp_path / f"window-{number}.stack").write_bytes(b"Fatal Python error: x\n" + b"frame\n" * 2000)
        falls.keep(number, "SIGSEGV", 1.0)
    log = (tmp_path / LOG).read_bytes()
    assert len(log) == MOST
    assert b"process 11" in log
    assert b"process 3)" not in log


def test_falls_in_a_row_wait_longer_and_never_stop() -> None:
    """The first comes back at once, many in ten minutes each minute, one a day at once again."""
    assert [pause([1000.0] * falls, 1001.0) for falls in range(1, 9)] == [*PAUSES, 60.0, 60.0]
    assert pause([1000.0] * 9, 1700.0) == 0.0
    assert pause([2000.0] * 9, 1000.0) == 0.0  # a clock that was set back
    assert pause([], 0.0) == 0.0


def test_a_killed_process_leaves_nothing(tmp_path: Path) -> None:
    """What has no stack (the power went) is swept up and is no fall; a living window keeps its place."""
    (tmp_path / "window-999999999.stack").write_bytes(b"")
    living = Falls(tmp_path)
    living.begin()
    another = Falls(tmp_path)
    another.gather()
    assert another.fell == ""
    assert another.wait() == 0.0
    living.end()
    assert list(tmp_path.iterdir()) == []
