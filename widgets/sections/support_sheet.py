"""The page of support people: what is wrong, what to tell a player, and everything that a player uses."""

import math
from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from app.model.state import State
from widgets.canvas import LINE_PITCH, Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.support import Service, SupportView, Trouble

MARGIN, GAP = 3.0, 2.0
HEAD = 17.0
CLOCK = 26.0
TITLE, FOOT = 6.0, 5.0
TILE, TILE_LEAST, TILE_WIDE = 12.0, 7.4, 42.0
CARD, CARD_MOST, CARD_WIDE = 42.0, 62.0, 88.0
ROOMY = 44.0  # height of a card that has room between its lines
MORE = 3.4  # of the line that counts cards without room
TOLD = 8.4  # the first line stands clear of the button
_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_RAIL = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class SupportSheet(Painted):
    """Spots: ``copy:`` and ``incident:`` with an incident, ``check:`` with a check, ``more``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: SupportView | None = None
        self.setAccessibleName(tr("What players notice"))

    @property
    def view(self) -> SupportView | None:
        """What is shown."""
        return self._view

    def show_view(self, view: SupportView) -> None:
        """Show another moment; where only the clock has moved, nothing else is painted anew."""
        before, self._view = self._view, view
        if before is None or before._replace(clock=view.clock, proved=view.proved) != view:
            self.setAccessibleDescription(view.spoken)
            self.renew()
        elif before != view:
            self.update()

    def draw_live(self, canvas: Canvas) -> None:
        """Paint the clock, and how old the proof is."""
        view = self._view
        if view is None:
            return
        edge = self.wide() - 2 * MARGIN - (2.0 if view.lost else 0.0)  # free of the hatch
        canvas.text(view.clock, MARGIN, 6.1, edge, "verdict", align="right", size=5.6)
        if canvas.measure(view.line, 2.5, 500) < edge - 13.0 - CLOCK:
            canvas.text(view.proved, MARGIN, 12.0, edge, "label", ink="ink3", align="right")

    def draw(self, canvas: Canvas) -> None:
        """Paint head, cards, tiles and foot."""
        view = self._view
        if view is None:
            return
        width = self.wide() - 2 * MARGIN
        self._draw_head(canvas, view, width)
        bottom = self.high() - FOOT
        canvas.text(view.foot, MARGIN, bottom + 1.9, width, "label", ink="ink3", least=2.25)
        cards = self._cards_high(view, bottom)
        if cards:
            self._draw_cards(canvas, view.troubles, Box(MARGIN, HEAD, width, cards))
        top = HEAD + (cards + GAP if cards else 0.0)
        canvas.text(
            tr("Everything a player uses"), MARGIN, top + 3.0, width, "heading", weight=600, least=2.75
        )
        self._draw_tiles(canvas, view, Box(MARGIN, top + TITLE + 0.6, width, bottom - top - TITLE - 1.6))

    def _cards_high(self, view: SupportView, bottom: float) -> float:
        """Return the height of all cards: what the tiles leave over."""
        if not view.troubles:
            return 0.0
        across = self._across(TILE_WIDE)
        rows = math.ceil(len(view.services) / across)
        tiles = TITLE + 1.6 + rows * (TILE + 1.4)
        room = bottom - HEAD - GAP
        lines = math.ceil(min(len(view.troubles), 2 * self._cards_across()) / self._cards_across())
        least = min(room * 0.6, lines * (CARD + GAP)) + self._counted(view.troubles)
        return max(least, min(room - tiles, lines * (CARD_MOST + GAP) - GAP))

    def _counted(self, troubles: Sequence[Trouble]) -> float:
        """Return the height of the line that counts those without a card in two rows."""
        return MORE if len(troubles) > 2 * self._cards_across() else 0.0

    def _across(self, least: float) -> int:
        return max(1, min(6, int((self.wide() - 2 * MARGIN + GAP) / (least + GAP))))

    def _cards_across(self) -> int:
        return max(1, min(3, int((self.wide() - 2 * MARGIN + GAP) / (CARD_WIDE + GAP))))

    def _draw_head(self, canvas: Canvas, view: SupportView, width: float) -> None:
        canvas.glyph(view.sign, MARGIN + 5.6, 8.0, 8.4)
        x = MARGIN + 13.0
        room = width - 13.0 - CLOCK
        canvas.text(view.headline, x, 6.1, room, "verdict", least=3.0, size=5.6, weight=700, order="whole")
        canvas.text(view.line, x, 12.0, room + CLOCK, "label", ink="ink2", least=2.25, foreign=True)
        if view.lost:
            canvas.hatch_frame(Box(MARGIN, 0.8, width, HEAD - 2.4))

    def _draw_cards(self, canvas: Canvas, troubles: Sequence[Trouble], box: Box) -> None:
        across = min(self._cards_across(), len(troubles))
        room = box.h - self._counted(troubles)
        lines = 1 if len(troubles) <= across or room < 2 * CARD * 0.65 else 2
        shown = troubles[: across * lines]
        left_out = len(troubles) - len(shown)
        high = (box.h - (lines - 1) * GAP - (MORE if left_out else 0.0)) / lines
        wide = (box.w - (across - 1) * GAP) / across
        for number, trouble in enumerate(shown):
            row, column = divmod(number, across)
            place = Box(box.x + column * (wide + GAP), box.y + row * (high + GAP), wide, high)
            _draw_card(canvas, trouble, place)
        if left_out:
            words = tr("+{n} more incidents that players notice", n=str(left_out))
            canvas.text(words, box.x, box.y + box.h - 1.2, box.w, "label", ink="ink2", weight=600)
            canvas.spot("more", Box(box.x, box.y + box.h - 3.0, box.w, 3.2), words)

    def _draw_tiles(self, canvas: Canvas, view: SupportView, box: Box) -> None:
        across = self._across(TILE_WIDE)
        fitting = max(1, int((box.h + 1.4) / (TILE_LEAST + 1.4)))
        rows = min(fitting, max(1, math.ceil(len(view.services) / across)))
        room = rows * across
        shown, rest = _fitting(view, room)
        high = min(TILE, (box.h + 1.4) / rows - 1.4)
        wide = (box.w - (across - 1) * GAP) / across
        for number, service in enumerate(shown):
            row, column = divmod(number, across)
            _draw_tile(
                canvas, service, Box(box.x + column * (wide + GAP), box.y + row * (high + 1.4), wide, high)
            )
        if rest:
            row, column = divmod(room - 1, across)
            place = Box(box.x + column * (wide + GAP), box.y + row * (high + 1.4), wide, high)
            _draw_rest(canvas, rest, place)


def _fitting(view: SupportView, room: int) -> tuple[Sequence[Service], Sequence[Service]]:
    """Return what is shown and what is counted; where not all have room, what deviates stands first."""
    if len(view.services) <= room:
        return view.services, ()
    return view.ranked[: room - 1], view.ranked[room - 1 :]


def _draw_rest(canvas: Canvas, rest: Sequence[Service], box: Box) -> None:
    """Paint how many more there are, and how many of them are not right."""
    bad = sum(each.state is not State.OK for each in rest)
    planned = sum(each.planned for each in rest)
    number = tr("+{n} more", n=f"{len(rest):,}")
    words: tuple[str, ...] = (tr("All of them work"),)
    if bad:
        told = f"{bad:,}"
        words = tr("{n} do not work or are not known", n=told), tr("{n} are not right", n=told)
    elif planned:
        words = (tr("{n} in planned work", n=f"{planned:,}"),)
    canvas.panel(box, canvas.palette.surface)
    middle, half = box.y + box.h / 2, min(2.2, box.h * 0.24)
    canvas.text(number, box.x + 3, middle - half, box.w - 4, "body", weight=600, least=2.25)
    canvas.text(words, box.x + 3, middle + half, box.w - 4, "label", ink="ink2", least=2.25)
    canvas.spot("checks", box, f"{number}, {words[0]}")


def _draw_card(canvas: Canvas, trouble: Trouble, box: Box) -> None:
    x, y, width, high = box
    canvas.panel(box, canvas.palette.surface)
    canvas.rail(x, y, high, canvas.palette.named(_rail(trouble)))
    tight = high < ROOMY
    top = y + (4.4 if tight else 7.0)
    canvas.glyph(trouble.sign, x + 7.6, top, 6.0)
    inner, room = x + 13.0, width - 15.0
    canvas.text(trouble.title, inner, top, room, "card_title", least=3.0, foreign=True)
    line = top + (5.6 if tight else 6.4)
    lines = 1 if tight else 2
    text = trouble.line
    canvas.text(text, inner, line, room, "body", ink="ink2", least=2.25, lines=lines, foreign=True, down=True)
    canvas.spot(f"incident:{trouble.id}", Box(x + 1.2, y + 0.6, width - 1.8, line + 2 - y), trouble.title)
    tell = line + (2.8 if tight else 6.4)
    foot = y + high - (3.6 if tight else 5.0)
    _draw_tell(canvas, trouble, Box(inner, tell, room, foot - 3.2 - tell), size=2.5 if tight else 3.0)
    canvas.picture("person", inner + 1.6, foot, 4.0, canvas.palette.ink3)
    canvas.text(trouble.known, inner + 5.4, foot, room - 5.4, "label", ink="ink2", least=2.25, foreign=True)


def _draw_tell(canvas: Canvas, trouble: Trouble, box: Box, *, size: float) -> None:
    """Paint what may be said, with its button."""
    x, y, width, high = box
    canvas.panel(box, canvas.palette.raised)
    button = Box(x + width - 17.0, y + 1.2, 15.0, 4.6)
    canvas.text(
        tr("What to tell the player"),
        x + 2.4,
        y + 3.5,
        width - 22.0,
        "label",
        ink="ink3",
        weight=600,
        least=2.25,
    )
    canvas.frame(button, canvas.palette.ink3, 0.125, 0.5)
    middle = button.y + button.h / 2
    canvas.text(tr("Copy"), button.x, middle, button.w, "label", weight=600, align="centre", least=2.25)
    canvas.spot(f"copy:{trouble.id}", button, tr("Copy what to tell the player: {words}", words=trouble.tell))
    lines = 1 + max(0, int((high - TOLD - size / 2) / (LINE_PITCH * size)))
    canvas.text(
        trouble.tell,
        x + 2.4,
        y + TOLD,
        width - 4.8,
        "body",
        size=size,
        least=2.25,
        lines=min(4, lines),
        foreign=True,
        down=True,
        order="lines",
    )


def _draw_tile(canvas: Canvas, service: Service, box: Box) -> None:
    x, y, width, high = box
    loud = service.state in _TINT and not service.sign.taken
    canvas.panel(box, canvas.palette.named(_TINT[service.state] if loud else "surface"))
    if service.state in _RAIL:
        canvas.rail(x, y, high, canvas.palette.named(_RAIL[service.state]))
    middle = y + high / 2
    canvas.glyph(service.sign, x + 6.0, middle, min(5.4, high * 0.6))
    inner = x + 11.0
    half = min(2.2, high * 0.24)
    room = width - 12.4
    canvas.text(service.name, inner, middle - half, room, "body", weight=600, least=2.25, foreign=True)
    ink = "ink1" if loud else "ink2"
    used = canvas.text(service.word, inner, middle + half, room, "label", ink=ink, least=2.25)
    if used + 2.0 + canvas.measure(service.since, 2.5, 500) <= room:
        canvas.text(service.since, inner, middle + half, room, "label", ink="ink2", align="right")
    canvas.spot(f"check:{service.id}", box, service.spoken)


def _rail(trouble: Trouble) -> str:
    return {"warning": "warning", "unknown": "unknown"}.get(trouble.sign.glyph.value, "critical")
