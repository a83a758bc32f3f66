"""What stands above and below the charts of a zoom page: spans, comparison, saving, and how it goes."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QComboBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app.model.quantity import age
from widgets.tr import tr
from widgets.zoom.composing import COMPARED, compared_words
from widgets.zoom.timespan import SPANS, Timespan

# What is chosen is told by more than a shade; the colours are those of the theme.
CHOSEN = "QPushButton:checked { background: palette(highlight); color: palette(highlighted-text); }"
SPARE = 1.5  # seconds by which a span may differ from that of its button


class ZoomBar(QWidget):
    """Passive; a wish is a signal."""

    span_wished = Signal(float)
    live_wished = Signal()
    compare_wished = Signal(float)  # seconds before; 0: nothing
    lines_wished = Signal(bool)
    metric_wished = Signal(str)  # base name of a chart; empty: all

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._metrics: tuple[tuple[str, str], ...] = ()
        self.setStyleSheet(CHOSEN)
        self._spans = QButtonGroup(self)
        self._spans.setExclusive(False)
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 6, 8, 6)
        for number, span in enumerate(SPANS):
            box.addWidget(self._made_span(number, span))
        self._live = _button(tr("Live"), tr("Go back to now (Home)"))
        self._live.setCheckable(True)
        self._live.clicked.connect(self._wish_live)
        box.addWidget(self._live)
        box.addStretch()
        self._chosen = _combo(tr("Charts"))
        self._chosen.currentIndexChanged.connect(self._choose)
        self._chosen.hide()  # until it is known which there are
        self._compare = _combo(tr("Compare"))
        self._compare.addItem(tr("Compare with nothing"), 0.0)
        for shift in COMPARED:
            self._compare.addItem(tr("Compare with {when}", when=compared_words(shift)), shift)
        self._compare.currentIndexChanged.connect(
            lambda _: self.compare_wished.emit(float(self._compare.currentData()))
        )
        self._lines = _button(tr("Percentiles"), tr("Lines at the p50, p95 and p99 of the span"))
        self._lines.setCheckable(True)
        self._lines.toggled.connect(self.lines_wished)
        for part in (self._chosen, self._compare, self._lines):
            box.addWidget(part)

    def show_metrics(self, metrics: Sequence[tuple[str, str]], chosen: str) -> None:
        """Offer charts by name and title, and all together."""
        if tuple(metrics) == self._metrics:
            return
        self._metrics = tuple(metrics)
        self._chosen.blockSignals(True)
        self._chosen.clear()
        for name, title in metrics:
            self._chosen.addItem(title, name)
        if len(metrics) > 1:
            self._chosen.addItem(tr("All {n} together", n=str(len(metrics))), "")
        self._chosen.setCurrentIndex(max(0, self._chosen.findData(chosen)))
        self._chosen.blockSignals(False)
        self._chosen.setVisible(len(metrics) > 1)

    def show_window(self, window: Timespan) -> None:
        """Show which span it is, and whether it is live."""
        self._live.setChecked(window.live)
        for number, span in enumerate(SPANS):
            self._spans.button(number).setChecked(abs(window.span - span) < SPARE)

    def _made_span(self, number: int, span: float) -> QPushButton:
        words = tr("1 d") if span == 86_400.0 else age(span)
        button = _button(words, tr("Show {span}", span=words))
        button.setCheckable(True)
        button.clicked.connect(lambda: self.span_wished.emit(span))
        self._spans.addButton(button, number)
        return button

    def _wish_live(self) -> None:
        self._live.setChecked(True)
        self.live_wished.emit()

    def _choose(self, number: int) -> None:
        name = self._chosen.itemData(number)
        if name is not None:
            self.metric_wished.emit(str(name))


class ZoomFoot(QWidget):
    """How the question to the history goes, and what can be taken along."""

    again_wished = Signal()
    copy_wished = Signal()
    picture_wished = Signal()
    csv_wished = Signal()
    detail_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state = QLabel("", self)
        self._state.setTextFormat(Qt.TextFormat.PlainText)
        self._state.setWordWrap(True)
        self._state.setAccessibleName(tr("State"))
        self._again = _button(tr("Again"), tr("Ask the history once more"))
        self._again.hide()
        box = QHBoxLayout(self)
        box.setContentsMargins(8, 6, 8, 6)
        box.addWidget(self._state, 1)
        box.addWidget(self._again)
        self._again.clicked.connect(self.again_wished)
        for words, tip, signal in (
            (tr("Copy values as text"), tr("Copy the values of this span"), self.copy_wished),
            (tr("Save picture"), tr("Save these charts as a picture"), self.picture_wished),
            (tr("Save CSV"), tr("Save the values of this span as a table"), self.csv_wished),
            (tr("Detail"), tr("Open the detail of this check"), self.detail_wished),
        ):
            button = _button(words, tip)
            button.clicked.connect(signal)
            box.addWidget(button)

    def show_state(self, words: str, *, trouble: bool = False) -> None:
        """Say how it goes; with trouble the question can be asked again."""
        if words != self._state.text():
            self._state.setText(words)
        self._again.setVisible(trouble)


def _button(words: str, tip: str) -> QPushButton:
    button = QPushButton(words)
    button.setToolTip(tip)
    button.setAccessibleDescription(tip)
    button.setAutoDefault(False)
    return button


def _combo(name: str) -> QComboBox:
    combo = QComboBox()
    for part in (combo, combo.view()):
        part.setAccessibleName(name)
    combo.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToContents)
    combo.setToolTip(name)
    return combo
