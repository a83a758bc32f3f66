"""The pages of the desk: the support view and one table for each kind, in one row of tabs."""

from collections.abc import Callable
from typing import Any, NamedTuple

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QTabWidget, QWidget

from app.shell.beside import beside
from app.shell.dialogs.label import literal
from widgets.look import Look
from widgets.support import SupportPage
from widgets.tables.checks import CHECKS
from widgets.tables.column import Kind
from widgets.tables.events import EVENTS
from widgets.tables.incidents import INCIDENTS
from widgets.tables.panel import TablePanel
from widgets.tr import tr

PAGES = ("players", "checks", "incidents", "events")  # in their order


class _Words(NamedTuple):
    name: str
    example: str
    nothing: Callable[[str], str]
    none: str


def _words(kind: str) -> _Words:
    match kind:
        case "checks":
            return _Words(
                tr("Checks"),
                "state:bad class:payment owner:nobody",
                lambda typed: tr("No check matches “{typed}”: clear the search", typed=typed),
                tr("No check is watched"),
            )
        case "incidents":
            return _Words(
                tr("Incidents"),
                "state:open class:payment target:",
                lambda typed: tr("No incident matches “{typed}”: clear the search", typed=typed),
                tr("No incident in the record"),
            )
    return _Words(
        tr("Events"),
        "kind:notice reason:muted subject:",
        lambda typed: tr("No event matches “{typed}”: clear the search", typed=typed),
        tr("No event in the record"),
    )


def no_rows(kind: str) -> str:
    """Return why a table may be empty though nothing is searched."""
    return _words(kind).none


class DeskPages(QTabWidget):
    """Ctrl+1 to Ctrl+4 lead to the pages, Ctrl+PgUp and Ctrl+PgDown to those beside."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDocumentMode(True)
        self.setAccessibleName(tr("Pages of the desk"))
        self.tabBar().setAccessibleName(tr("Pages of the desk"))
        self.support = SupportPage(look, self)
        self.tables = {kind.id: self._table(kind, look) for kind in (CHECKS, INCIDENTS, EVENTS)}
        self.addTab(self.support, literal(tr("For players")))
        for panel in self.tables.values():
            self.addTab(panel, literal(panel.name))
        for number in range(len(PAGES)):
            self.setTabToolTip(number, QKeySequence(f"Ctrl+{number + 1}").toString())

    @property
    def shown(self) -> str:
        """The name of the page that is shown."""
        return PAGES[self.currentIndex()]

    @property
    def panel(self) -> TablePanel | None:
        """The table that is shown."""
        return self.tables.get(self.shown)

    def go(self, name: str) -> None:
        """Show a page, and let the keyboard stand on it."""
        self.setCurrentIndex(PAGES.index(name))
        panel = self.panel
        stop = self.support.sheet if panel is None else panel.table
        stop.setFocus(Qt.FocusReason.OtherFocusReason)

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.support.set_look(look)
        for panel in self.tables.values():
            panel.set_look(look)

    def _table(self, kind: Kind[Any], look: Look) -> TablePanel:
        words = _words(kind.id)
        return TablePanel(
            kind,
            look,
            name=words.name,
            example=words.example,
            nothing=words.nothing,
            beside=beside,
            parent=self,
        )
