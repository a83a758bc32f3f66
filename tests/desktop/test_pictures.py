"""Pictures of the wall on machines without a screen."""

import os
import signal
import struct
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.app_desktop.test_tied import lives
from tests.desktop.stage import OUTSIDE
from tests.desktop.test_shell import INVENTORY, Door
from tests.flows.program import Program, processes, program

ROOT = Path(__file__).parents[2]
DEFAULT = (3840, 2160)


@pytest.fixture
def bare(tmp_path: Path) -> Iterator[Program]:
    """Give the program in a session without screen, bus and sound, and an inventory of one open door."""
    runtime = tmp_path / "run"
    runtime.mkdir(mode=0o700)
    kept = {name: value for name, value in os.environ.items() if name not in OUTSIDE}
    places = {"HOME": tmp_path, "XDG_CONFIG_HOME": tmp_path / "config", "XDG_RUNTIME_DIR": runtime}
    environment = {**kept, **{name: str(path) for name, path in places.items()}, "PYTHONPATH": str(ROOT)}
    door = Door()
    (tmp_path / "door.yaml").write_text(INVENTORY.format(port=door.port))
    with program(tmp_path, environment) as running:
        yield running
    door.close()


def size(picture: Path) -> tuple[int, int]:
    """Return width and height of a PNG file, which is whole."""
    data = picture.read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    assert data[-8:-4] == b"IEND"
    width, height = struct.unpack(">II", data[16:24])
    return width, height


def parent_of(pid: int) -> int:
    """Return the parent of a process that lives."""
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def until(true: Callable[[], object], seconds: float = 20) -> None:
    """Wait until something is so."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


@pytest.mark.parametrize(("words", "expected"), [((), DEFAULT), (("--size", "1920x1080"), (1920, 1080))])
def test_a_snapshot_has_its_exact_size(
    bare: Program, words: tuple[str, ...], expected: tuple[int, int]
) -> None:
    """A picture is drawn without any screen, in its size, and nothing is left of its private engine."""
    inventory = str(bare.folder / "door.yaml")
    done = bare.run("snapshot", str(bare.folder / "out.png"), "--inventory", inventory, *words)
    assert (done.returncode, done.stderr) == (0, "")
    assert size(bare.folder / "out.png") == expected
    assert not [path for path in bare.folder.iterdir() if path.name.startswith(".out")]


def test_a_snapshot_shows_the_running_engine(bare: Program) -> None:
    """Without an inventory the picture is that of the engine that runs, which goes on."""
    bare.start("engine", "--inventory", str(bare.folder / "door.yaml"))
    pid = bare.engine_pid()
    done = bare.run("snapshot", str(bare.folder / "live.png"), "--page", "charts", "--theme", "light")
    assert (done.returncode, done.stderr) == (0, "")
    assert size(bare.folder / "live.png") == DEFAULT
    assert bare.engine_pid() == pid


def test_a_picture_that_cannot_be_written_is_said(bare: Program) -> None:
    """A missing folder is a sentence and an exit code, not a trace."""
    inventory = str(bare.folder / "door.yaml")
    done = bare.run("snapshot", str(bare.folder / "no" / "out.png"), "--inventory", inventory)
    assert done.returncode == 1
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


def test_without_a_screen_the_wall_is_a_picture(bare: Program) -> None:
    """It says so, runs on a screen in memory, keeps wallboard.png new, and ends whole on Ctrl-C."""
    child = bare.start("run", "--inventory", str(bare.folder / "door.yaml"))
    picture = bare.folder / "wallboard.png"
    until(picture.exists)
    assert "There is no screen here" in bare.log()
    assert size(picture) == (1920, 1080)
    first = picture.stat().st_mtime_ns
    until(lambda: picture.stat().st_mtime_ns > first, 8)
    assert size(picture) == (1920, 1080)
    child.send_signal(signal.SIGINT)
    assert child.wait(15) == 0
    assert bare.status() is None


@pytest.mark.fault("N30")
def test_a_killed_wall_without_a_screen_leaves_nothing(bare: Program) -> None:
    """After kill -9 of what was started by hand, the wall, its engine and the screen in memory end too."""
    child = bare.start("run", "--inventory", str(bare.folder / "door.yaml"))
    until((bare.folder / "wallboard.png").exists)
    session = processes(os.fsencode(bare.state), b"run") - {child.pid}
    screens = {pid for pid in processes(b"-terminate") if parent_of(pid) == child.pid}
    assert session
    assert screens
    child.kill()
    child.wait(5)
    until(lambda: not any(map(lives, session | screens)), 15)
    assert bare.status() is None
