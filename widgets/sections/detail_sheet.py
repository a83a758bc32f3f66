"""The painted part of a check's detail: state, reasons, phases, values, facts, errors."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.model.state import State
from widgets.canvas import Align, Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.sheet import Sheet, bad

MARGIN, GAP, PAD = 2.0, 1.6, 2.0
HEAD = 13.4
TITLE, ROW = 6.0, 4.0
CHART = 40.0
LEFT_SHARE = 0.46
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class DetailSheet(Painted):
    """Paints a ``Sheet``. Spots: ``runbook``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._sheet: Sheet | None = None
        self.setAccessibleName(tr("Detail of a check"))
        self.setAccessibleDescription(tr("Nothing is known of it yet"))

    def show_sheet(self, sheet: Sheet) -> None:
        """Show other words."""
        if sheet != self._sheet:
            self._sheet = sheet
            self.setAccessibleDescription(sheet.spoken)
            self.renew()

    def chart_box(self) -> Box:
        """Return the place that the sheet leaves free for the chart."""
        left, width = self._right()
        return Box(left, MARGIN + HEAD + GAP, width, CHART)

    def draw(self, canvas: Canvas) -> None:
        """Paint the panels from the top, each as high as its lines."""
        sheet = self._sheet
        if sheet is None:
            return
        self._draw_head(canvas, sheet)
        top = MARGIN + HEAD + GAP
        width = self._left_width()
        bottom = self.high() - MARGIN
        y = self._draw_reasons(canvas, sheet, Box(MARGIN, top, width, bottom - top))
        if sheet.phases:
            y = self._draw_phases(canvas, sheet, Box(MARGIN, y + GAP, width, bottom - y - GAP))
        _draw_table(canvas, tr("Values"), sheet.values, Box(MARGIN, y + GAP, width, bottom - y - GAP))
        left, width = self._right()
        y = top + CHART
        if sheet.errors:
            rows = [(error.text, error.number, error.since) for error in sheet.errors]
            box = Box(left, y + GAP, width, bottom - y - GAP)
            y = _draw_table(canvas, tr("Errors by message"), rows, box, most=4)
        if sheet.answer:
            y = self._draw_answer(canvas, sheet.answer, Box(left, y + GAP, width, bottom - y - GAP))
        self._draw_facts(canvas, sheet, Box(left, y + GAP, width, bottom - y - GAP))

    def _left_width(self) -> float:
        return (self.wide() - 2 * MARGIN - GAP) * LEFT_SHARE

    def _right(self) -> tuple[float, float]:
        left = MARGIN + self._left_width() + GAP
        return left, self.wide() - MARGIN - left

    def _draw_head(self, canvas: Canvas, sheet: Sheet) -> None:
        width = self.wide() - 2 * MARGIN
        canvas.panel(Box(MARGIN, MARGIN, width, HEAD), canvas.palette.surface)
        if sheet.stale:
            canvas.hatch_frame(Box(MARGIN, MARGIN, width, HEAD))
        if bad(sheet.state):
            canvas.rail(MARGIN, MARGIN, HEAD, canvas.palette.named(_RAIL[sheet.state]))
        canvas.glyph(sheet.sign, MARGIN + 7.4, MARGIN + HEAD / 2, 8.4)
        columns = len(sheet.figures)
        each = 19.0
        figures_x = self.wide() - MARGIN - columns * each - 1.0  # free of a stale one's hatch
        room = figures_x - MARGIN - 15.0
        x, y = MARGIN + 13.4, MARGIN
        canvas.text(sheet.name, x, y + 3.9, room, "count", least=2.75, foreign=True)
        canvas.text(sheet.line, x, y + 10.0, room, "label", ink="ink2", least=2.25, lines=2, foreign=True)
        for number, (title, value) in enumerate(sheet.figures):
            left = figures_x + number * each
            canvas.text(title, left, y + 4.2, each - 1.2, "cell", ink="ink3")
            canvas.text(value, left, y + 8.6, each - 1.2, "owner", least=2.25, foreign=True)

    def _draw_reasons(self, canvas: Canvas, sheet: Sheet, box: Box) -> float:
        """Paint why; return the lower edge."""
        lines = sheet.reasons[:7]
        height = TITLE + max(1, len(lines)) * 5.4 + 0.8
        canvas.panel(Box(box.x, box.y, box.w, height), canvas.palette.surface)
        canvas.text(
            sheet.why_title, box.x + PAD, box.y + 3.2, box.w - 2 * PAD, "body", ink="ink2", weight=600
        )
        for number, line in enumerate(lines):
            y = box.y + TITLE + 2.6 + number * 5.4
            colour = canvas.palette.named(_RAIL.get(sheet.state, "ok") if number == 0 else "quiet")
            canvas.fill(Box(box.x + PAD, y - 0.5, 1.0, 1.0), colour, 0.5)
            room = box.w - 2 * PAD - 2.4
            canvas.text(
                line,
                box.x + PAD + 2.4,
                y,
                room,
                "label",
                least=2.25,
                lines=2,
                foreign=True,
                ink="ink1" if number == 0 else "ink2",
            )
        return box.y + height

    def _draw_phases(self, canvas: Canvas, sheet: Sheet, box: Box) -> float:
        height = TITLE + len(sheet.phases) * ROW + 1.0
        canvas.panel(Box(box.x, box.y, box.w, height), canvas.palette.surface)
        title = tr("Last answer by phases")
        canvas.text(title, box.x + PAD, box.y + 3.2, box.w - 2 * PAD, "body", ink="ink2", weight=600)
        bar_x, bar_room = box.x + PAD + 15.0, box.w - 2 * PAD - 30.0
        hot = canvas.palette.named(_RAIL[sheet.state]) if bad(sheet.state) else canvas.palette.trace
        for number, bar in enumerate(sheet.phases):
            y = box.y + TITLE + ROW / 2 + number * ROW
            loud = bar.longest and bad(sheet.state)
            ink, weight = ("ink1", 600) if loud else ("ink2", 500)
            canvas.text(bar.name, box.x + PAD, y, 14.0, "cell", ink=ink, weight=weight, foreign=True)
            colour = hot if loud else canvas.palette.trace
            width = max(0.5, bar.share * bar_room)
            canvas.fill(Box(bar_x + bar.start * bar_room, y - 0.9, width, 1.8), colour)
            canvas.text(
                bar.value, box.x + PAD, y, box.w - 2 * PAD, "cell", ink=ink, align="right", weight=weight
            )
        return box.y + height

    def _draw_answer(self, canvas: Canvas, answer: str, box: Box) -> float:
        height = TITLE + 8.0
        if box.h < height:
            return box.y - GAP
        canvas.panel(Box(box.x, box.y, box.w, height), canvas.palette.surface)
        room = box.w - 2 * PAD
        canvas.text(
            tr("What the other side said"), box.x + PAD, box.y + 3.2, room, "body", ink="ink2", weight=600
        )
        canvas.text(
            answer,
            box.x + PAD,
            box.y + TITLE + 3.0,
            room,
            "cell",
            ink="ink2",
            lines=2,
            foreign=True,
            least=2.25,
        )
        return box.y + height

    def _draw_facts(self, canvas: Canvas, sheet: Sheet, box: Box) -> None:
        rows = [(name, "", value) for name, value in sheet.facts]
        if sheet.runbook:
            rows.insert(0, (tr("runbook"), "", sheet.runbook))
        if not rows or box.h < TITLE + ROW:
            return
        _draw_table(canvas, tr("Facts"), rows, box)
        if sheet.runbook:
            y = box.y + TITLE
            canvas.spot("runbook", Box(box.x + 0.6, y, box.w - 1.2, ROW), tr("Open the runbook"))


