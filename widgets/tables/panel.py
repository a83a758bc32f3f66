"""A table with its search, its columns and what can be done with all of it."""

from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.model.clock import Moment
from app.model.phrase import foreign
from widgets.loading import BesideAny
from widgets.look import Look
from widgets.tables import query
from widgets.tables.arrangement import Arrangement
from widgets.tables.column import Kind
from widgets.tables.column_menu import ColumnMenu
from widgets.tables.empty_note import EmptyNote
from widgets.tables.finding import Finder, Found
from widgets.tables.latest import Latest
from widgets.tables.search_field import SearchField
from widgets.tables.setting import Setting
from widgets.tables.table import Table
from widgets.tr import tr

ROOM = 12  # pixels
_TYPED = 60  # signs of what was typed that a sentence repeats


class TablePanel(QWidget):
    """Passive: rows come by ``feed``; wishes about them go out by signals.

    ``nothing`` says that no row matches what was typed.
    """

    opened = Signal(object)  # id of a row
    menu_wished = Signal(QPoint)
    letter_pressed = Signal(str)
    back_wished = Signal()
    copy_wished = Signal(bool)  # with tabs between cells
    csv_wished = Signal()
    picture_wished = Signal()
    arranged = Signal()  # settings have changed

    def __init__(
        self,
        kind: Kind[Any],
        look: Look,
        *,
        name: str,
        example: str,
        nothing: Callable[[str], str],
        beside: BesideAny | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.kind = kind
        self.name = name
        self._nothing = nothing
        self._source: Callable[[], Sequence[Any]] = tuple
        self._size = 0
        self._now = Moment(wall=0.0, mono=0.0)
        self._loading, self._trouble, self._none = tr("Asking the engine"), "", ""
        self._total = 0
        self.search = SearchField(kind.fields, example, self)
        self.count = QLabel(self)
        self.state = QLabel(self)
        self.table = Table(kind, look, self)
        self.arrangement = Arrangement(self.table)
        self.note = EmptyNote(self.table)
        self._finder = Finder(kind)
        self._latest: Latest[tuple[Found[Any], Moment]] = Latest(self._show, beside, self)
        self._lay_out()
        self._join()
        self._tell()

    def feed(self, source: Callable[[], Sequence[Any]], size: int, now: Moment) -> None:
        """Take other rows; ``source`` may be called beside the window."""
        self._source, self._size, self._now = source, size, now
        self._loading = ""
        self._seek()

    def say(self, *, loading: str = "", trouble: str = "", none: str = "") -> None:
        """Say what is being waited for, what failed, and why there may be no rows at all."""
        self._loading, self._trouble, self._none = loading, trouble, none
        self._tell()

    def tick(self, now: Moment) -> None:
        """Let ages grow."""
        self._now = now
        self.table.refresh(now)

    def set_stale(self, stale: bool) -> None:
        """Show that nothing of it is proved now."""
        if self.table.cells.stale != stale:
            self.table.cells.stale = stale
            self.table.refresh()

    def set_look(self, look: Look) -> None:
        """Take another theme."""
        self.table.set_look(look)

    def setting(self) -> Setting:
        """Return how it is arranged, and what is searched."""
        return self.arrangement.setting(self.search.text())

    def restore(self, setting: Setting) -> None:
        """Arrange it as somebody has left it."""
        self.arrangement.restore(setting)
        self.search.setText(setting.search[: query.LONGEST])

    def wanted_rows(self) -> list[Any]:
        """Return the rows that are chosen; without any, all that were found."""
        return self.table.chosen_rows() or list(self.table.rows.rows)

    def start_search(self) -> None:
        """Let the next letter be one of the search."""
        self.search.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.search.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the note over the table."""
        super().resizeEvent(event)
        self._place_note()

    def _seek(self) -> None:
        wanted = query.read(self.search.text(), self.kind.fields.keys())
        source, order, now, finder = self._source, self.arrangement.order, self._now, self._finder
        self._latest.want(lambda: (finder.find(source(), wanted, order), now), self._size)

    def _show(self, outcome: tuple[Found[Any], Moment]) -> None:
        found, now = outcome
        self._total = found.total
        self.table.show_found(found, now)
        self._tell()

    def _tell(self) -> None:
        """Say how many there are, or why there are none."""
        found, total = len(self.table.rows.ids), self._total
        told = tr("{n} of {total}", n=f"{found:,}", total=f"{total:,}")
        self.count.setText(told if self.search.text().strip() else f"{total:,}")
        self.state.setText(self._trouble or self._loading)
        self.state.setVisible(bool(found and (self._trouble or self._loading)))  # else the note says it
        for part in (self.table, self.count):
            part.setAccessibleDescription(told)
        words = ""
        if not found:
            words = self._why_empty(total)
        self.note.say(words, may_clear=not found and bool(total) and not self._trouble)
        self._place_note()

    def _why_empty(self, total: int) -> str:
        if self._trouble or self._loading:
            return self._trouble or self._loading
        if total:
            typed = foreign(self.search.text(), _TYPED)
            return self._nothing(typed)
        return self._none or tr("Nothing is there yet")

    def _place_note(self) -> None:
        self.note.setGeometry(self.table.viewport().geometry())

    def _join(self) -> None:
        table, search = self.table, self.search
        search.textChanged.connect(self._seek)
        search.textChanged.connect(lambda _: self.arranged.emit())
        search.left.connect(self._enter)
        self.note.clear_wished.connect(self._clear)
        table.opened.connect(self.opened)
        table.menu_wished.connect(self.menu_wished)
        table.letter_pressed.connect(self.letter_pressed)
        table.search_wished.connect(self.start_search)
        table.back_wished.connect(self.back_wished)
        self.arrangement.sorted.connect(self._seek)
        self.arrangement.changed.connect(self.arranged)
        for keys, act in (
            ("/", self.start_search),
            ("Ctrl+F", self.start_search),
            ("Ctrl+C", lambda: self.copy_wished.emit(False)),
            ("Ctrl+Shift+C", lambda: self.copy_wished.emit(True)),
            ("Ctrl+S", self.csv_wished.emit),
        ):
            # Of the whole window: of its pages the one that is seen hears keys, wherever the focus is.
            QShortcut(QKeySequence(keys), self).activated.connect(act)

    def _enter(self) -> None:
        self.table.choose_first()
        self.table.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self.search.clear()
        self.search.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        self.table.setAccessibleName(self.name)
        self.count.setAccessibleName(tr("How many"))
        self.count.setSizePolicy(QSizePolicy.Policy.Minimum, QSizePolicy.Policy.Preferred)
        self.state.setTextFormat(Qt.TextFormat.PlainText)
        columns = ColumnMenu(self.arrangement, self)
        self.columns = _button(self, tr("Columns"), tr("Which columns are shown, and what sorts"), columns)
        menu = QMenu(self)
        menu.addAction(tr("Copy as text"), lambda: self.copy_wished.emit(False))
        menu.addAction(tr("Copy for a spreadsheet"), lambda: self.copy_wished.emit(True))
        menu.addAction(tr("Save as CSV"), self.csv_wished.emit)
        menu.addAction(tr("Save a picture"), self.picture_wished.emit)
        self.more = _button(self, tr("Copy and save"), tr("The chosen rows, or all that were found"), menu)
        bar = QHBoxLayout()
        bar.setSpacing(ROOM)
        bar.addWidget(self.search, 1)
        for part in (self.count, self.columns, self.more):
            bar.addWidget(part)
        box = QVBoxLayout(self)
        box.setContentsMargins(ROOM, ROOM, ROOM, ROOM)
        box.setSpacing(ROOM)
        box.addLayout(bar)
        box.addWidget(self.state)
        box.addWidget(self.table, 1)


def _button(parent: QWidget, text: str, told: str, menu: QMenu) -> QPushButton:
    made = QPushButton(text, parent)
    made.setAutoDefault(False)
    made.setAccessibleName(text)
    made.setAccessibleDescription(told)
    made.setToolTip(told)
    menu.setAccessibleName(text)
    made.setMenu(menu)
    return made
