"""The command palette: every act, page, incident, target and check, found by a few letters of its name."""

from collections.abc import Callable

from PySide6.QtCore import QElapsedTimer, QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleEvent,
    QHideEvent,
    QKeyEvent,
    QKeySequence,
    QShortcut,
    QShowEvent,
)
from PySide6.QtWidgets import QDialog, QLineEdit, QVBoxLayout, QWidget

from app.model.phrase import foreign
from app.shell.desk.offers import Known, Subject, contents, offered_at_once, offers_of, subjects, unnamed
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.plain import arrange, foot, led
from app.shell.window.keys import Act, keys_of
from widgets.commands.listing import OfferList
from widgets.commands.offer import Kind
from widgets.commands.seeking import Corpus, Seeking
from widgets.palette import ThemeName
from widgets.tr import tr

SIZE = (760, 520)
MOST = 50  # lines that are shown of what fits
TURN = 4_000_000  # nanoseconds of a turn for looking
AGAIN = 1000  # milliseconds between looks at the state of what is shown
WITH_CHART = (Kind.CHECK, Kind.TARGET)


class CommandPalette(QDialog):
    """Passive: it tells by ``chosen`` what is wished, after it is gone. ``known`` gives what is known now."""

    chosen = Signal(object)  # Offer
    chart_chosen = Signal(object)  # Offer of a check

    def __init__(self, known: Callable[[], Known], theme: ThemeName, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._known = known
        self._contents: object = None
        self._corpus: Corpus[Subject] = Corpus(())
        self._entered: bool | None = None  # Enter came before the answer; whether it asked for the chart
        self._anew = True  # what is looked for is another thing than before
        self._seeking: Seeking[Subject] | None = None
        self._told: Seeking[Subject] | None = None  # the search whose outcome was said
        self._turn = QTimer(self)
        self._turn.timeout.connect(self._look)
        self._again = QTimer(self)
        self._again.timeout.connect(self._renew)
        self.setWindowTitle(tr("Command palette"))
        self.resize(*SIZE)
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("What is to be done or opened"))
        self.field.setAccessibleName(tr("What is to be done or opened"))
        self.field.setAccessibleDescription(
            tr("A few letters of the name of an act, page, incident, target or check; arrows choose a line")
        )
        self.field.setClearButtonEnabled(True)
        self.field.setMaxLength(200)
        self.field.textChanged.connect(self._search)
        self.field.installEventFilter(self)
        self.list = OfferList(theme, self)
        self.list.setAccessibleName(tr("What fits"))
        self.list.clicked.connect(lambda _index: self._choose())
        self.said = plain_label("", self)
        self._lay_out()
        self._search("")

    def showEvent(self, event: QShowEvent) -> None:
        """Begin to follow what is known."""
        super().showEvent(event)
        self._again.start(AGAIN)

    def hideEvent(self, event: QHideEvent) -> None:
        """End all work."""
        super().hideEvent(event)
        self._again.stop()
        self._turn.stop()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Move in the list by the keys that a line of text has no use for."""
        if watched is self.field and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            return self._key(event)
        return super().eventFilter(watched, event)

    def _key(self, event: QKeyEvent) -> bool:
        page, key = self.list.page(), event.key()
        steps = {
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_PageDown: page,
            Qt.Key.Key_PageUp: -page,
        }
        if key in steps:
            self.list.step(steps[Qt.Key(key)])
            self._read_aloud()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(chart=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        else:
            return False
        return True

    def _read_aloud(self) -> None:
        """Say the chosen line where a screen reader listens to the field."""
        offer = self.list.chosen()
        if offer is not None:
            self.list.setAccessibleDescription(offer.words)
            QAccessible.updateAccessibility(QAccessibleEvent(self.list, QAccessible.Event.DescriptionChanged))

    def _choose(self, *, chart: bool = False) -> None:
        if self._seeking is not self._told:
            self._entered = chart  # never a line of an older search
            return
        offer = self.list.chosen()
        if offer is None:
            return
        if offer.why_not:
            self._say(tr("Not now: {why}", why=offer.why_not))
            return
        self.accept()  # what is opened shall not lie under it
        if chart and offer.kind in WITH_CHART:
            self.chart_chosen.emit(offer)
        else:
            self.chosen.emit(offer)

    def _search(self, text: str, *, anew: bool = True) -> None:
        """Look for what is typed; ``anew``: it is another text, so what was chosen is not kept."""
        self._seeking, self._told, self._entered, self._anew = None, None, None, anew
        self._turn.stop()
        known = self._known()
        self._follow(known)
        if text.strip():
            self._seeking = Seeking(text, self._corpus, MOST)
            self._look()
        else:
            self._show_found()
            self._say(unnamed(known))

    def _follow(self, known: Known) -> bool:
        """Take in what there is now; return whether it is something else than before."""
        new = contents(known)
        if new == self._contents:
            return False
        self._contents, self._corpus = new, Corpus(subjects(known))
        return True

    def _look(self) -> None:
        """Look on for a part of a turn; what is found so far is shown when all is through."""
        seeking = self._seeking
        if seeking is None:
            self._turn.stop()
            return
        spent = QElapsedTimer()
        spent.start()
        more = seeking.step()
        while more and spent.nsecsElapsed() < TURN:
            more = seeking.step()
        if more:
            self._turn.start(0)
        else:
            self._through(seeking)

    def _through(self, seeking: Seeking[Subject]) -> None:
        """Show what was found, after a long search in a turn of its own."""
        if not self._turn.isActive():
            self._show_found()
            return
        self._turn.stop()
        QTimer.singleShot(0, self, lambda: self._show_found() if seeking is self._seeking else None)

    def _show_found(self) -> None:
        seeking, anew, self._anew = self._seeking, self._anew, False
        if seeking is None:
            self.list.show_rows(offered_at_once(self._known()), anew=anew)
            return
        rows = offers_of(seeking.found, self._known())
        self.list.show_rows(rows, anew=anew)
        if seeking is not self._told:
            self._told = seeking
            self._say(_outcome(len(rows), seeking.count, self.field.text()))
        entered, self._entered = self._entered, None
        if entered is not None:
            self._choose(chart=entered)

    def _renew(self) -> None:
        """Show what is shown as it is now; lines move only where something has come or gone."""
        if self._turn.isActive():
            return
        if self._follow(self._known()):
            self._search(self.field.text(), anew=False)
        else:
            self._show_found()

    def _say(self, text: str) -> None:
        before = self.said.text()
        self.said.setText(led(text))
        if text and text != before:
            QAccessible.updateAccessibility(QAccessibleEvent(self.said, QAccessible.Event.Alert))

    def _lay_out(self) -> None:
        for each in keys_of(Act.PALETTE):
            QShortcut(QKeySequence(each), self).activated.connect(self.reject)
        box = QVBoxLayout(self)
        box.addWidget(self.field)
        box.addWidget(self.list, 1)
        hint = plain_label(tr("Enter opens or does it, Ctrl+Enter opens the chart, Esc closes"), self)
        box.addWidget(hint)
        box.addLayout(foot(self, self.said, ()))
        arrange(self)
        self.field.setFocus()


def _outcome(shown: int, count: int, typed: str) -> str:
    """Return in words how much was found; nothing is left out without its count."""
    if not count:
        return tr(
            "Nothing fits {what}: type less of it",
            what=f"\N{LEFT DOUBLE QUOTATION MARK}{foreign(typed, 60)}\N{RIGHT DOUBLE QUOTATION MARK}",
        )
    if shown < count:
        return tr(
            "The best {shown} of {count} that fit: type more of the name",
            shown=str(shown),
            count=f"{count:,}",
        )
    return tr("{count} found", count=str(count))
