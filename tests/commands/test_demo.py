import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from app.__main__ import main

ROOT = Path(__file__).parents[2]


@contextmanager
def started(state: Path, *words: str) -> Iterator["subprocess.Popen[str]"]:
    """Run the demo as a process of its own until the end of the block."""
    command = [sys.executable, "-m", "app", "demo", "--state", str(state), *words]
    with subprocess.Popen(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
    ) as demo:
        try:
            yield demo
        finally:
            demo.terminate()
            demo.wait(10)


def line(demo: "subprocess.Popen[str]") -> str:
    """Return the next line that it writes."""
    assert demo.stdout is not None
    return demo.stdout.readline().rstrip("\n")


def test_the_whole_life_of_a_demo(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Start, list, fault, status, clear and stop, each told in a line; in the end nothing runs."""
    place = ["--state", str(tmp_path)]
    with started(tmp_path) as demo:
        assert line(demo) == f"ready {tmp_path / 'demo-inventory.yaml'}"
        assert main(["demo", *place, "list"]) == 0
        assert "kestrin-live" in capsys.readouterr().out
        assert main(["demo", *place, "fault", "kestrin-live", "hang", "--for", "5m"]) == 0
        assert capsys.readouterr().out == "kestrin-live: hang for 300 s\n"
        assert main(["demo", *place, "status"]) == 0
        assert "kestrin-live: hang for" in capsys.readouterr().out
        assert main(["demo", *place, "clear"]) == 0
        assert capsys.readouterr().out == "cleared: kestrin-live\n"
        assert main(["demo", *place, "fault", "kestrin-live", "dance"]) == 2
        assert "error-in-200" in capsys.readouterr().err
        assert main(["demo", *place, "dance"]) == 2
        capsys.readouterr()
        assert main(["demo", *place, "stop"]) == 0
        assert demo.wait(10) == 0
    assert main(["demo", *place, "list"]) == 3
    assert "nocwall demo" in capsys.readouterr().err


def test_a_second_start_finds_the_first(tmp_path: Path) -> None:
    """Whoever starts it again is told that it is ready, by the same line."""
    with started(tmp_path) as first:
        said = line(first)
        with started(tmp_path) as second:
            assert line(second) == said
            assert second.wait(10) == 0
        assert first.poll() is None


def test_ready_can_be_told_to_a_descriptor(tmp_path: Path) -> None:
    """With --ready-fd the line goes there, and the descriptor is closed."""
    reader, writer = os.pipe()
    command = [sys.executable, "-m", "app", "demo", "--state", str(tmp_path), "--ready-fd", str(writer)]
    with subprocess.Popen(command, cwd=ROOT, pass_fds=(writer,), stderr=subprocess.DEVNULL) as demo:
        os.close(writer)
        with open(reader, encoding="utf-8") as told:  # noqa: PTH123 - it is a descriptor
            assert told.read() == f"ready {tmp_path / 'demo-inventory.yaml'}\n"
        demo.terminate()
        assert demo.wait(10) == 0


def test_a_state_folder_that_cannot_be_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a place for its files it ends with a sentence."""
    (tmp_path / "file").write_text("")
    assert main(["demo", "--state", str(tmp_path / "file" / "state")]) == 1
    assert "cannot be made" in capsys.readouterr().err
