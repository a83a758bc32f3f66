"""The guards of the test run guard: each is shown a test that misbehaves."""

from pathlib import Path

import pytest

from tests.plugins.order import FIRST, begun_first

ROOT = Path(__file__).parent.parent

BAD = """
import asyncio, logging, socket, subprocess, threading
import pytest

KEPT = []

def test_quiet():
    pass

async def test_quiet_too():
    await asyncio.sleep(0)

def test_thread():
    stop = threading.Event()
    KEPT.append(stop)
    threading.Thread(target=stop.wait, args=(20,), daemon=True, name="forgotten").start()

def test_child():
    KEPT.append(subprocess.Popen(["sleep", "20"]))

def test_socket():
    KEPT.append(socket.socket())

def test_file(tmp_path):
    KEPT.append(open(tmp_path / "x", "w"))

async def test_task():
    KEPT.append(asyncio.ensure_future(asyncio.sleep(20)))

def test_logs():
    logging.getLogger("app.x").warning("the disk is full")

def test_logs_as_announced(expect_log):
    expect_log("disk is full")
    logging.getLogger("app.x").warning("the disk is full")

def test_widget(qapp):
    from PySide6.QtWidgets import QLabel
    KEPT.append(QLabel("forgotten"))
    KEPT[-1].show()

def test_widget_in_order(qtbot):
    from PySide6.QtWidgets import QLabel
    label = QLabel("seen")
    qtbot.addWidget(label)
    label.show()

def test_timer(qapp):
    from PySide6.QtCore import QTimer
    KEPT.append(QTimer())
    KEPT[-1].start(10)

def test_qt_message(qapp):
    from PySide6.QtCore import qWarning
    qWarning("a slot is missing")

@pytest.fixture(scope="module")
def wide():
    with socket.socket() as kept:
        yield kept

def test_wider_fixture_is_no_leak(wide):
    assert wide.fileno() > 0

def test_end():
    for thing in KEPT:
        for end in ("set", "kill", "wait", "close", "stop"):
            if hasattr(thing, end) and not asyncio.isfuture(thing):
                getattr(thing, end)()
    KEPT.clear()
"""

EXPECTED = {
    "thread": "thread 'forgotten'",
    "child": "child process",
    "socket": "socket:",
    "file": "/x",
    "task": "sleep",
    "logs": "the disk is full",
    "widget": "top-level widget QLabel",
    "timer": "running timer",
    "qt_message": "a slot is missing",
}


# A worker runs the first three files and ends in the last; the other has long been told that nothing is left.
SHARED = {
    "test_a": "import time\n\ndef test_1():\n    time.sleep(2)\n\ndef test_2():\n    time.sleep(1)\n",
    "test_b": "def test_1():\n    pass\n\ndef test_2():\n    pass\n",
    "test_c": "def test_1():\n    pass\n\ndef test_2():\n    pass\n",
    "test_d": "import os\n\ndef test_1():\n    pass\n\ndef test_2():\n    os._exit(1)\n",
}


@pytest.fixture(autouse=True)
def _our_plugins_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.setenv("LEAK_GRACE", "0.2")  # the offenders here never mend themselves


def test_each_guard_catches_its_offender(pytester: pytest.Pytester) -> None:
    """A test that leaves a thing behind, logs a warning or makes Qt complain fails, and no other does."""
    pytester.makepyfile(test_bad=BAD)
    pytester.makeini(
        "[pytest]\nasyncio_mode = auto\nasyncio_default_fixture_loop_scope = function\n"
        "qt_api = pyside6\nqt_log_level_fail = WARNING\n"
    )
    plugins = [f"-ptests.plugins.{name}" for name in ("leaks", "quiet", "skips")]
    result = pytester.runpytest_subprocess("-v", "-W", "ignore", *plugins)
    text = result.stdout.str()
    blamed = {
        line.split("::test_")[1].split()[0]
        for line in text.splitlines()
        if "::test_" in line and (" FAILED " in line or " ERROR " in line)
    }
    assert blamed == set(EXPECTED), text
    for sign in EXPECTED.values():
        assert sign in text


def test_a_skip_that_nobody_named_fails_the_run(pytester: pytest.Pytester) -> None:
    """A skipped test is told last and turns a green run red."""
    pytester.makepyfile(test_skip="import pytest\n\ndef test_it():\n    pytest.skip('no screen')\n")
    result = pytester.runpytest_subprocess("-ptests.plugins.skips")
    assert result.ret == pytest.ExitCode.TESTS_FAILED
    assert result.outlines[-1].startswith("NOT ALLOWED test_skip.py::test_it")


WINDOWS = """
import gc, weakref
import pytest

GONE = []

class Cycle:
    def __init__(self):
        self.itself = self
        weakref.finalize(self, GONE.append, None)

def test_window(qapp):
    Cycle()
    for _ in range(100_000):
        [[]]
    assert not gc.isenabled() and not GONE

def test_other():
    assert gc.isenabled() and len(GONE) == 1
"""


def test_windows_are_not_collected_in_the_middle(pytester: pytest.Pytester) -> None:
    """What a test of windows leaves in cycles is destroyed when the test is over, and at once."""
    pytester.makepyfile(test_windows=WINDOWS)
    pytester.runpytest_subprocess("-ptests.plugins.garbage", "-W", "ignore").assert_outcomes(passed=2)


@pytest.mark.parametrize("after", [0, 1, 2])
def test_a_worker_that_ends_keeps_nobody_waiting(pytester: pytest.Pytester, after: int) -> None:
    """The test that a worker ended in fails once, every other is run, and the run comes to its end."""
    rest = "".join(f"\ndef test_after_{number}():\n    pass\n" for number in range(after))
    pytester.makepyfile(**(SHARED | {"test_d": SHARED["test_d"] + rest}))
    result = pytester.runpytest_subprocess(
        *("-ptests.plugins.sharing", "-n2", "--dist=loadfile", "--no-loadscope-reorder", "-W", "ignore"),
        timeout=30,
    )
    result.assert_outcomes(passed=7 + after, failed=1)
    result.stdout.fnmatch_lines(["*crashed while running 'test_d.py::test_2'*"])


def test_long_files_are_begun_first() -> None:
    """The long ones lead in their own order, all else stays as it was, and each that is named exists."""
    files = ["tests/a.py", FIRST[1], "tests/b.py", FIRST[0], FIRST[1], "tests/a.py"]
    assert begun_first(files) == [3, 1, 4, 0, 2, 5]
    assert [name for name in FIRST if not (ROOT / name).is_file()] == []