def _draw_table(
    canvas: Canvas,
    title: str,
    rows: Sequence[tuple[str, str, str | tuple[str, ...]]],
    box: Box,
    *,
    most: int = 99,
) -> float:
    """Paint a panel of rows (name, value, note) that fits the box; return its lower edge."""
    room = int((box.h - TITLE - 1.0) / ROW)
    if not rows or room < 1:
        return box.y - GAP
    number = min(len(rows), room, most)
    height = TITLE + number * ROW + 1.0
    canvas.panel(Box(box.x, box.y, box.w, height), canvas.palette.surface)
    inner = box.w - 2 * PAD
    left_out = len(rows) - number
    used = 0.0
    if left_out:
        more = tr("{n} more", n=str(left_out))
        used = canvas.text(more, box.x + PAD, box.y + 3.2, inner, "cell", ink="ink3", align="right") + 2
    canvas.text(title, box.x + PAD, box.y + 3.2, inner - used, "body", ink="ink2", weight=600)
    valued = any(value for _, value, _ in rows)
    for line, (name, value, note) in enumerate(rows[:number]):
        y = box.y + TITLE + ROW / 2 + line * ROW
        share = 0.36 if valued else 0.2
        canvas.text(name, box.x + PAD, y, inner * share - 1, "cell", ink="ink2", foreign=True)
        x = box.x + PAD + inner * share
        wide = canvas.text(value, x, y, inner * 0.18, "cell", ink="ink1", weight=600) if value else 0.0
        note_x = x + (max(wide, inner * 0.16) + 1 if valued else 0.0)
        align: Align = "right" if valued else "left"
        note_room = box.x + PAD + inner - note_x
        canvas.text(
            note, note_x, y, note_room, "cell", ink="ink3" if valued else "ink1", align=align, foreign=True
        )
    return box.y + height
