"""Switches that make services of the demo casino fail; asked and set over its control socket."""

import asyncio
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.model.phrase import foreign
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog
from app.shell.dialogs.plain import TroubleLine, arrange, foot
from app.shell.fault_client import FaultsUnreachable, ask
from app.shell.tasks import Tasks
from widgets.fault_panel import FaultPanel, Service
from widgets.tr import tr

AGAIN = 2.0  # seconds between looks
SIZE = (640, 640)


class FaultsDialog(WorkingDialog):
    """Hosts the fault panel as long as it is open."""

    def __init__(self, control: Path, tasks: Tasks, parent: QWidget | None = None) -> None:
        super().__init__(tasks, parent)
        self._control = control
        self.setWindowTitle(tr("Fault switches of the demo"))
        self.resize(*SIZE)
        self._trouble = TroubleLine(self)
        self._panel = FaultPanel(parent=self)
        self._panel.fault_wished.connect(lambda name, kind: self._wish(do="fault", service=name, kind=kind))
        self._panel.clear_wished.connect(lambda name: self._wish(do="clear", service=name))
        layout = QVBoxLayout(self)
        layout.addWidget(self._trouble)
        layout.addWidget(self._panel, 1)
        layout.addLayout(foot(self, plain_label("", self), ()))
        arrange(self)
        self._say(tr("Asking the demo"))

    async def work(self) -> None:
        """Look again and again."""
        while True:
            await self._look()
            await asyncio.sleep(AGAIN)

    async def _look(self) -> None:
        try:
            answer = await ask(self._control, do="list")
        except FaultsUnreachable as trouble:
            self._say(str(trouble))
            return
        self._say("")
        self._panel.show_services([_service(each) for each in answer.get("services", [])])

    def _wish(self, **wish: object) -> None:
        self._tasks.start(self._wished(wish), "fault switch")

    async def _wished(self, wish: dict[str, object]) -> None:
        try:
            await ask(self._control, **wish)
        except FaultsUnreachable as trouble:
            self._say(str(trouble))
            return
        await self._look()

    def _say(self, trouble: str) -> None:
        """Say what is wrong; switches of what does not answer are out of reach."""
        self._trouble.say(trouble)
        self._panel.setEnabled(not trouble)


def _service(told: dict[str, Any]) -> Service:
    name = str(told["name"])
    return Service(
        id=name,
        name=foreign(name, 60),
        faults=tuple(map(str, told["kinds"])),
        active=str(told["fault"]["kind"]) if told["fault"] else "",
    )
