"""The list of incidents with the newest lines of their timelines."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind, Incident
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.making import Steps
from widgets.painted import Painted
from widgets.sections.incident_card import draw_card, draw_large, draw_row, row_size
from widgets.sections.incident_slots import COLUMN_GAP, GAP, HEIGHT, ROW, ROW_GAP
from widgets.sign import Sign
from widgets.tr import tr, tr_phrase
from widgets.views.incident_cards import Card, IncidentsView, card, rest_words
from widgets.views.words import clock_time

CARD_LEAST, CARD_MOST = 62.0, 88.0
LINES = 5
LINE = 3.8
FLOOD_CARDS = 2
ROW_LEAST = 62.0  # of a row of a flood
FOOT = 4.4
NARROW = 64.0  # u for the timeline
BELOW = LINES * LINE + 2.6  # of a timeline below its card
LARGE = 2 * HEIGHT + GAP
_GLYPH = {
    EntryKind.FIRST_BAD: Glyph.WARNING,
    EntryKind.HARD: Glyph.CRITICAL,
    EntryKind.JOINED: Glyph.WARNING,
    EntryKind.WORSENED: Glyph.CRITICAL,
    EntryKind.CLOSED: Glyph.GOOD,
    EntryKind.RELAPSED: Glyph.CRITICAL,
}


def flood_rows(wide: float, top: float, bottom: float) -> list[Box]:
    """Return the places of incidents that are one line each, going down column by column."""
    columns = max(1, int((wide + COLUMN_GAP) / (ROW_LEAST + COLUMN_GAP)))
    down = max(0, int((bottom - top + ROW_GAP) / (ROW + ROW_GAP)))
    width = (wide - (columns - 1) * COLUMN_GAP) / columns
    places = (divmod(number, down) for number in range(columns * down))
    return [
        Box(column * (width + COLUMN_GAP), top + row * (ROW + ROW_GAP), width, ROW) for column, row in places
    ]


class TimelineView(NamedTuple):
    """One incident with the end of its timeline as (time, glyph, text)."""

    card: Card
    lines: tuple[tuple[str, Glyph, str], ...]
    left_out: int


def timeline_view(
    incident: Incident, others: tuple[Incident, ...], now: Moment, *, lost: bool = False
) -> TimelineView:
    """Return an incident for the list."""
    entries = incident.timeline[-LINES:]
    return TimelineView(
        card(incident, others, now, lost=lost),
        tuple(
            (clock_time(e.at.wall, seconds=True), _GLYPH.get(e.kind, Glyph.OK), _words(e)) for e in entries
        ),
        len(incident.timeline) - len(entries),
    )


def _words(entry: Entry) -> str:
    text = tr_phrase(entry.text)
    return f"{text} · {entry.who}" if entry.who and entry.who not in text else text


class IncidentList(Painted):
    """Paints the incidents in two columns: card, then timeline."""

    stepwise = True

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._views: tuple[TimelineView, ...] = ()
        self._column: IncidentsView | None = None
        self.setAccessibleName(tr("Incidents"))

    def show_list(self, views: tuple[TimelineView, ...], column: IncidentsView) -> None:
        """Show the incidents, worst and untaken first."""
        if (views, column) != (self._views, self._column):
            self._views, self._column = views, column
            self.setAccessibleDescription(". ".join(view.card.spoken for view in views) or column.open_words)
            self.renew()

    def drawing(self, canvas: Canvas) -> Steps:
        """Paint as many as fit, then a count."""
        if not self._views:
            self._draw_quiet(canvas)
            return
        if high := self._stacked():
            yield from self._draw_stacked(canvas, high)
            return
        fitting, rows = self._shares()
        for number, view in enumerate(self._views[:fitting]):
            y = number * (HEIGHT + GAP)
            canvas.panel(Box(0, y, self.wide(), HEIGHT), canvas.palette.surface)
            draw_card(canvas, view.card, Box(0, y, self._card_width(), HEIGHT))
            yield
            x = self._card_width() + 4.0
            self._draw_timeline(canvas, view, x, y)
            yield
        rest = self._views[fitting:]
        named = [view.card for view in rest[: len(rows)]]
        size = row_size(canvas, named, rows[0].w) if rows else None
        for card_of_row, box in zip(named, rows, strict=False):
            draw_row(canvas, card_of_row, box, size)
            yield
        self._draw_rest(canvas, rest[len(rows) :])

    def _stacked(self) -> float:
        """Return how high cards are with their timelines below, 0 where these stand beside them.

        An upright screen has no room beside, and some below; where few are open they are large.
        """
        if self.wide() - self._card_width() - 6.2 >= NARROW:
            return 0.0
        fitting = (self.high() + GAP) / len(self._views) - GAP - BELOW
        return next((card for card in (LARGE, HEIGHT) if card <= fitting), 0.0)

    def _draw_stacked(self, canvas: Canvas, high: float) -> Steps:
        whole, draw = high + BELOW, draw_large if high > HEIGHT else draw_card
        for number, view in enumerate(self._views):
            y = number * (whole + GAP)
            canvas.panel(Box(0, y, self.wide(), whole), canvas.palette.surface)
            draw(canvas, view.card, Box(0, y, self.wide(), high))
            yield
            self._draw_timeline(canvas, view, 4.0, y + high + 0.6)
            yield

    def _shares(self) -> tuple[int, list[Box]]:
        """Return how many incidents have a card, and the places of those that have a row."""
        most = max(1, int((self.high() + GAP) / (HEIGHT + GAP)))
        if len(self._views) <= most:
            return most, []
        rows: list[Box] = []
        cards = most
        while cards > min(most, FLOOD_CARDS) and cards + len(rows) < len(self._views):
            cards -= 1
            rows = flood_rows(self.wide(), cards * (HEIGHT + GAP), self.high() - FOOT)
        return cards, rows

    def _draw_rest(self, canvas: Canvas, rest: tuple[TimelineView, ...]) -> None:
        if rest:
            words = rest_words([view.card for view in rest])
            canvas.text(words, 0, self.high() - 2, self.wide(), "body", ink="ink2", least=2.25)

    def _card_width(self) -> float:
        return min(CARD_MOST, max(CARD_LEAST, 0.4 * self.wide()))

    def _draw_timeline(self, canvas: Canvas, view: TimelineView, x: float, y: float) -> None:
        room = self.wide() - x - 2.2
        narrow = room < NARROW  # what is told at the right has a line of its own
        lines = view.lines[-(LINES - 1) :] if narrow else view.lines
        for number, (time, glyph, text) in enumerate(lines):
            middle = y + 2.6 + number * LINE
            canvas.text(time, x, middle, 14, "label", ink="ink3")
            canvas.glyph(Sign(glyph), x + 14.4, middle, 2.6)
            width = room - 17.2 - (0.0 if narrow else 24.0)
            canvas.text(text, x + 17.2, middle, width, "reason", ink="ink2", least=2.25, foreign=True)
        left_out = view.left_out + len(view.lines) - len(lines)
        named = any(view.card.id in line for line in view.card.lines)
        told = [] if named else [tr("Incident {id}", id=view.card.id)]
        if left_out:
            told.append(tr("{n} earlier lines", n=str(left_out)) if left_out > 1 else tr("1 earlier line"))
        if narrow:
            words, foot = " · ".join(told), y + 2.6 + (LINES - 1) * LINE
            canvas.text(words, x, foot, room, "label", ink="ink3", align="right", least=2.25)
            return
        for number, words in enumerate(told):
            canvas.text(words, x, y + 2.6 + number * LINE, room, "label", ink="ink3", align="right")

    def _draw_quiet(self, canvas: Canvas) -> None:
        quiet = self._column.quiet if self._column else None
        canvas.panel(Box(0, 0, self.wide(), 20), canvas.palette.surface)
        proved = bool(quiet and quiet.proved)
        canvas.glyph(Sign(Glyph.GOOD if proved else Glyph.PENDING), 7, 10, 8)
        canvas.text(quiet.headline if quiet else "", 14, 7.4, self.wide() - 20, "card_title", least=4.0)
        canvas.text(quiet.line if quiet else "", 14, 12.8, self.wide() - 20, "body", ink="ink2", foreign=True)
