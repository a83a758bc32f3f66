"""The desk's window: it follows the board, asks for what the board does not bring, and acts on rows."""

from functools import partial

from PySide6.QtCore import QEvent, QPoint, Qt, QTimer, Signal
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QLabel, QVBoxLayout

from app.model.board import Board
from app.model.clock import Clock
from app.shell.desk.feeding import Feeding
from app.shell.desk.pages import PAGES, DeskPages
from app.shell.desk.records import Asking
from app.shell.desk.row_menu import LETTERS, RowAct, entries, perform, row_menu
from app.shell.desk.subject import Subject, subject_of
from app.shell.desk.taking import Taking
from app.shell.dialogs.open_work import WorkingDialog, each
from app.shell.dialogs.plain import ROOM, TroubleLine
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.keys import Act, keys_of
from app.shell.window.main_window import HOSTS_DIALOGS
from app.shell.window.theme import theme_name
from app.shell.wishes import Wishes
from widgets.look import Look
from widgets.tables.panel import TablePanel
from widgets.tr import tr

SIZE = (1440, 860)
AGAIN = 2.0  # seconds between looks at what the board does not bring
TICK = 1000  # milliseconds: ages grow
SAID = 8000  # milliseconds that the outcome of an act stands there


class Desk(WorkingDialog):
    """Not modal, and a window of its own: the wall goes on beside it. Closing hides it."""

    palette_wished = Signal()

    def __init__(
        self, *, ask: Asking, wishes: Wishes, preferences: Keeper, clock: Clock, tasks: Tasks
    ) -> None:
        super().__init__(tasks)
        self._wishes, self._preferences, self._clock = wishes, preferences, clock
        self.setWindowTitle(tr("Nocwall desk"))
        self.setWindowFlags(Qt.WindowType.Window)
        self.setModal(False)
        self.setProperty(HOSTS_DIALOGS, True)
        self.setAccessibleName(tr("Nocwall desk"))
        self.resize(*SIZE)
        self._theme = theme_name(preferences.present.theme)
        self.trouble, self.said = TroubleLine(self), QLabel(self)
        self.pages = DeskPages(Look(self._theme), self)
        self.feeding = Feeding(self.pages, ask, clock)
        self._taking = Taking(self, tasks, now=self.feeding.now, say=self.say)
        self._quiet = QTimer(self, singleShot=True)
        self._quiet.timeout.connect(lambda: self.say(""))
        self._tick = QTimer(self)
        self._tick.timeout.connect(self._grow)
        self._lay_out()
        self._join()

    def follow(self, board: Board, age: float, lost: bool) -> None:
        """Show a board that is ``age`` seconds old."""
        self.feeding.take(board, age, lost=lost)
        if self.isVisible() and not self.isMinimized():
            self._feed()

    def open(self, page: str = "", *, search: str | None = None) -> None:
        """Come to the front with a page; ``search`` also lets the next letter be one of the search."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()
        if page in PAGES:
            self.pages.go(page)
        panel = self.pages.panel
        if panel is not None and search is not None:
            panel.search.setText(search or panel.search.text())
            panel.start_search()

    def say(self, words: str) -> None:
        """Say for a while what became of an act."""
        self.said.setText(words)
        self.said.setVisible(bool(words))
        if words:
            self._quiet.start(SAID)

    async def work(self) -> None:
        """Follow the board; ask for closed incidents and for events while somebody looks at them."""
        self._feed()
        self._tick.start(TICK)
        async for _ in each(AGAIN):
            await self.feeding.renew()

    def act(self, what: RowAct) -> None:
        """Do something about the chosen rows of the table that is shown."""
        panel = self.pages.panel
        if panel is None:
            return
        if what is RowAct.COPY:
            self._taking.copy(panel)
            return
        subjects = self.subjects(panel)
        why_not = next((line.why_not for line in entries(subjects, self._away()) if line.act is what), "")
        if why_not:
            self.say(tr("Not done: {why}", why=why_not))
        else:
            perform(what, subjects, self._wishes)

    def subjects(self, panel: TablePanel) -> list[Subject]:
        """Return what the chosen rows are about, the one of the keyboard first."""
        checks, incidents = self.feeding.names()
        return [subject_of(row, checks, incidents) for row in panel.table.meant_rows()]

    def changeEvent(self, event: QEvent) -> None:
        """Wear another theme when the application does."""
        super().changeEvent(event)
        theme = theme_name(self._preferences.present.theme)
        if event.type() is QEvent.Type.PaletteChange and theme != self._theme:
            self._theme = theme
            self.pages.set_look(Look(theme))

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest; what was opened over the desk goes with it."""
        self._tick.stop()
        for dialog in self.findChildren(QDialog):
            if dialog.isVisible():
                dialog.reject()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        self.said.setTextFormat(Qt.TextFormat.PlainText)
        self.said.setMargin(ROOM // 2)
        self.said.setAccessibleName(tr("Outcome"))
        self.said.hide()
        box = QVBoxLayout(self)
        box.setContentsMargins(0, 0, 0, 0)
        box.setSpacing(0)
        for part, share in ((self.trouble, 0), (self.pages, 1), (self.said, 0)):
            box.addWidget(part, share)

    def _join(self) -> None:
        pages = self.pages
        for name, panel in pages.tables.items():
            panel.restore(self._preferences.present.tables.get(name, panel.setting()))
            panel.opened.connect(lambda _id: self.act(RowAct.OPEN))
            panel.menu_wished.connect(partial(self._open_menu, panel))
            panel.letter_pressed.connect(lambda letter: self.act(LETTERS[letter]))
            panel.back_wished.connect(self.reject)
            panel.copy_wished.connect(lambda tabs, which=panel: self._taking.copy(which, tabs=tabs))
            panel.csv_wished.connect(partial(self._taking.save_csv, panel))
            panel.picture_wished.connect(partial(self._taking.save_picture, name))
            panel.arranged.connect(partial(self._keep, panel))
        pages.support.copy_wished.connect(self._taking.copy_words)
        pages.support.incident_wished.connect(self._wishes.incident)
        pages.support.check_wished.connect(self._wishes.detail)
        pages.support.more_wished.connect(pages.go)
        pages.currentChanged.connect(lambda _: self._turned())
        for key in keys_of(Act.PALETTE):
            QShortcut(QKeySequence(key), self).activated.connect(self.palette_wished)
        for key in ("/", "Ctrl+F"):  # the tables have it themselves
            QShortcut(QKeySequence(key), pages.support).activated.connect(self._search_checks)
        for number, name in enumerate(PAGES):
            QShortcut(QKeySequence(f"Ctrl+{number + 1}"), self).activated.connect(partial(pages.go, name))

    def _search_checks(self) -> None:
        self.open("checks", search="")

    def _turned(self) -> None:
        self._feed()
        if self.pages.shown == "events":
            self._tasks.start(self.feeding.renew_events(), "events of the desk")

    def _grow(self) -> None:
        panel = self.pages.panel
        if panel is not None:
            panel.tick(self.feeding.now())
        else:
            self._feed()

    def _feed(self) -> None:
        """Give the page that is shown what the board says."""
        gone = self.feeding.known and self.feeding.lost
        self.trouble.say(tr("The engine does not answer: this is what was known") if gone else "")
        self.feeding.feed()

    def _away(self) -> str:
        return tr("the engine does not answer") if self.feeding.lost else ""

    def _open_menu(self, panel: TablePanel, at: QPoint) -> None:
        lines = entries(self.subjects(panel), self._away())
        row_menu(self, lines, self.act).popup(at)

    def _keep(self, panel: TablePanel) -> None:
        tables = {**self._preferences.present.tables, panel.kind.id: panel.setting()}
        self._preferences.change(tables=tables)
