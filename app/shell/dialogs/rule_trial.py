"""Try other limits on the recorded past before they are written down: fired 3 times instead of 41."""

from collections.abc import Awaitable, Callable

from PySide6.QtCore import QLocale
from PySide6.QtWidgets import (
    QApplication,
    QComboBox,
    QDoubleSpinBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.model.board import CheckView, SeriesView
from app.model.clock import Clock
from app.model.intent import Intent
from app.model.message import Answer, AskReplay, AskWhy, Question
from app.model.phrase import foreign
from app.model.quantity import Unit, age
from app.model.replay import Replay
from app.model.rule import Threshold
from app.shell.dialogs.label import plain_label
from app.shell.dialogs.open_work import WorkingDialog
from app.shell.dialogs.plain import arrange, foot, press
from app.shell.tasks import Tasks
from widgets.tr import tr
from widgets.views.words import series_title

WITHIN = 60.0  # seconds that a trial may take
MOST = 1e15
SIZE = (560, 480)
_SPANS = (3600.0, 6 * 3600.0, 24 * 3600.0)
# What people type, as a multiple of the base unit, and how it is written after the number.
_TYPED = {Unit.SECONDS: (1000.0, "ms"), Unit.RATIO: (100.0, "%")}

Asking = Callable[[Question | Intent, float], Awaitable[Answer]]


class RuleTrialDialog(WorkingDialog):
    """Limits for one series of a check, and what they would have done beside the present ones."""

    def __init__(
        self, view: CheckView, *, ask: Asking, clock: Clock, tasks: Tasks, parent: QWidget | None = None
    ) -> None:
        super().__init__(tasks, parent)
        self._view = view
        self._ask = ask
        self._clock = clock
        self._names: dict[str, str] = {}  # metric -> the rule that limits it now
        self.setWindowTitle(tr("Try limits: {check}", check=foreign(view.name, 60)))
        self._series = QComboBox(self)
        for series in view.series:
            self._series.addItem(series_title(series), series.name)
        self._below = QComboBox(self)
        self._below.addItem(tr("above the limit"), False)
        self._below.addItem(tr("below the limit"), True)
        self._warning, self._critical = self._limit(), self._limit()
        self._attempts = QSpinBox(self)
        self._attempts.setRange(1, 100)
        self._attempts.setValue(view.attempts)
        self._span = QComboBox(self)
        for seconds in _SPANS:
            self._span.addItem(tr("the last {span}", span=age(seconds)), seconds)
        self._span.setCurrentIndex(len(_SPANS) - 1)
        self._try = press(self, tr("Try"), lambda: self._tasks.start(self._tried(), "trial of a rule"))
        self._try.setDefault(True)
        self._copy = press(self, tr("Copy the rule"), self._copied)
        self._headline = plain_label("", self, bold=True)
        self._headline.hide()  # until there is something to say
        self._lines = plain_label(tr("A try changes nothing: it judges what is recorded."), self)
        self._lay_out()
        self._series.currentIndexChanged.connect(self._choose)
        for limit in (self._warning, self._critical):
            limit.valueChanged.connect(self._judge)
        self._choose()

    async def work(self) -> None:
        """Learn what the present rules are called, so that the tried one takes the right place."""
        answer = await self._ask(AskWhy(check=self._view.id), 10.0)
        if answer.why is not None:
            self._names = {rule.metric: rule.rule for rule in answer.why.rules if rule.metric}

    def rule(self) -> Threshold:
        """Return the rule as it is set now."""
        series = self._chosen()
        scale, _ = _TYPED.get(series.unit, (1.0, series.unit.value))
        warning, critical = (_value(box, scale) for box in (self._warning, self._critical))
        name = self._names.get(series.name, "")
        return Threshold(
            metric=series.name,
            warning=warning,
            critical=critical,
            below=bool(self._below.currentData()),
            name=name if name != series.name else "",
        )

    def written(self) -> str:
        """Return the rule as it is written in an inventory."""
        rule = self.rule()
        _, unit = _TYPED.get(self._chosen().unit, (1.0, ""))
        limits = [
            f"{word}: {box.value():g}{unit}"
            for word, box in (("warning", self._warning), ("critical", self._critical))
            if box.value() > box.minimum()
        ]
        below = ["below: true"] if rule.below else []
        named = [f"name: {rule.name}"] if rule.name else []
        return "- {kind: threshold, metric: " + ", ".join([rule.metric, *limits, *below, *named]) + "}"

    def _say(self, headline: str) -> None:
        self._headline.setText(headline)
        self._headline.show()

    def _copied(self) -> None:
        QApplication.clipboard().setText(self.written())
        self._said.setText(tr("Copied"))

    def _limit(self) -> QDoubleSpinBox:
        box = _Limit(self)
        box.setDecimals(3)
        box.setRange(-1.0, MOST)
        box.setStepType(QDoubleSpinBox.StepType.AdaptiveDecimalStepType)
        box.setSpecialValueText(tr("none"))  # at its least
        return box

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.addRow(tr("Value"), self._series)
        form.addRow(tr("Bad is what lies"), self._below)
        form.addRow(tr("Warning"), self._warning)
        form.addRow(tr("Critical"), self._critical)
        form.addRow(tr("Bad results in a row"), self._attempts)
        form.addRow(tr("Over"), self._span)
        self._said = plain_label("", self)
        box = QVBoxLayout(self)
        box.addLayout(form)
        box.addWidget(self._headline)
        box.addWidget(self._lines)
        box.addStretch()
        box.addLayout(foot(self, self._said, (self._copy, self._try)))
        arrange(self)
        self.resize(*SIZE)

    def _chosen(self) -> SeriesView:
        name = self._series.currentData()
        return next(series for series in self._view.series if series.name == name)

    def _choose(self) -> None:
        """Begin with the present limits of a series."""
        if not self._view.series:
            self._say(tr("This check has no values yet"))
            self._judge()
            return
        series = self._chosen()
        scale, unit = _TYPED.get(series.unit, (1.0, series.unit.value))
        for box, limit in ((self._warning, series.warning), (self._critical, series.critical)):
            box.setSuffix(f" {unit}" if unit else "")
            box.setValue(box.minimum() if limit is None else limit * scale)
        self._below.setCurrentIndex(int(series.below))
        self._judge()

    def _judge(self) -> None:
        given = any(box.value() > box.minimum() for box in (self._warning, self._critical))
        for button in (self._try, self._copy):
            button.setEnabled(given and bool(self._view.series))

    async def _tried(self) -> None:
        self._try.setEnabled(False)
        self._say(tr("Trying it on the record"))
        self._lines.setText("")
        question = AskReplay(
            since=self._clock.now().wall - float(self._span.currentData()),
            checks=(self._view.id,),
            rules=(self.rule(),),
            attempts=self._attempts.value(),
        )
        answer = await self._ask(question, WITHIN)
        if answer.replay is None:
            self._say(tr("It could not be tried"))
            self._lines.setText(foreign(answer.error, 500))
        else:
            self._say(headline(answer.replay))
            self._lines.setText("\n".join(lines(answer.replay)))
        self._judge()


class _Limit(QDoubleSpinBox):
    """A number as people write it: no digits that say nothing."""

    def textFromValue(self, value: float) -> str:
        """Return 2000 and 0.25, not 2000.000 and 0.250."""
        return self.locale().toString(value, "f", QLocale.FloatingPointPrecisionOption.FloatingPointShortest)


def headline(replay: Replay) -> str:
    """Return the answer in a sentence."""
    changed, present = replay.changed.fired, replay.present.fired
    if not sum(check.results for check in replay.checks):
        return tr("Nothing is recorded of that time")
    if changed == present:
        return tr("Would have fired {n} times, as now", n=f"{changed:,}")
    return tr("Would have fired {n} times instead of {m}", n=f"{changed:,}", m=f"{present:,}")


def lines(replay: Replay) -> list[str]:
    """Return what else is worth knowing."""
    changed, present = replay.changed, replay.present
    found = [
        tr(
            "Firing for {changed} instead of {present}",
            changed=age(changed.seconds),
            present=age(present.seconds),
        ),
        tr(
            "Longest {changed} instead of {present}",
            changed=age(changed.longest),
            present=age(present.longest),
        ),
        tr(
            "Most alarms in ten minutes: {changed} instead of {present}",
            changed=str(replay.changed_load.worst),
            present=str(replay.present_load.worst),
        ),
    ]
    if replay.missed.seconds:
        found.append(
            tr(
                "It would miss {time}, of which {critical} were critical; {n} alarms wholly",
                time=age(replay.missed.seconds),
                critical=age(replay.missed.critical),
                n=f"{replay.missed.whole:,}",
            )
        )
    if replay.added.seconds:
        found.append(tr("It would fire for {time} in which all is quiet now", time=age(replay.added.seconds)))
    if replay.skipped:
        found.append(tr("{n} older results were recorded without their outcome", n=f"{replay.skipped:,}"))
    return found


def _value(box: QDoubleSpinBox, scale: float) -> float | None:
    return box.value() / scale if box.value() > box.minimum() else None
