"""Switches that make services of the demo casino fail; asked and set over its control socket."""

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.model.phrase import foreign
from app.shell.dialogs.plain import plain_label
from app.shell.fault_client import FaultsUnreachable, ask
from app.shell.tasks import Tasks
from widgets.tr import tr

AGAIN = 2.0  # seconds between looks
SIZE = (520, 640)
WELL = ""

WORDS = {
    WELL: "Well",
    "slow": "Slow",
    "error-500": "Answers an error",
    "error-in-200": "Error inside a 200",
    "refuse": "Refuses",
    "hang": "Hangs",
    "flap": "Flaps",
    "cert-expiring": "Certificate expiring",
    "cpu-burn": "Burns CPU for 60 s",
    "log-errors": "Errors in its log",
}


class FaultsDialog(QDialog):
    """One row a service; its box says what it does, and switches it."""

    def __init__(self, control: Path, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._control = control
        self._tasks = tasks
        self._boxes: dict[str, QComboBox] = {}
        self.setWindowTitle(tr("Fault switches of the demo"))
        self.resize(*SIZE)
        self._word = plain_label(tr("Asking the demo"), self)
        self._table = QTableWidget(0, 2, self)
        self._table.setHorizontalHeaderLabels([tr("Service"), tr("What it does")])
        self._table.verticalHeader().hide()
        self._table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self._table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        buttons = QDialogButtonBox(self)
        well = buttons.addButton(tr("All well"), QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        well.clicked.connect(lambda: self._wish(do="clear"))
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        for part in (self._word, self._table, buttons):
            layout.addWidget(part)

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to look."""
        super().showEvent(event)
        self._tasks.start(self._follow(), "fault switches")

    def switch(self, service: str, kind: str) -> None:
        """Make a service fail, or well again."""
        if kind == WELL:
            self._wish(do="clear", service=service)
        else:
            self._wish(do="fault", service=service, kind=kind)

    async def _follow(self) -> None:
        while self.isVisible():
            await self._look()
            await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        try:
            answer = await ask(self._control, do="list")
        except FaultsUnreachable as trouble:
            self._word.setText(str(trouble))
            return
        services = answer.get("services", [])
        self._word.setText(tr("Faults last until they are switched off."))
        if [each["name"] for each in services] != list(self._boxes):
            self._fill(services)
        for each in services:
            self._show(self._boxes[each["name"]], each)

    def _fill(self, services: list[dict[str, Any]]) -> None:
        self._boxes.clear()
        self._table.setRowCount(len(services))
        for row, each in enumerate(services):
            name = str(each["name"])
            box = QComboBox(self._table)
            for kind in (WELL, *each["kinds"]):
                box.addItem(tr(WORDS.get(kind, foreign(kind, 40))), kind)
            # Only what a person chooses: ``activated`` is not told of what the program sets.
            box.activated.connect(lambda _index, name=name, box=box: self.switch(name, box.currentData()))
            self._boxes[name] = box
            self._table.setItem(row, 0, QTableWidgetItem(foreign(name, 60)))
            self._table.setCellWidget(row, 1, box)

    def _show(self, box: QComboBox, each: dict[str, Any]) -> None:
        if not box.view().isVisible():  # not under the hand of who is choosing
            fault = each["fault"]["kind"] if each["fault"] else WELL
            box.setCurrentIndex(max(0, box.findData(fault)))

    def _wish(self, **wish: object) -> None:
        self._tasks.start(self._wished(wish), "fault switch")

    async def _wished(self, wish: dict[str, object]) -> None:
        try:
            await ask(self._control, **wish)
        except FaultsUnreachable as trouble:
            self._word.setText(str(trouble))
            return
        await self._look()
