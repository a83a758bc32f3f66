"""What a status grid of 10,000 checks costs: all of it painted anew, and one in a hundred changed.

Offscreen. The peer is a QTableView of as many cells with a delegate that paints a mark for each. Both take
turns in one run; CPU milliseconds, medians. A repaint of ours is a picture in which every check is in another
state: all marks and counts are drawn anew, titles and panels kept; "nothing kept" draws these too. The
shelf of named deviations is counted apart, for the peer has none; so is what a thread does beside the window.
"""

import os
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from tests.bench.report import Figure, median

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication

    from app.model.board import CheckView
    from widgets.sections.status_grid import GridParts

CHECKS = 10_000
CHANGED = 100
SIZES = {"1080p": (1920, 1080), "4K": (3840, 2160)}
LEAST = 7  # rounds
FULL, PART = 0.05, 0.4  # of the peer


def measure(seconds: float) -> list[Figure]:
    """Measure both at each size."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    from PySide6.QtWidgets import QApplication

    found = QApplication.instance()
    application = found if isinstance(found, QApplication) else QApplication([])
    figures: list[Figure] = []
    for name, size in SIZES.items():
        figures += _measured(application, name, size, seconds / len(SIZES))
    return figures


def _measured(application: "QApplication", name: str, size: tuple[int, int], seconds: float) -> list[Figure]:
    ours, peer = Grid(application, size), Table(application, size)
    acts: dict[str, Callable[[], None]] = {
        "repaint": ours.change_every,
        "repaint, table": peer.repaint,
        "repaint, nothing kept": ours.repaint,
        "1 %": ours.change,
        "1 %, table": peer.change,
        "1 %, with the shelf": ours.change_all,
    }
    prepared: dict[str, Callable[[], object]] = {
        "repaint": ours.prepare_all,
        "1 %": ours.prepare,
        "1 %, with the shelf": ours.prepare,
    }
    found: dict[str, list[float]] = {act: [] for act in acts}
    for act, do in acts.items():
        prepared.get(act, ours.other_work)()
        _cost(application, do)  # what is made only once
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(found["repaint"]) < LEAST:
        for act, do in acts.items():
            # Each act begins after the same other work, with caches as cold.
            prepared.get(act, ours.other_work)()
            found[act].append(_cost(application, do))
    middle = {act: median(costs) for act, costs in found.items()}
    ours.close()
    peer.close()
    return [
        *(Figure(f"{name}: {act}, CPU", value, "ms") for act, value in middle.items()),
        Figure(f"{name}: repaint / table", middle["repaint"] / middle["repaint, table"], "x", FULL),
        Figure(f"{name}: 1 % / table", middle["1 %"] / middle["1 %, table"], "x", PART),
        Figure(f"{name}: a picture and what differs, CPU beside the window", median(ours.beside), "ms"),
    ]


def _cost(application: "QApplication", act: Callable[[], None]) -> float:
    """Return the CPU milliseconds of an act and of all that it makes Qt paint."""
    before = time.process_time()
    act()
    application.processEvents()
    return (time.process_time() - before) * 1000


class Grid:
    """Our grid, on a window of its own."""

    def __init__(self, application: "QApplication", size: tuple[int, int]) -> None:
        from tests.widgets.fleets import fleet
        from widgets.look import Look
        from widgets.painted import Painted
        from widgets.sections.status_grid import StatusGrid
        from widgets.unit import unit

        self._views: list[CheckView] = list(fleet(CHECKS, bad=True).board.checks)
        self._turn = 0
        self.beside: list[float] = []  # milliseconds of the work of the thread beside the window
        self._grid = StatusGrid(Look("dark"))
        self._grid.resize(*size)
        self._grid.set_unit(unit(*size))
        self._next = self._parts()
        self._calm, self._shelf = self._next, self._next.fields.shelf
        self._grid.show_parts(self._next)
        for part in self._grid.findChildren(Painted):
            part.set_unit(unit(*size))
        self._grid.set_unit(unit(*size))
        self._grid.show()
        application.processEvents()

    def prepare(self, step: int = CHECKS // CHANGED) -> None:
        """Work out the next picture, in which one check in ``step`` has changed; a thread does it."""
        from msgspec.structs import replace

        from app.model.state import State

        self._turn += 1
        for place in range(self._turn % step, CHECKS, step):
            view = self._views[place]
            self._views[place] = replace(
                view, state=State.WARNING if view.state is State.OK else State.OK, soft=False, stale=False
            )
        self._former = self._next  # so that no act frees ten thousand values
        before = time.process_time()
        self._next = self._parts()
        self.beside.append((time.process_time() - before) * 1000)
        self._calm = self._next._replace(fields=replace(self._next.fields, shelf=self._shelf))

    def prepare_all(self) -> None:
        """Work out the next picture, in which every check has changed."""
        self.prepare(step=1)

    def repaint(self) -> None:
        """Paint all marks, titles, counts and panels anew, keeping nothing."""
        from widgets.sections.status_field import StatusField

        for part in self._grid.findChildren(StatusField):
            part.renew()
        self._grid.repaint()

    def change(self) -> None:
        """Show the next picture with the shelf as it was."""
        self._grid.show_parts(self._calm)

    def change_every(self) -> None:
        """Show the next picture, of which every mark is drawn anew, with the shelf as it was."""
        self._grid.show_parts(self._calm)

    def change_all(self) -> None:
        """Show the next picture."""
        self._grid.show_parts(self._next)
        self._shelf = self._next.fields.shelf

    def other_work(self) -> None:
        """Work out a picture that is not shown."""
        self._parts()

    def close(self) -> None:
        """Take the window away."""
        self._grid.close()
        self._grid.deleteLater()

    def _parts(self) -> "GridParts":
        from msgspec.structs import replace

        from tests.widgets.boards import NOW
        from tests.widgets.fleets import fleet
        from widgets.views.scene import scene_of

        board = replace(fleet(1).board, checks=tuple(self._views))
        return self._grid.parts()(scene_of(board, NOW, lost=False))


class Table:
    """A table of as many cells, each painted by a delegate."""

    def __init__(self, application: "QApplication", size: tuple[int, int]) -> None:
        self._model, self._view = _table(size)
        self._turn = 0
        self._view.show()
        application.processEvents()

    def repaint(self) -> None:
        """Paint all cells anew."""
        self._view.viewport().repaint()

    def change(self) -> None:
        """Change one cell in a hundred."""
        self._turn += 1
        self._model.change(range(self._turn, CHECKS, CHECKS // CHANGED))

    def close(self) -> None:
        """Take the window away."""
        self._view.close()
        self._view.deleteLater()


def _table(size: tuple[int, int]) -> tuple[Any, Any]:
    """Return a model and its view."""
    from PySide6.QtCore import QAbstractTableModel, QModelIndex, Qt
    from PySide6.QtGui import QColor, QPainter
    from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QTableView

    columns = 125
    colours = [QColor(name) for name in ("#5E7A80", "#F9573F", "#FFD873", "#B3ADF2")]
    ground = QColor("#151A20")

    class Model(QAbstractTableModel):
        def __init__(self) -> None:
            super().__init__()
            self.states = [0] * CHECKS

        def rowCount(self, _parent: Any = None) -> int:
            return CHECKS // columns

        def columnCount(self, _parent: Any = None) -> int:
            return columns

        def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
            if role == Qt.ItemDataRole.UserRole:
                return self.states[index.row() * columns + index.column()]
            return None

        def change(self, places: Sequence[int]) -> None:
            for place in places:
                self.states[place] = (self.states[place] + 1) % len(colours)
                index = self.index(place // columns, place % columns, QModelIndex())
                self.dataChanged.emit(index, index)

    class Delegate(QStyledItemDelegate):
        def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Any) -> None:
            area = option.rect
            painter.fillRect(area, ground)
            painter.fillRect(area.adjusted(2, 2, -2, -2), colours[index.data(Qt.ItemDataRole.UserRole)])

    model, view = Model(), QTableView()
    view.setModel(model)
    view.setItemDelegate(Delegate(view))
    view.setShowGrid(False)
    for header, part, number in (
        (view.horizontalHeader(), size[0], columns),
        (view.verticalHeader(), size[1], CHECKS // columns),
    ):
        header.hide()
        header.setMinimumSectionSize(1)
        header.setDefaultSectionSize(max(2, part // number))
    view.resize(*size)
    return model, view
