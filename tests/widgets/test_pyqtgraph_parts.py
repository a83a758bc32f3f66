"""A plot has of pyqtgraph what it needs, and nothing else is loaded."""

import json
import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
PAGE = """
import json, sys, time
from PySide6.QtWidgets import QApplication
from tests.bench.charts.zoomed import Zoomed
from widgets.zoom.page import ZoomPage
application = QApplication([])
charts, page = Zoomed(2, 120), ZoomPage()
page.resize(1280, 720)
page.show_views(charts.views())
page.show()
end = time.monotonic() + 10
while time.monotonic() < end and not all(each._plot and each._plot.sight for each in page.charts):
    application.processEvents()
charts.second()
page.show_views(charts.views())
page.resize(1600, 900)
image = page.grab().toImage()
area = page.charts[0]._plot.sight.area.getRect()
print(json.dumps([area, sorted(sys.modules), len({image.pixel(1000, y) for y in range(400)})]))
"""
WHOLE = "import pyqtgraph\n"
NEVER = (
    "PySide6.QtOpenGL",
    "PySide6.QtOpenGLWidgets",
    "PySide6.QtSvg",
    "PySide6.QtTest",
    "pyqtgraph.colormap",
    "pyqtgraph.exporters",
    "pyqtgraph.graphicsItems.GraphicsLayout",
    "pyqtgraph.graphicsItems.PlotItem",
    "pyqtgraph.parametertree",
    "scipy",
)


def shown(program: str) -> tuple[list[float], list[str], int]:
    """Return where a plot of a page lies, what is loaded, and how many colours a column has."""
    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    area, modules, colours = json.loads(done.stdout)
    return area, modules, colours


def test_a_page_of_charts_loads_the_parts_alone() -> None:
    """The page is drawn; no module of Qt that it does not draw with, no other item of pyqtgraph is there."""
    area, modules, colours = shown(PAGE)
    assert area[2] > 500
    assert area[3] > 150
    assert colours > 5
    assert [each for each in NEVER if each in modules] == []
    assert "pyqtgraph.graphicsItems.AxisItem" in modules


def test_where_all_of_pyqtgraph_is_loaded_that_is_used() -> None:
    """Beside a program's own pyqtgraph the same page is drawn at the same place with that one's parts."""
    area, modules, colours = shown(WHOLE + PAGE)
    assert "pyqtgraph.graphicsItems.PlotItem" in modules
    alone = shown(PAGE)
    assert (area, colours) == (alone[0], alone[2])
