"""What a plot needs of pyqtgraph, without the rest of it. Import it after the first paint.

``import pyqtgraph`` runs its package file. That loads every item, widget, tree and exporter it has, makes
each type of Qt there is, and loads Qt's modules for tests, SVG and OpenGL: 20 MiB, 0.2 s, and nothing that a
plot uses (decision 0079). Its modules import one another by their place. So a package of that name and place
in which nothing runs lets four of them be loaded by themselves. Where all of pyqtgraph is loaded already,
that is used.
"""

import sys
from importlib.util import find_spec
from types import ModuleType

import shiboken6
from PySide6 import QtCore, QtGui, QtWidgets

# What our parts read, as it comes with pyqtgraph; another key is a fault that the tests of plots find.
OPTIONS = {
    "background": "k",
    "crashWarning": False,
    "foreground": "d",
    "leftButtonPan": True,
    "mouseRateLimit": 100,
    "useCupy": False,
    "useOpenGL": False,
}


def _put_package() -> None:
    """Put what our parts ask in place of the package, of what hides the binding, and of OpenGL's."""
    spec = find_spec("pyqtgraph")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("pyqtgraph is not installed", name="pyqtgraph")
    (place,) = spec.submodule_search_locations
    package, qt = ModuleType("pyqtgraph"), ModuleType("pyqtgraph.Qt")
    opengl = ModuleType("pyqtgraph.Qt.OpenGLHelpers")  # named by the view, used with useOpenGL only
    package.__path__, qt.__path__ = [place], [f"{place}/Qt"]
    vars(package).update(Qt=qt, getConfigOption=OPTIONS.__getitem__, _connectCleanup=lambda: None)
    vars(qt).update(QtCore=QtCore, QtGui=QtGui, QtWidgets=QtWidgets, OpenGLHelpers=opengl)
    vars(qt).update(QT_LIB="PySide6", isQObjectAlive=shiboken6.isValid)
    sys.modules.update({module.__name__: module for module in (package, qt, opengl)})


if "pyqtgraph" not in sys.modules:
    _put_package()

from pyqtgraph.graphicsItems.AxisItem import AxisItem  # noqa: E402 - the package stands from here on
from pyqtgraph.graphicsItems.GraphicsObject import GraphicsObject  # noqa: E402 - same
from pyqtgraph.graphicsItems.ViewBox.ViewBox import ViewBox  # noqa: E402 - same
from pyqtgraph.widgets.GraphicsView import GraphicsView  # noqa: E402 - same

__all__ = ["AxisItem", "GraphicsObject", "GraphicsView", "ViewBox"]
