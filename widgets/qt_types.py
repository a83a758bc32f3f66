"""Types of Qt are made in the thread of the windows, before any other thread can ask for them.

PySide makes a type when it is first named or met. That is not one step: it runs Python, where the threads may
change, and the table that it takes the type from has no lock. Two threads that make types at the same time
(an import beside the window, and the window's first event of some kind) end the process by a segmentation
fault, or wait for one another for ever. So a thread beside the window must find all that it names: ``NAMED``
is done before any import there.
"""

from functools import partial
from types import ModuleType

from PySide6 import QtCore, QtGui, QtWidgets

from widgets.steps import Steps

TURN = 0.004  # seconds of making in a turn of the loop

# What the modules of widgets and shell name, and what they meet while they are loaded; a test compares.
NAMES: dict[ModuleType, str] = {
    QtCore: """
        QAbstractListModel QAbstractTableModel QCoreApplication QDateTime QElapsedTimer QEvent QEventLoop
        QIODevice QItemSelection QItemSelectionModel QLocale QModelIndex QMutex QObject
        QPersistentModelIndex QPoint QPointF QRect QRectF QSize QSizeF QStringListModel QTime QTimer QUrl Qt
        Signal SignalInstance""",
    QtGui: """
        QAccessible QAccessibleAnnouncementEvent QAccessibleEvent QAction QBrush QCloseEvent QColor
        QContextMenuEvent QCursor QDesktopServices QEnterEvent QFocusEvent QFont QFontDatabase QFontMetrics
        QFontMetricsF QGuiApplication QHideEvent QIcon QImage QKeyEvent QKeySequence QMouseEvent QMoveEvent
        QPaintEvent QPainter QPainterPath QPalette QPen QPixmap QPolygon QPolygonF QRegion QResizeEvent
        QScreen QShortcut QShowEvent QTextBlockFormat QTextCharFormat QTextCursor QTransform QWheelEvent""",
    QtWidgets: """
        QAbstractButton QAbstractItemView QAbstractSpinBox QApplication QButtonGroup QCheckBox QComboBox
        QCompleter QDialog QDialogButtonBox QDoubleSpinBox QFileDialog QFormLayout QFrame QGraphicsItem
        QGraphicsObject QGraphicsScene QGraphicsView QGraphicsWidget QGridLayout QGroupBox QHBoxLayout
        QHeaderView QLabel QLayout QLineEdit QListView QMainWindow QMenu QMenuBar QPushButton QRadioButton
        QScrollArea QSizePolicy QSlider QSpinBox QSplitter QStyle QStyleFactory QStyleOptionGraphicsItem
        QStyleOptionViewItem QStyledItemDelegate QSystemTrayIcon QTabWidget QTableView QTableWidget
        QTableWidgetItem QTextEdit QVBoxLayout QWidget""",
}


NAMED = Steps(
    (partial(getattr, module, name) for module, names in NAMES.items() for name in names.split()), TURN
)
