import asyncio
import os
import sys
import time
from pathlib import Path

import pytest

from app.inventory.child import command_line, load_in_child
from app.inventory.load import load
from probes import kinds

ROOT = Path(__file__).parent.parent.parent
EXAMPLES = ROOT / "resources" / "inventories"


async def test_same_as_here(tmp_path: Path) -> None:
    """The child brings what reading here brings, and the next start reads nothing."""
    paths = [EXAMPLES / "example.yaml"]
    cache = tmp_path / "state" / "inventory.cache"
    found = await load_in_child(paths, command_line(), kinds(), cache=cache)
    assert found == load(paths, kinds())
    again = await load_in_child(paths, ["/nonexistent"], kinds(), cache=cache)
    assert again == found


async def test_started_anywhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The child is our program also where another one of the same name lies in the present folder."""
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "__init__.py").write_text("raise SystemExit(9)")
    (tmp_path / "a.yaml").write_text("targets: []\n")
    monkeypatch.chdir(tmp_path)
    found = await load_in_child([Path("a.yaml")], command_line(), kinds())
    assert found.inventory is not None


async def test_errors_come_back(tmp_path: Path) -> None:
    """Errors come back with all their places, and are not kept for later."""
    file = tmp_path / "a.yaml"
    file.write_text("targets: [{id: 5}]\ntitle: [\n")
    found = await load_in_child([file], command_line(), kinds(), cache=tmp_path / "cache")
    assert found == load([file], kinds())
    assert found.errors
    assert not (tmp_path / "cache").exists()


@pytest.mark.parametrize(
    ("program", "wrong"),
    [
        ("import time; time.sleep(60)", "longer than"),
        ("import sys; sys.exit(3)", "code 3"),
        ("import os; os.abort()", "code -6"),
        ("print('hello')", "no sensible answer"),
        ("import os\nwhile True: os.write(1, bytes(1 << 20))", "larger than"),
    ],
)
async def test_a_child_that_fails(
    program: str, wrong: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A child that hangs, dies, talks rubbish or never stops is one error, and is gone afterwards."""
    monkeypatch.setattr("app.inventory.child.LARGEST", 8 << 20)
    (tmp_path / "a.yaml").write_text("targets: []\n")
    started = time.monotonic()
    deadline = 0.3 if "sleep" in program else 20.0
    found = await load_in_child([tmp_path], [sys.executable, "-c", program], kinds(), deadline=deadline)
    assert found.inventory is None
    assert [error.kind for error in found.errors] == ["loader-failed"]
    assert wrong in found.errors[0].plain()
    assert found.fingerprint == load([tmp_path], kinds()).fingerprint
    assert time.monotonic() - started < 15


async def test_no_such_program(tmp_path: Path) -> None:
    """A program that cannot be started is an error of the same kind."""
    found = await load_in_child([tmp_path / "a.yaml"], ["/nonexistent"], kinds())
    assert [error.kind for error in found.errors] == ["loader-failed"]


async def test_given_up(tmp_path: Path) -> None:
    """When the caller gives up, the child ends too."""
    mark = tmp_path / "pid"
    os.mkfifo(mark)
    program = f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid())); time.sleep(60)"
    task = asyncio.create_task(load_in_child([tmp_path], [sys.executable, "-c", program], kinds()))
    pid = int(await asyncio.to_thread(mark.read_text))
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)
