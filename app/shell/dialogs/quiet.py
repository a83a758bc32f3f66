"""Silences and maintenance windows: those that are, and a new one with what it would hide."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QGroupBox,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from app.model.clock import Clock, Moment
from app.model.intent import EndMaintenance, EndSilence, Intent, MakeSilence, PlanMaintenance
from app.model.matcher import Matchers, matchers_of
from app.model.message import Answer, AskMaintenance, AskPreview, AskSilences, Question
from app.model.phrase import foreign
from app.model.quantity import age
from app.model.suppression_view import MaintenanceView, Preview, SilenceView
from app.shell.dialogs.confirm import ConfirmDialog
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog, each
from app.shell.dialogs.plain import PlainTable, TroubleLine, arrange, fill, foot, plain_table, press
from app.shell.tasks import Tasks
from widgets.tr import tr
from widgets.views.words import clock_time

AGAIN = 2.0  # seconds
TYPED = 0.3  # seconds of rest after which what was typed is looked at
SIZE = (900, 620)
WHO_LIMIT = 24  # signs of a name in the table
NAMES = 6  # of what would be hidden, so many are named
CALM = 300.0  # seconds without an alarm after which a silence may end early
_SPANS = (900.0, 3600.0, 2 * 3600.0, 8 * 3600.0, 24 * 3600.0, 7 * 86_400.0)

Asking = Callable[[Question | Intent, float], Awaitable[Answer]]


class QuietDialog(WorkingDialog):
    """Everything that keeps notices back on purpose; it is shown before and while it does."""

    def __init__(
        self,
        *,
        ask: Asking,
        who: str,
        clock: Clock,
        tasks: Tasks,
        matchers: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tasks, parent)
        self._ask = ask
        self._who = who
        self._clock = clock
        self._ends: list[Intent | None] = []  # of each row, what ends it
        self._typed = asyncio.Event()
        self.setWindowTitle(tr("Silences and maintenance"))
        self.resize(*SIZE)
        self._table = self._made_table()
        self._trouble = TroubleLine(self)
        self._end = press(self, tr("End it now"), self._ask_end)
        self._kind = QComboBox(self)
        self._kind.addItem(tr("Silence: tell nobody"), "silence")
        self._kind.addItem(tr("Silence, until it has been calm for 5 min"), "calm")
        self._kind.addItem(tr("Maintenance: shown as such, counted apart"), "maintenance")
        self._matchers = QLineEdit(matchers, self)
        self._matchers.setPlaceholderText('element=payment target=~"psp-.*"')
        self._reason = QLineEdit(self)
        self._span = QComboBox(self)
        for seconds in _SPANS:
            self._span.addItem(age(seconds), seconds)
        self._span.setCurrentIndex(1)
        self._preview = plain_label("", self)
        self._said = plain_label("" if who else tr("Take an incident once, so that your name is known"), self)
        self._make = press(self, tr("Begin"), self._wish_make)
        self._make.setDefault(True)
        self._lay_out()
        for line in (self._matchers, self._reason):
            line.textChanged.connect(self._changed)
        (self._reason if matchers else self._matchers).setFocus()
        self._judge()

    async def work(self) -> None:
        """Keep the table up to date, and the preview whenever something was typed."""
        await asyncio.gather(self._follow(), self._look_ahead())

    async def _follow(self) -> None:
        async for _ in each(AGAIN):
            await self._renew()

    async def _renew(self) -> None:
        silences = await self._ask(AskSilences(), 10.0)
        windows = await self._ask(AskMaintenance(), 10.0)
        wrong = silences.error or windows.error
        self._trouble.say(foreign(wrong, 300))
        self._table.say_empty("" if wrong else tr("Nothing is silenced, and no work is planned"))
        if not wrong:
            self._show(silences.silences, windows.maintenance)

    async def _look_ahead(self) -> None:
        self._typed.set()
        while True:
            await self._typed.wait()
            self._typed.clear()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(TYPED):
                    await self._typed.wait()
                continue
            await self._show_preview()

    async def _show_preview(self) -> None:
        matchers, wrong = self._read()
        if not matchers:
            self._preview.setText(wrong)
            return
        answer = await self._ask(AskPreview(matchers=matchers), 10.0)
        preview = answer.preview
        self._preview.setText(preview_words(preview) if preview else "")

    def _made_table(self) -> PlainTable:
        heads = (tr("What"), tr("Hides"), tr("Until"), tr("Who"), tr("Reason"), tr("Now"))
        table = plain_table(tr("Silences and maintenance"), heads, self, wide=(0, 4))
        table.itemSelectionChanged.connect(self._judge)
        return table

    def _lay_out(self) -> None:
        new = QGroupBox(tr("New"), self)
        inside = QVBoxLayout(new)
        form = QFormLayout()
        form.addRow(tr("Kind"), self._kind)
        form.addRow(tr("What it is for"), self._matchers)
        form.addRow(tr("For"), self._span)
        form.addRow(tr("Reason"), self._reason)
        inside.addLayout(form)
        inside.addWidget(self._preview)
        inside.addWidget(self._make, 0, Qt.AlignmentFlag.AlignRight)
        box = QVBoxLayout(self)
        box.addWidget(self._trouble)
        box.addWidget(self._table, 1)
        box.addWidget(self._end, 0, Qt.AlignmentFlag.AlignRight)
        box.addWidget(new)
        box.addLayout(foot(self, self._said, ()))
        arrange(self)

    def _show(self, silences: Sequence[SilenceView], windows: Sequence[MaintenanceView]) -> None:
        rows: list[tuple[tuple[str, ...], Intent | None]] = [
            (_silence_row(each, self._clock.now()), EndSilence(what=each.id, who=self._who))
            for each in silences
            if not each.over
        ]
        for window in windows:
            may_end = window.active or not window.listed  # one of the inventory is planned there
            wish = EndMaintenance(what=window.id, who=self._who) if may_end else None
            rows.append((_window_row(window, self._clock.now()), wish))
        self._ends = [wish for _, wish in rows]
        fill(self._table, [texts for texts, _ in rows])
        self._judge()

    def _read(self) -> tuple[Matchers, str]:
        """Return the matchers that are typed, or none and what is wrong with them."""
        text = self._matchers.text().strip()
        if not text:
            return (), ""
        try:
            return matchers_of(text), ""
        except ValueError as wrong:
            return (), foreign(str(wrong), 300)

    def _changed(self) -> None:
        self._typed.set()
        self._judge()

    def _judge(self) -> None:
        """Offer what can be done: a silence needs somebody, a reason, and what it is for."""
        matchers, _ = self._read()
        self._make.setEnabled(bool(matchers) and bool(self._reason.text().strip()) and bool(self._who))
        row = self._table.currentRow()
        self._end.setEnabled(0 <= row < len(self._ends) and self._ends[row] is not None)

    def _ask_end(self) -> None:
        """Ask before what is kept quiet is told; the chosen row is meant, whatever comes meanwhile."""
        row = self._table.currentRow()
        wish = self._ends[row] if 0 <= row < len(self._ends) else None
        if wish is None:
            return
        dialog = ConfirmDialog(
            tr("End it now?"),
            tr("{what}: what is still bad will be told.", what=self._table.filled[0][row][0]),
            tr("End it"),
            self,
        )
        dialog.accepted.connect(lambda: self._tasks.start(self._wished(wish), "end of a silence"))
        dialog.open()

    def _wish_make(self) -> None:
        matchers, _ = self._read()
        reason, seconds = foreign(self._reason.text()), float(self._span.currentData())
        wish: Intent
        if self._kind.currentData() == "maintenance":
            wish = PlanMaintenance(matchers=matchers, who=self._who, reason=reason, seconds=seconds)
        else:
            calm = CALM if self._kind.currentData() == "calm" else 0.0
            wish = MakeSilence(
                matchers=matchers, who=self._who, reason=reason, seconds=seconds, when_clear=calm
            )
        self._tasks.start(self._wished(wish), "a silence")

    async def _wished(self, wish: Intent) -> None:
        answer = await self._ask(wish, 10.0)
        self._said.setText(foreign(answer.error or answer.text, 300))
        await self._renew()


def preview_words(preview: Preview) -> str:
    """Return what would be hidden, in a sentence or two."""
    if not preview.checks_count and not preview.incidents_count:
        return tr("Nothing matches now")
    return " ".join(
        (
            _counted(tr("Checks: {n}", n=f"{preview.checks_count:,}"), preview.checks),
            _counted(tr("Open incidents: {n}", n=f"{preview.incidents_count:,}"), preview.incidents),
        )
    )


def _counted(count: str, names: Sequence[str]) -> str:
    shown = ", ".join(foreign(name, 40) for name in names[:NAMES])
    more = " …" if len(names) > NAMES else ""
    return f"{count} ({shown}{more})." if shown else f"{count}."


def _silence_row(view: SilenceView, now: Moment) -> tuple[str, ...]:
    state = tr("in force") if view.active else tr("from {time}", time=_time(view.starts, now))
    what = f"{view.id}  {view.matchers}"
    who = foreign(view.who, WHO_LIMIT)
    return what, f"{view.hides:,}", _time(view.until, now), who, view.reason, state


def _window_row(view: MaintenanceView, now: Moment) -> tuple[str, ...]:
    if view.active:
        state = tr("in force")
    else:
        state = tr("from {time}", time=_time(view.starts, now)) if view.starts else tr("not planned again")
    who = tr("the inventory") if view.listed else foreign(view.who, WHO_LIMIT)
    return f"{view.id}  {view.matchers}", f"{view.hides:,}", _time(view.until, now), who, view.reason, state


def _time(moment: Moment | None, now: Moment) -> str:
    """Return a time of the day, with what lies between where that is a day or more."""
    if moment is None:
        return ""
    left = moment.seconds_since(now)
    days = f" ({age(left)})" if left >= 86_400 else ""
    return f"{clock_time(moment.wall)}{days}"
