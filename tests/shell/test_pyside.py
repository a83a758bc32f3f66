"""PySide words errors as ever, though what it needs for that is loaded when there is one."""

import sys

import pytest

from tests.widgets.programs import ran

LATE = "from app.shell.pyside import prefer_late; prefer_late()\n"
WRONG = """
import sys, threading
from PySide6 import QtCore, QtGui, QtWidgets
import shiboken6
def loaded():
    return "shibokensupport.signature.parser" in sys.modules
def say(act):
    try:
        print(act())
    except Exception as error:
        print(type(error).__name__, error)
application = QtWidgets.QApplication([])
widget = QtWidgets.QWidget()
print(loaded(), file=sys.stderr)
thread = threading.Thread(target=say, args=(lambda: widget.resize("x"),))
thread.start()
thread.join()
for act in (
    lambda: widget.resize("x"),
    lambda: widget.resize(QtCore.QPoint(), QtCore.Qt.Key.Key_A),
    lambda: QtCore.QSize("a"),
    lambda: QtGui.QColor(object(), 2, 3),
    lambda: QtCore.QPoint(1, 2).x(3),
    lambda: QtWidgets.QWidget(nosuch=3),
    lambda: QtCore.QTimer.singleShot("a"),
    lambda: QtCore.QSize.scaled.__doc__,
    lambda: QtCore.QSize.scaled.__signature__,
    lambda: shiboken6.isValid(widget) and shiboken6.__file__,
    lambda: shiboken6.__version__,
):
    say(act)
import PySide6.support, tempfile, zipfile
from PySide6 import QtNetwork
say(lambda: QtNetwork.QHostAddress(object(), 1))
print(type(zipfile).__name__, zipfile.ZipFile, tempfile.gettempdir())
print(loaded(), file=sys.stderr)
"""


def said(program: str, **more: str) -> tuple[str, list[str]]:
    """Return what a program says, and whether it had the package of errors at its first and second look."""
    done = ran(program, **more)
    return done.stdout, done.stderr.split()


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere PySide is loaded as it comes")
def test_errors_are_worded_as_ever_and_cost_nothing_before() -> None:
    """Wrong calls, documents, signatures and other modules give the same words; nothing was loaded before."""
    plain, ever = said(WRONG)
    assert "Supported signatures" in plain
    assert ever == ["True", "True"]
    assert said(LATE + WRONG) == (plain, ["False", "True"])


def test_another_library_and_a_wish_to_unpack_are_left_alone() -> None:
    """Of an unknown version, or where PySide would unpack into that folder, it is loaded as it comes."""
    look = "import sys; from PySide6 import QtCore; print('shibokensupport.signature.parser' in sys.modules)"
    for name, other in (("LIBRARY", "libshiboken6.abi3.so.9.0"), ("RELEASE", "shiboken6-6.11.99.dist-info")):
        unknown = f"import app.shell.pyside as own; own.{name} = {other!r}\n"
        assert said(unknown + LATE + look)[0] == "True\n"
    assert said(LATE + look, SBK_EMBED="?")[0] == "True\n"
    assert said("import PySide6.QtCore\n" + LATE + look)[0] == "True\n"
