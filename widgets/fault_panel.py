"""The fault panel: switches that break the services of the demo platform."""

from collections.abc import Mapping, Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QPushButton, QScrollArea, QVBoxLayout, QWidget

from app.model.value import Value
from widgets.tr import tr


class Service(Value, frozen=True, kw_only=True):
    """A service of the demo: which faults it can have, and which it has."""

    id: str
    name: str
    faults: tuple[str, ...]
    active: str = ""


class FaultPanel(QWidget):
    """One row a service: name, choice of a fault, a button to break it and one to mend it."""

    fault_wished = Signal(str, str)  # service, kind
    clear_wished = Signal(str)  # service; empty: all

    def __init__(self, meanings: Mapping[str, str] | None = None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._meanings = dict(meanings or {})
        self._services: tuple[Service, ...] = ()
        self._rows: dict[str, tuple[QLabel, QComboBox, QPushButton]] = {}
        inner = QWidget()
        self._grid = QGridLayout(inner)
        self._grid.setColumnStretch(0, 1)
        area = QScrollArea()
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # long names wrap
        area.setAccessibleName(tr("Faults of the demo"))
        area.setWidget(inner)
        mend_all = QPushButton(tr("Mend everything"))
        mend_all.setAutoDefault(False)
        mend_all.clicked.connect(lambda: self.clear_wished.emit(""))
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.addWidget(_plain(tr("Break a service of the demo and watch the wall")))
        box.addWidget(area, 1)
        box.addWidget(mend_all)
        self.setAccessibleName(tr("Faults of the demo"))

    def show_services(self, services: Sequence[Service]) -> None:
        """Show the services and which fault each has; rows are kept, so a choice is not lost."""
        wanted = tuple(services)
        if [s.id for s in wanted] != [s.id for s in self._services]:
            self._build(wanted)
        self._services = wanted
        for service in wanted:
            label, _, mend = self._rows[service.id]
            broken = tr("{name}: {fault}", name=service.name, fault=service.active)
            label.setText(broken if service.active else service.name)
            mend.setEnabled(bool(service.active))

    def _build(self, services: Sequence[Service]) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        self._rows = {}
        for row, service in enumerate(services):
            label, choice = _plain(service.name), self._choice(service)
            break_it, mend = QPushButton(tr("Break")), QPushButton(tr("Mend"))
            break_it.setAutoDefault(False)
            mend.setAutoDefault(False)
            break_it.setAccessibleName(tr("Break {name}", name=service.name))
            mend.setAccessibleName(tr("Mend {name}", name=service.name))
            break_it.clicked.connect(lambda _=False, s=service.id, c=choice: self._wish(s, c))
            mend.clicked.connect(lambda _=False, s=service.id: self.clear_wished.emit(s))
            for column, widget in enumerate((label, choice, break_it, mend)):
                self._grid.addWidget(widget, row, column)
            self._rows[service.id] = (label, choice, mend)

    def _choice(self, service: Service) -> QComboBox:
        choice = QComboBox()
        for part in (choice, choice.view()):
            part.setAccessibleName(tr("Fault of {name}", name=service.name))
        for fault in service.faults:
            choice.addItem(fault, fault)
            choice.setItemData(choice.count() - 1, self._meanings.get(fault, ""), Qt.ItemDataRole.ToolTipRole)
        return choice

    def _wish(self, service: str, choice: QComboBox) -> None:
        kind = choice.currentData()
        if kind:
            self.fault_wished.emit(service, str(kind))


def _plain(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label
