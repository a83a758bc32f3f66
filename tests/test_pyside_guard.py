"""PySide6 does not eat references: 6.12.0 on Python 3.11 drops one of None or True a call, and dies."""

import os
import subprocess
import sys

import PySide6

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


def test_the_version_is_below_the_broken_one() -> None:
    """The lock and whoever installs by hand stay below 6.12."""
    assert PySide6.__version_info__[:2] < (6, 12)
