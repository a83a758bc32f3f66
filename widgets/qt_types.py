"""Types of Qt are made in the thread of the windows, before any other thread can ask for them.

PySide makes a type when it is first named or met. That is not one step: it runs Python, where the threads may
change, and the table that it takes the type from has no lock. Two threads that make types at the same time
(an import beside the window, and the window's first event of some kind) end the process by a segmentation
fault, or wait for one another for ever. So a thread beside the window must find all that it names: ``NAMED``
before any import there, ``WHOLE`` before pyqtgraph, which names everything.
"""

import time
from collections.abc import Iterable
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

TURN = 0.004  # seconds of making in a turn of the loop

# What the modules of widgets and shell name, and what they meet while they are loaded; a test compares.
NAMES: dict[ModuleType, str] = {
    QtCore: """
        QAbstractListModel QAbstractTableModel QCoreApplication QDateTime QElapsedTimer QEvent QEventLoop
        QIODevice QItemSelection QItemSelectionModel QLocale QModelIndex QObject QPersistentModelIndex QPoint
        QPointF QRect QRectF QSize QSizeF QStringListModel QTime QTimer QUrl Qt Signal
        SignalInstance""",
    QtGui: """
        QAccessible QAccessibleAnnouncementEvent QAccessibleEvent QAction QBrush QCloseEvent QColor
        QContextMenuEvent QCursor QDesktopServices QEnterEvent QFocusEvent QFont QFontDatabase QFontMetrics
        QFontMetricsF QGuiApplication QHideEvent QIcon QImage QKeyEvent QKeySequence QMouseEvent QMoveEvent
        QPaintEvent QPainter QPainterPath QPalette QPen QPixmap QPolygon QPolygonF QRegion QResizeEvent
        QScreen QShortcut QShowEvent QTextBlockFormat QTextCharFormat QTextCursor QTransform QWheelEvent""",
    QtWidgets: """
        QAbstractButton QAbstractItemView QAbstractSpinBox QApplication QButtonGroup QCheckBox QComboBox
        QCompleter QDialog QDialogButtonBox QDoubleSpinBox QFileDialog QFormLayout QFrame QGridLayout
        QGroupBox QHBoxLayout QHeaderView QLabel QLayout QLineEdit QListView QMainWindow QMenu QMenuBar
        QPushButton QScrollArea QSizePolicy QSpinBox QStyle QStyleFactory QStyleOptionGraphicsItem
        QStyleOptionViewItem QStyledItemDelegate QSystemTrayIcon QTabWidget QTableView QTableWidget
        QTableWidgetItem QTextEdit QVBoxLayout QWidget""",
}


class Making:
    """Makes some types, a few in each turn."""

    def __init__(self, names: Iterable[tuple[ModuleType, str]]) -> None:
        self._left = iter(names)
        self._done = False

    def go_on(self, seconds: float = TURN) -> bool:
        """Make for so long; return whether all are there."""
        end = time.monotonic() + seconds
        while not self._done and time.monotonic() < end:
            step = next(self._left, None)
            if step is None:
                self._done = True
            else:
                getattr(*step)
        return self._done


NAMED = Making((module, name) for module, names in NAMES.items() for name in names.split())
WHOLE = Making((module, name) for module in NAMES for name in dir(module))
