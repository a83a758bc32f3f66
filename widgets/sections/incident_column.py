"""The incident column: open incidents, worst and untaken first; key charts in the room they leave."""

from collections.abc import Iterable, Iterator

from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from widgets.beat import Beat
from widgets.canvas import Box, Canvas, area
from widgets.look import Look
from widgets.making import Steps
from widgets.sections.incident_card import PLATES, draw_card, draw_large, draw_row, row_size
from widgets.sections.incident_slots import Slots, slots
from widgets.sections.key_chart import PAD, draw_key, strip_box
from widgets.sign import Sign
from widgets.strip_field import Chart, StripField
from widgets.tr import tr
from widgets.tracks import Tracks
from widgets.views.incident_cards import IncidentsView, Quiet, rest_words
from widgets.views.vitals import Vital

HEADING_Y = 3.4
KEYS = 4
KEYS_Y = 20.4
LEAST_KEY = 12.4  # under this height a key chart has no room for its value
_DRAW = {"large": draw_large, "card": draw_card}


class IncidentColumn(StripField):
    """Paints an ``IncidentsView``; a chosen spot is an incident's id."""

    stepwise = True
    turn = 0

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._view: IncidentsView | None = None
        self._keys: tuple[Vital, ...] = ()
        self._beat = Beat(self._beaten, self)
        self.setAccessibleName(tr("Incidents"))

    def show_incidents(self, view: IncidentsView, keys: tuple[Vital, ...], now: float) -> None:
        """Show the incidents; ``keys`` are charts for the room that cards leave, at most four."""
        if (view, keys) != (self._view, self._keys):
            self._view, self._keys = view, keys
            told = [card.spoken for card in view.cards] or [view.quiet.headline if view.quiet else ""]
            self.setAccessibleDescription(". ".join((view.open_words, *told)))
            self._beat.show(card.id for card in view.cards if card.solid)
            self.renew()
        self.show_strips(now)

    def drawing(self, canvas: Canvas) -> Steps:
        """Paint the cards, or the quiet day without its charts."""
        view = self._view
        if view is None:
            return
        if view.cards:
            self._draw_heading(canvas, view, 0)
            yield from self._draw_cards(canvas, view)
            for vital, box in zip(self._keys, self._key_boxes(), strict=False):
                canvas.panel(box, canvas.palette.surface)
                if view.lost:
                    canvas.hatch_frame(box)
                draw_key(canvas, vital, box._replace(y=box.y + 0.8))
                yield
        else:
            canvas.panel(Box(0, 0, self.wide(), self.high()), canvas.palette.surface)
            if view.lost:
                canvas.hatch_frame(Box(0, 0, self.wide(), self.high()))
            self._draw_heading(canvas, view, PAD)
            self._draw_quiet(canvas, view.quiet)

    def draw_live(self, canvas: Canvas) -> None:
        """Paint the charts, and fade the plates that are new."""
        super().draw_live(canvas)
        for id_, plate in self._plates() if self._beat.moving else ():
            faded = self._beat.faded(id_)
            if faded:
                ground = QColor(canvas.palette.canvas)
                ground.setAlphaF(faded)
                canvas.fill(plate, ground)

    def _plates(self) -> Iterator[tuple[str, Box]]:
        """Yield the solid plates of the cards that are shown."""
        view = self._view
        for slot, card in zip(self._slots().used, view.cards if view is not None else (), strict=False):
            if card.solid:
                yield card.id, slot.box._replace(w=PLATES[slot.kind])

    def _beaten(self, ids: Iterable[str]) -> None:
        for id_, plate in self._plates():
            if id_ in ids:
                self.update(area(plate, self.u).toAlignedRect())

    def charts(self) -> Iterator[Chart]:
        """Yield the key charts."""
        for number, (vital, box) in enumerate(zip(self._keys, self._key_boxes(), strict=False)):
            yield Chart(str(number), strip_box(box), (vital.key,), vital.style)

    def _slots(self) -> Slots:
        return slots(len(self._view.cards) if self._view is not None else 0, self.wide(), self.high())

    def _key_boxes(self) -> list[Box]:
        """Return the places of the key charts: on a quiet day all, else what the cards leave free."""
        if self._view is None:
            return []
        if self._view.cards:
            return list(self._slots().free)
        columns = max(1, len({box.x for box in self._slots().free}))
        room = self.high() - KEYS_Y - 1.0
        width, rows = self.wide() / columns, min(-(-KEYS // columns), max(1, int(room / LEAST_KEY)))
        pitch = room / rows
        places = (divmod(number, columns) for number in range(min(KEYS, rows * columns)))
        return [Box(column * width, KEYS_Y + row * pitch, width, pitch) for row, column in places]

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
        canvas.text(
            quiet.line, PAD + 9.4, 15.4, room, "reason", ink="ink2", least=2.25, lines=2, foreign=True
        )
        canvas.line(PAD, 19.2, self.wide() - PAD, 19.2, canvas.palette.hairline)
        for vital, box in zip(self._keys, self._key_boxes(), strict=False):
            draw_key(canvas, vital, box)

    def _draw_cards(self, canvas: Canvas, view: IncidentsView) -> Steps:
        used = self._slots().used
        rows = [(slot.box, card) for slot, card in zip(used, view.cards, strict=False) if slot.kind == "row"]
        size = row_size(canvas, [card for _, card in rows], rows[0][0].w) if rows else None
        for slot, card in zip(used, view.cards, strict=False):
            if slot.kind in _DRAW:
                _DRAW[slot.kind](canvas, card, slot.box)
                yield
        for box, card in rows:
            draw_row(canvas, card, box, size)
            yield
        rest = view.cards[len(used) :]
        if not rest:
            return
        words = rest_words(rest)
        where = tr("page incidents")
        foot = self.high() - 1.9
        taken = canvas.text(where, 0, foot, self.wide(), "label", ink="ink3", align="right")
        canvas.text(words, 0, foot, self.wide() - taken - 1.5, "body", ink="ink2", least=2.25)
