"""Why a check is as it is: the whole decision, in the words of ``nocwall why``."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QStringListModel, Qt
from PySide6.QtGui import QFont, QTextBlockFormat, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import (
    QApplication,
    QCompleter,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.model.message import Answer, AskWhy, Question
from app.model.phrase import foreign
from app.model.why import Why
from app.model.why_words import Section, why_lines, why_sections
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog, each
from app.shell.dialogs.plain import TroubleLine, arrange, foot, press
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase
from widgets.views.words import clock_time

AGAIN = 2.0  # seconds
SIZE = (820, 640)
OFFERED = 12  # checks that are offered at once for what is typed
SET_IN = 18.0  # pixels

Asking = Callable[[Question, float], Awaitable[Answer]]


class WhyDialog(WorkingDialog):
    """Asked anew as long as it is open; another check can be named, and all of it copied."""

    def __init__(
        self,
        check: str,
        *,
        ask: Asking,
        checks: Sequence[str],
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        self._check = check
        self._ask = ask
        self._sections: list[Section] = []
        self.setWindowTitle(tr("Why it is so"))
        self.resize(*SIZE)
        self._named = self._made_line(checks)
        self._trouble = TroubleLine(self)
        self._text = _reader(self)
        self._said = plain_label(tr("Asking the engine"), self)
        self._copy = press(self, tr("Copy as text"), self._copied)
        self._lay_out()
        self._copy.setEnabled(False)

    async def work(self) -> None:
        """Ask again and again."""
        async for _ in each(AGAIN):
            await self._renew()

    async def _renew(self) -> None:
        check = self._check
        answer = await self._ask(AskWhy(check=check), 10.0)
        if check != self._check:
            return  # another one was named meanwhile
        if answer.why is None:
            self._trouble.say(foreign(answer.error) or tr("The engine does not know this check"))
            self._said.setText(self._said.text() if self._sections else "")
            return
        self._trouble.say("")
        self._show(answer.why)

    def text(self) -> str:
        """Return all of it as plain text."""
        return "\n".join(why_lines(self._sections))

    def _show(self, why: Why) -> None:
        if self._text.textCursor().hasSelection():
            return  # not under somebody's pointer
        self._sections = why_sections(why, tr_phrase, lambda wall: clock_time(wall, seconds=True))
        _write(self._text, self._sections)
        self._said.setText(tr("As of {time}", time=clock_time(why.now.wall, seconds=True)))
        self._copy.setEnabled(True)

    def _choose(self, name: str) -> None:
        """Turn to another check; what was told of the first one goes at once."""
        if not name.strip() or name.strip() == self._check:
            return
        self._check = name.strip()
        self._sections = []
        self._text.clear()
        self._copy.setEnabled(False)
        self._said.setText(tr("Asking the engine"))
        self._tasks.start(self._renew(), "why of another check")

    def _copied(self) -> None:
        QApplication.clipboard().setText(self.text())
        self._said.setText(tr("Copied"))

    def _made_line(self, checks: Sequence[str]) -> QLineEdit:
        line = QLineEdit(self._check, self)
        line.setPlaceholderText(tr("target/check"))
        line.setClearButtonEnabled(True)
        completer = QCompleter(QStringListModel(list(checks), self), self)
        completer.setCaseSensitivity(Qt.CaseSensitivity.CaseInsensitive)
        completer.setFilterMode(Qt.MatchFlag.MatchContains)
        completer.setMaxVisibleItems(OFFERED)
        completer.activated.connect(self._choose)
        line.setCompleter(completer)
        line.returnPressed.connect(lambda: self._choose(line.text()))
        return line

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        label = QLabel(tr("Check"), self)
        label.setBuddy(self._named)
        head.addWidget(label)
        head.addWidget(self._named, 1)
        box = QVBoxLayout(self)
        box.addLayout(head)
        box.addWidget(self._trouble)
        box.addWidget(self._text, 1)
        box.addLayout(foot(self, self._said, (self._copy,)))
        arrange(self)
        self._text.setFocus()


def _reader(parent: QWidget) -> QTextEdit:
    """Return a place to read and to choose text in, by mouse and by keyboard."""
    made = QTextEdit(parent)
    made.setReadOnly(True)
    made.setUndoRedoEnabled(False)
    made.setTabChangesFocus(True)
    flag = Qt.TextInteractionFlag
    made.setTextInteractionFlags(flag.TextSelectableByMouse | flag.TextSelectableByKeyboard)
    made.setAccessibleName(tr("Why it is so"))
    return made


def _write(reader: QTextEdit, sections: Sequence[Section]) -> None:
    """Write sections as they are, nothing of them taken for markup; who reads stays at his place."""
    bar = reader.verticalScrollBar()
    place = bar.value()
    reader.clear()
    cursor = QTextCursor(reader.document())
    strong = QTextCharFormat()
    strong.setFontWeight(QFont.Weight.Bold)
    for number, (title, lines) in enumerate(sections):
        head, body = QTextBlockFormat(), QTextBlockFormat()
        head.setTopMargin(0.0 if number == 0 else SET_IN * 0.6)
        body.setLeftMargin(SET_IN)
        for block in (head, body):  # a name that goes the other way does not turn the sentence
            block.setLayoutDirection(QApplication.layoutDirection())
        for text, block, letters in (
            (title, head, strong),
            *((line, body, QTextCharFormat()) for line in lines),
        ):
            if not cursor.atStart():
                cursor.insertBlock()
            cursor.setBlockFormat(block)
            cursor.insertText(foreign(text, 2_000), letters)
    reader.moveCursor(QTextCursor.MoveOperation.Start)
    bar.setValue(place)
