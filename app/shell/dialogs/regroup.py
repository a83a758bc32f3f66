"""Incidents become one, or one becomes two: what comes of it is read first, and can be taken back."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtWidgets import QComboBox, QDialogButtonBox, QFormLayout, QVBoxLayout, QWidget

from app.model.foreseen import Foreseen
from app.model.incident import Incident
from app.model.intent import Intent, Merge, Split
from app.model.message import Answer, AskForeseen, AskIncidents, Question
from app.model.phrase import foreign
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog
from app.shell.dialogs.plain import PlainTable, TroubleLine, arrange, fill, led, plain_table
from app.shell.dialogs.regrouping import Form, by
from app.shell.dialogs.tick_table import TickTable
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase

AGAIN = 2.0  # seconds between looks at what is open, and at what would come of it
SIZE = (820, 640)
TITLE_LIMIT = 60  # signs in the list of incidents

Asking = Callable[[Question | Intent, float], Awaitable[Answer]]


class RegroupDialog(WorkingDialog):
    """Says what a merge or a split would come to while it is chosen; only what was read can be done.

    The way back is the default. Afterwards it says what became of it, and offers to take it back.
    ``chosen``: the incident that is chosen at first; ``ticked``: what is ticked beside it.
    """

    def __init__(
        self,
        form: Form,
        *,
        ask: Asking,
        who: str,
        tasks: Tasks,
        chosen: str = "",
        ticked: Sequence[str] = (),
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        self._form, self._ask, self._who = form, ask, who
        self._words = form.words()
        self._first = (chosen, tuple(ticked))  # until it is listed
        self._open: tuple[Incident, ...] = ()
        self._read: Merge | Split | None = None  # the wish whose outcome stands there
        self._back: tuple[Merge | Split, ...] = ()
        self._turned = asyncio.Event()
        self._done = False
        self.setWindowTitle(self._words.title)
        self.resize(*SIZE)
        self._trouble = TroubleLine(self)
        self._one = QComboBox(self)
        self._one.currentIndexChanged.connect(self._choose_one)
        self._many = TickTable(self._words.many, self._words.heads, self, wide=(self._words.wide,))
        self._many.turned.connect(self._turn)
        self._question = plain_label(tr("Asking the engine"), self, bold=True)
        name = tr("What will happen")
        self._comes = plain_table(name, (name,), self, wide=(0,), wraps=True)
        self._comes.setSelectionMode(PlainTable.SelectionMode.NoSelection)
        self._said = plain_label("" if who else tr("Take an incident once, so that your name is known"), self)
        self._lay_out()

    async def work(self) -> None:
        """Follow what is open, and say what would come of the choice, until it is done."""
        while not self._done:
            self._turned.clear()
            await self._renew()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AGAIN):
                    await self._turned.wait()

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(self)
        self._does = buttons.addButton(self._words.verb, QDialogButtonBox.ButtonRole.DestructiveRole)
        self._undo = buttons.addButton(tr("Take it back"), QDialogButtonBox.ButtonRole.DestructiveRole)
        self._stays = buttons.addButton(tr("Leave it"), QDialogButtonBox.ButtonRole.RejectRole)
        self._does.clicked.connect(self._do)
        self._undo.clicked.connect(self._take_back)
        self._undo.hide()
        self._does.setEnabled(False)
        buttons.rejected.connect(self.reject)
        form = QFormLayout()
        form.addRow(self._words.one, self._one)
        form.addRow(self._words.many, self._many)
        box = QVBoxLayout(self)
        box.addWidget(self._trouble)
        box.addLayout(form)
        box.addWidget(self._question)
        box.addWidget(self._comes, 1)
        box.addStretch()
        box.addWidget(self._said)
        box.addWidget(buttons)
        arrange(self)
        self._stays.setDefault(True)
        self._stays.setFocus()

    async def _renew(self) -> None:
        answer = await self._ask(AskIncidents(), 10.0)
        self._trouble.say(foreign(answer.error, 300))
        if answer.error:
            self._read = None
            self._show(None, "")
            return
        self._open = answer.incidents
        self._list()
        wish = self._wished()
        if wish is None:
            self._show(None, self._words.hint if self._many.rowCount() else self._words.nothing)
            return
        answer = await self._ask(AskForeseen(wish=wish), 10.0)
        if wish == self._wished() and not self._done:
            self._read = wish if answer.foreseen is not None else None
            self._show(answer.foreseen, foreign(answer.error, 300))

    def _list(self) -> None:
        """Offer what is open now; what was chosen stays so as long as it is open."""
        wanted, ticked = self._first
        self._first = ("", ())
        listed = [(_named(each), each.id) for each in self._form.choices(self._open)]
        if listed != [(self._one.itemText(n), self._one.itemData(n)) for n in range(self._one.count())]:
            kept = wanted or self._one.currentData()
            self._one.blockSignals(True)  # what is chosen is set at the end
            self._one.clear()
            for text, identity in listed:
                self._one.addItem(text, identity)
            self._one.setCurrentIndex(max(0, self._one.findData(kept)))
            self._one.blockSignals(False)
            if self._one.currentData() != kept:
                self._many.clear_ticks()
        self._list_many(ticked)

    def _list_many(self, ticked: Sequence[str] = ()) -> None:
        one = next((each for each in self._open if each.id == self._one.currentData()), None)
        rows = self._form.rows(one, self._open) if one is not None else []
        keys = {key for key, _ in rows}
        # A check that is all of its target leaves with it.
        meant = [key if key in keys else key.partition("/")[0] for key in ticked]
        self._many.show_rows(rows, ticked=meant)

    def _choose_one(self) -> None:
        self._many.clear_ticks()
        self._list_many()
        self._turn()

    def _turn(self) -> None:
        """Another thing is chosen: what stands there is no longer what would be done."""
        self._read = None
        self._does.setEnabled(False)
        self._turned.set()

    def _wished(self) -> Merge | Split | None:
        one, ticked = self._one.currentData(), self._many.ticked
        return self._form.wish(str(one), ticked, self._who) if one and ticked else None

    def _show(self, foreseen: Foreseen | None, instead: str) -> None:
        self._question.setText(led(tr_phrase(foreseen.question) if foreseen is not None else instead))
        self._question.setVisible(bool(self._question.text()))
        fill(self._comes, [(text,) for text in consequences(foreseen)] if foreseen is not None else [])
        self._does.setEnabled(self._read is not None and bool(self._who))

    def _do(self) -> None:
        wish = self._read
        if wish is not None:
            self._does.setEnabled(False)
            self._tasks.start(self._sent((wish,)), "a merge or a split")

    def _take_back(self) -> None:
        self._undo.hide()
        wishes, self._back = self._back, ()
        self._tasks.start(self._sent(wishes), "a merge or a split taken back")

    async def _sent(self, wishes: Sequence[Merge | Split]) -> None:
        """Wish one after the other; what was done can be taken back, once."""
        said, first = [], not self._done
        for wish in wishes:
            answer = await self._ask(by(wish, self._who), 10.0)
            said.append(led(foreign(answer.error or answer.text, 300)))
            if not answer.error and first:
                self._finish(answer.back)
        words = "\n".join(said)
        if self._done:
            self._question.setText(words)  # it is no question any more
            self._comes.setVisible(first)
        else:
            self._said.setText(words)
            self._turn()

    def _finish(self, back: tuple[Merge | Split, ...]) -> None:
        """Let nothing be chosen any more; the way out is no refusal now."""
        self._done, self._back = True, back
        self._comes.setHorizontalHeaderLabels([tr("What came of it")])
        self._turned.set()
        for each in (self._one, self._many):
            each.setEnabled(False)
        self._does.hide()
        self._undo.setVisible(bool(back))
        self._stays.setText(tr("Close"))
        self._stays.setFocus()


def consequences(foreseen: Foreseen) -> list[str]:
    """Return what would come about, a sentence each."""
    return [
        f"{tr_phrase(each.text)}: {tr_phrase(each.name)}" if each.name.template else tr_phrase(each.text)
        for each in foreseen.consequences
    ]


def _named(incident: Incident) -> str:
    return f"{incident.id}  {foreign(tr_phrase(incident.title), TITLE_LIMIT)}"
