"""PySide6 does not eat references: 6.12.0 on Python 3.11 drops one of None or True a call, and dies."""

import ast
import os
import subprocess
import sys
from pathlib import Path

import PySide6

ROOT = Path(__file__).parent.parent

EMITS = """
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal

class Source(QObject):
    fired = Signal()

application = QCoreApplication([])
source = Source()
source.fired.connect(lambda: None)
before = sys.getrefcount(None), sys.getrefcount(True)
for _ in range(5000):
    source.fired.emit()
after = sys.getrefcount(None), sys.getrefcount(True)
print(after[0] - before[0], after[1] - before[1])
"""


def test_signals_do_not_eat_references() -> None:
    """Five thousand emissions leave the process alive, and None and True with their references."""
    calm = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    result = subprocess.run(
        [sys.executable, "-c", EMITS], env=calm, capture_output=True, text=True, timeout=60, check=False
    )
    assert result.returncode == 0, result.stderr
    none, true = map(int, result.stdout.split())
    assert none > -100
    assert true > -100


def test_no_call_later_leaves_a_reference_behind() -> None:
    """A method that a widget has called later, not at once, leaves 150 bytes a call for the widget's life.

    With PySide 6.11 that was some 50 MiB a day of a wall; a partial of the method leaves nothing.
    """
    found = [
        f"{file.relative_to(ROOT)}:{node.lineno}"
        for folder in ("app", "widgets")
        for file in (ROOT / folder).rglob("*.py")
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and _leaves_one(node)
    ]
    assert not found


def _leaves_one(call: ast.Call) -> bool:
    if not (isinstance(call.func, ast.Attribute) and call.func.attr == "singleShot" and len(call.args) == 3):
        return False
    delay, _, act = call.args
    at_once = isinstance(delay, ast.Constant) and delay.value == 0
    return isinstance(act, ast.Attribute) and not at_once


def test_the_version_is_below_the_broken_one() -> None:
    """The lock and whoever installs by hand stay below 6.12."""
    assert PySide6.__version_info__[:2] < (6, 12)
