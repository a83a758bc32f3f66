"""The incident column: open incidents, worst and untaken first; on a quiet day the key charts."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sections.incident_card import HEIGHT, draw_card
from widgets.sign import Sign
from widgets.strip import Strip
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.incident_cards import Card, IncidentsView, Quiet
from widgets.views.vitals import Vital

HEADING_Y = 3.4
FIRST_Y = 7.0
GAP = 1.6
MOST = 4
PAD = 2.6
KEYS_Y = 20.4


class IncidentColumn(Painted):
    """Paints an ``IncidentsView``; a chosen spot is an incident's id."""

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._tracks = tracks
        self._view: IncidentsView | None = None
        self._keys: tuple[Vital, ...] = ()
        self._strips = tuple(Strip() for _ in range(4))
        self._now = 0.0
        self.setAccessibleName(tr("Incidents"))

    def show_incidents(self, view: IncidentsView, keys: tuple[Vital, ...], now: float) -> None:
        """Show the incidents; ``keys`` are the charts of a quiet day, at most four."""
        if (view, keys) != (self._view, self._keys):
            self._view, self._keys = view, keys
            told = [card.spoken for card in view.cards] or [view.quiet.headline if view.quiet else ""]
            self.setAccessibleDescription(". ".join((view.open_words, *told)))
            self.renew()
        self._now = now
        self.update()

    def draw(self, canvas: Canvas) -> None:
        """Paint the cards, or the quiet day without its charts."""
        view = self._view
        if view is None:
            return
        if view.cards:
            self._draw_heading(canvas, view, 0)
            _draw_cards(canvas, view.cards, self.wide(), self.high())
        else:
            canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
            if view.lost:
                canvas.hatch_frame(Box(0, 0, self.wide(), self.high()))
            self._draw_heading(canvas, view, PAD)
            self._draw_quiet(canvas, view.quiet)

    def draw_live(self, canvas: Canvas) -> None:
        """Paint the charts of a quiet day."""
        if self._view is None or self._view.cards:
            return
        for number, (strip, vital) in enumerate(zip(self._strips, self._keys, strict=False)):
            y = KEYS_Y + number * self._pitch()
            area = Box(PAD + 21.4, y + 4.6, self.wide() - 2 * PAD - 21.4, self._pitch() - 6.6)
            strip.paint(canvas, area, self._tracks.track(vital.key), self._now, vital.style)

    def _pitch(self) -> float:
        return (self.high() - KEYS_Y - 1.0) / 4

    def _draw_heading(self, canvas: Canvas, view: IncidentsView, pad: float) -> None:
        room = self.wide() - 2 * pad
        used = canvas.text(view.open_words, pad, HEADING_Y, room, "body", ink="ink3", align="right")
        canvas.text(tr("Incidents"), pad, HEADING_Y, room - used - 2, "heading")

    def _draw_quiet(self, canvas: Canvas, quiet: Quiet | None) -> None:
        if quiet is None:
            return
        sign = Sign(Glyph.GOOD) if quiet.proved else Sign(Glyph.PENDING)
        canvas.glyph(sign, PAD + 3.5, 12.4, 7.4)
        room = self.wide() - PAD * 2 - 9.4
        canvas.text(quiet.headline, PAD + 9.4, 10.7, room, "card_title", least=4.0)
        canvas.text(quiet.line, PAD + 9.4, 15.0, room, "reason", ink="ink2", least=2.25, foreign=True)
        canvas.line(PAD, 19.2, self.wide() - PAD, 19.2, canvas.palette.hairline)
        for number, vital in enumerate(self._keys):
            y = KEYS_Y + number * self._pitch()
            ink = "ink3" if vital.style.dim else "ink1"
            used = canvas.text(
                vital.usual, PAD, y + 2.2, self.wide() - 2 * PAD, "label", ink="ink3", align="right"
            )
            room = self.wide() - 2 * PAD - used - 2
            canvas.text(vital.labels, PAD, y + 2.2, room, "body", ink="ink2", least=2.25)
            canvas.text(vital.value, PAD, y + 8.4, 20.4, "value_large", ink=ink, least=4.0)


def _draw_cards(canvas: Canvas, cards: Sequence[Card], width: float, height: float) -> None:
    shown = cards[:MOST]
    rest = cards[MOST:]
    tall = HEIGHT if not rest else (height - FIRST_Y - 4.4 - (MOST - 1) * GAP) / MOST
    for number, card in enumerate(shown):
        draw_card(canvas, card, FIRST_Y + number * (tall + GAP), width, tall)
    if rest:
        waiting = sum(not card.quiet for card in rest)
        words = tr("+{n} more, {waiting} need someone", n=str(len(rest)), waiting=str(waiting))
        where = tr("page incidents")
        used = canvas.text(where, 0, height - 1.9, width, "label", ink="ink3", align="right")
        canvas.text(words, 0, height - 1.9, width - used - 1.5, "body", ink="ink2", least=2.25)
