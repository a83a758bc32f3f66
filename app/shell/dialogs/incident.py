"""One incident: what happened and when, who has it, the runbook, and what can be done about it."""

from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QGroupBox,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.model.clock import Clock
from app.model.incident import Incident
from app.model.intent import Act, Assign, Comment, Fixed, Intent, Looked, Release, Tick
from app.model.matcher import Matcher, written
from app.model.message import Answer, AskDetail, AskIncidents, Question
from app.model.phrase import foreign
from app.shell.dialogs.label import literal, plain_label
from app.shell.dialogs.open_work import WorkingDialog, each
from app.shell.dialogs.plain import TroubleLine, arrange, fill, foot, lead, led, plain_table, press
from app.shell.dialogs.regrouping import parts_of
from app.shell.tasks import Tasks
from widgets.tr import tr, tr_phrase
from widgets.views.incident_words import state_lines
from widgets.views.words import clock_time

AGAIN = 2.0  # seconds
SIZE = (900, 700)
LINE_LIMIT = 500
WHO_LIMIT = 30  # signs of a name in the timeline

Asking = Callable[[Question | Intent, float], Awaitable[Answer]]


class IncidentDialog(WorkingDialog):
    """Shows an incident as long as it is open. Opening it is noted as seen."""

    take_wished = Signal(str)  # incident
    quiet_wished = Signal(str)  # matchers
    merge_wished = Signal(str)  # incident
    split_wished = Signal(str)  # incident

    def __init__(
        self,
        identity: str,
        *,
        ask: Asking,
        who: str,
        clock: Clock,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        self._id = identity
        self._ask = ask
        self._who = who
        self._clock = clock
        self._incident: Incident | None = None
        self._steps: tuple[str, ...] = ()
        self._boxes: list[QCheckBox] = []
        self._buttons: list[QWidget] = []
        self.setWindowTitle(tr("Incident {id}", id=foreign(identity, 20)))
        self.resize(*SIZE)
        self._title = plain_label("", self, bold=True)
        self._title.hide()
        self._trouble = TroubleLine(self)
        self._state = plain_label(tr("Asking the engine"), self)
        self._runbook = QGroupBox(tr("Runbook"), self)
        self._runbook.hide()
        heads = (tr("Time"), tr("What happened"), tr("Who"))
        self._lines = plain_table(tr("Timeline"), heads, self, wide=(1,), wraps=True)
        self._text = QLineEdit(self)
        self._text.setMaxLength(LINE_LIMIT)
        self._text.setPlaceholderText(tr("A comment, what was done, or a name"))
        self._text.setAccessibleName(tr("A comment, what was done, or a name"))
        self._text.textChanged.connect(self._judge)
        self._said = plain_label("" if who else tr("Take an incident once, so that your name is known"), self)
        self._others = 0  # open incidents beside this one
        self._lay_out()
        self._judge()

    async def work(self) -> None:
        """Note that it was seen, then follow it."""
        if self._who:
            await self._ask(Looked(who=self._who, what=self._id), 10.0)
        async for _ in each(AGAIN):
            await self._renew()

    async def _renew(self) -> None:
        answer = await self._ask(AskIncidents(what=self._id), 10.0)
        if not answer.incidents and not answer.error:
            answer = await self._ask(AskIncidents(what=self._id, closed=True), 10.0)
        found = next((one for one in answer.incidents if one.id == self._id), None)
        if found is None:
            self._trouble.say(foreign(answer.error) or tr("The engine does not know this incident"))
            for label in (self._title, self._state):
                label.setVisible(self._incident is not None)
            return
        self._trouble.say("")
        for label in (self._title, self._state):
            label.show()
        others = (await self._ask(AskIncidents(), 10.0)).incidents
        await self._learn_steps(found)
        self._show(found, others)

    async def _learn_steps(self, incident: Incident) -> None:
        if self._steps or not incident.alerts:
            return
        detail = (await self._ask(AskDetail(check=incident.alerts[0].check), 10.0)).detail
        self._steps = detail.runbook_steps if detail is not None else ()

    def _lay_out(self) -> None:
        box = QVBoxLayout(self)
        box.addWidget(self._trouble)
        box.addWidget(self._title)
        box.addWidget(self._state)
        box.addWidget(self._runbook)
        QVBoxLayout(self._runbook)
        box.addWidget(self._lines, 1)
        first, second = QHBoxLayout(), QHBoxLayout()
        first.addWidget(self._text, 1)
        self._comment = self._button(first, tr("Comment"), self._with_text(_comment))
        self._acted = self._button(first, tr("This was done"), self._with_text(_acted))
        self._assign = self._button(first, tr("Give it to this name"), self._with_text(_assigned))
        self._fixed = self._button(first, tr("It is fixed"), self._with_text(_fixed, needed=False))
        self._take = self._button(second, tr("Take it"), lambda: self.take_wished.emit(self._id))
        self._release = self._button(second, tr("Give it back"), self._wish(Release))
        self._quiet = self._button(second, tr("Silence"), self._wish_quiet)
        self._into = self._button(second, tr("Take in another"), lambda: self.merge_wished.emit(self._id))
        self._apart = self._button(second, tr("Split off"), lambda: self.split_wished.emit(self._id))
        self._text.returnPressed.connect(self._comment.click)
        second.addStretch()
        box.addLayout(first)
        box.addLayout(second)
        box.addLayout(foot(self, self._said, ()))
        arrange(self)
        self._text.setFocus()

    def _button(self, row: QHBoxLayout, text: str, act: Callable[[], object]) -> QPushButton:
        button = press(self, text, act)
        row.addWidget(button)
        self._buttons.append(button)
        return button

    def _show(self, incident: Incident, others: Sequence[Incident]) -> None:
        changed = self._incident is None or len(incident.timeline) != len(self._incident.timeline)
        self._incident = incident
        self._title.setText(led(tr_phrase(incident.title)))
        self._state.setText("\n".join(map(led, state_lines(incident, self._clock.now()))))
        self._show_steps(incident)
        rows = [
            (clock_time(entry.at.wall, seconds=True), tr_phrase(entry.text), foreign(entry.who, WHO_LIMIT))
            for entry in incident.timeline
        ]
        fill(self._lines, rows)
        self._lines.say_empty(tr("Nothing is noted yet"))
        if changed:
            self._lines.scrollToBottom()
        self._others = sum(one.id != incident.id for one in others)
        self._judge()

    def _show_steps(self, incident: Incident) -> None:
        layout = self._runbook.layout()
        assert layout is not None
        while len(self._boxes) < len(self._steps):
            number = len(self._boxes)
            box = QCheckBox(literal(foreign(self._steps[number])), self._runbook)
            box.clicked.connect(lambda done, n=number: self._send(self._ticked(n, done=done)))
            layout.addWidget(box)
            self._boxes.append(box)
            lead(self)
        done = {tick.step: tick for tick in incident.ticks}
        for step, box in zip(self._steps, self._boxes, strict=True):
            tick = done.get(step)
            box.setChecked(tick is not None)
            name = f"  ({foreign(tick.who, 40)}, {clock_time(tick.at.wall)})" if tick is not None else ""
            box.setText(literal(foreign(step) + name))
        self._runbook.setVisible(bool(self._steps))

    def _judge(self) -> None:
        """Offer what can be done now: nothing about what is closed but a comment, nothing without a name."""
        incident, text = self._incident, bool(self._text.text().strip())
        named = bool(self._who)
        is_open = incident is not None and incident.closed is None
        for button in self._buttons:
            button.setEnabled(is_open and named)
        self._take.setEnabled(is_open)
        self._release.setEnabled(is_open and named and incident is not None and incident.taken)
        for needs_text in (self._acted, self._assign):
            needs_text.setEnabled(is_open and named and text)
        self._comment.setEnabled(incident is not None and named and text)
        self._into.setEnabled(is_open and named and self._others > 0)
        parts = parts_of(incident) if incident is not None else ()
        self._apart.setEnabled(is_open and named and len(parts) > 1)

    def _wish(self, kind: type[Release]) -> Callable[[], None]:
        return lambda: self._send(kind(what=self._id, who=self._who))

    def _with_text(
        self, made: Callable[[str, str, str], Intent], *, needed: bool = True
    ) -> Callable[[], None]:
        def act() -> None:
            text = foreign(self._text.text(), LINE_LIMIT)
            if text or not needed:
                self._text.clear()
                self._send(made(self._id, text, self._who))

        return act

    def _ticked(self, number: int, *, done: bool) -> Tick:
        return Tick(what=self._id, step=self._steps[number], done=done, who=self._who)

    def _wish_quiet(self) -> None:
        if self._incident is not None:
            pattern = Matcher(label="target", value=self._incident.target)
            self.quiet_wished.emit(written([pattern]))

    def _send(self, wish: Intent) -> None:
        self._tasks.start(self._sent(wish), "a wish about an incident")

    async def _sent(self, wish: Intent) -> None:
        answer = await self._ask(wish, 10.0)
        self._said.setText(foreign(answer.error or answer.text, 300))
        await self._renew()


def _comment(what: str, text: str, who: str) -> Intent:
    return Comment(what=what, text=text, who=who)


def _acted(what: str, text: str, who: str) -> Intent:
    return Act(what=what, text=text, who=who)


def _assigned(what: str, text: str, who: str) -> Intent:
    return Assign(what=what, to=text, who=who)


def _fixed(what: str, text: str, who: str) -> Intent:
    return Fixed(what=what, who=who, comment=text)
