"""No two threads make types of Qt."""

import ast
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from tests.widgets.programs import ran
from widgets import loading as page_loading
from widgets import qt_types
from widgets.loading import Loads
from widgets.steps import Steps

ROOT = Path(__file__).parents[2]
OURS = ("app/shell", "widgets")
THREADS = {"Thread", "QThread", "ThreadPoolExecutor", "QThreadPool"}
# Without its first line both threads make types: it falls or hangs at every second start.
TWO = """
from widgets.qt_types import NAMED, NAMES; NAMED.finish()
import sys, threading
sys.setswitchinterval(1e-6)
names = [(module, name) for module in NAMES for name in NAMES[module].split()]
together = threading.Barrier(2)
def ask():
    together.wait()
    for module, name in names:
        getattr(module, name)
thread = threading.Thread(target=ask)
thread.start()
ask()
thread.join()
"""
# What is met in a thread: the modules of the shell and its widgets, a picture that is saved, a text.
MET = """
import importlib, sys, threading
from pathlib import Path
from PySide6.QtGui import QGuiApplication, QImage
from widgets.qt_types import NAMED, NAMES
application = QGuiApplication([])
NAMED.finish()
def made():
    return {each for module in NAMES for each in vars(module).values() if isinstance(each, type)}
def work():
    for file in sorted(Path().glob("widgets/**/*.py")) + sorted(Path().glob("app/shell/**/*.py")):
        name = ".".join(file.with_suffix("").parts)
        if file.stem not in ("__init__", "__main__") and "files.dir" not in file.parts:
            importlib.import_module(name)
    from app.shell.window.picture import write_picture
    from widgets.tr import tr
    image = QImage(8, 8, QImage.Format.Format_RGB32)
    assert write_picture(image, Path(sys.argv[1])) == "" and tr("{n} rows", n="3")
before = made()
thread = threading.Thread(target=work)
thread.start()
thread.join()
assert "app.shell.session" in sys.modules and "app.shell.hands" in sys.modules
assert "pyqtgraph.widgets.GraphicsView" in sys.modules
print(sorted(each.__name__ for each in made() - before))
"""


def said(program: str, *words: str, **more: str) -> str:
    """Run a program to its end."""
    return ran(program, *words, **more).stdout


def test_two_threads_may_ask_for_types() -> None:
    """Once all are made, threads that ask for them at the same time live."""
    said(TWO)


def test_a_thread_makes_none(tmp_path: Path) -> None:
    """Whatever of ours is loaded or done in a thread finds all that it names and meets."""
    assert said(MET, str(tmp_path / "picture.png")).strip() == "[]"


def test_all_that_is_named_is_known_and_threads_begin_in_one_place() -> None:
    """The table has each name that shell or widgets import; nobody but ``beside`` makes a thread there."""
    known = {module.__name__: set(names.split()) for module, names in qt_types.NAMES.items()}
    for file in (file for folder in OURS for file in sorted((ROOT / folder).rglob("*.py"))):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("PySide6."):
                named = {each.name for each in node.names}
                assert named <= known[str(node.module)], file
            if isinstance(node, ast.Call) and file != ROOT / "app/shell/beside.py":
                assert ast.unparse(node.func).rsplit(".", 1)[-1] not in THREADS, file


def test_charts_are_loaded_when_what_is_named_is_made(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """What draws them names types of Qt, so its thread begins after the last turn of making."""
    made, begun = list[int](), list[int]()

    class Work:
        def done(self) -> bool:
            return True

        def result(self) -> None:
            return None

    monkeypatch.setattr(page_loading, "NAMED", Steps(partial(made.append, number) for number in range(3)))

    def begin(_load: Callable[[], object]) -> Work:
        begun.append(len(made))
        return Work()

    plots = Loads(begin).plots  # type: ignore[arg-type]  # its work gives nothing
    assert not plots.ready()
    qtbot.waitUntil(plots.ready, timeout=2000)
    assert begun == [3]
