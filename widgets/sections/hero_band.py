"""The band over a page of one provider: what it is called, how it is, what share of it works."""

from PySide6.QtWidgets import QWidget

from app.model.board import Glyph
from app.model.state import State
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sign import Sign
from widgets.views.scorecard import Hero

PAD = 3.0
_TINT = {State.CRITICAL: "tint_critical", State.WARNING: "tint_warning", State.UNKNOWN: "tint_unknown"}
_STATE = {State.CRITICAL: "critical", State.WARNING: "warning", State.UNKNOWN: "unknown"}


class HeroBand(Painted):
    """Paints a ``Hero``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._hero: Hero | None = None

    def show_hero(self, hero: Hero) -> None:
        """Show another line."""
        if hero != self._hero:
            self._hero = hero
            self.setAccessibleName(hero.title)
            self.setAccessibleDescription(hero.spoken)
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint title and state above, the share and the notes below."""
        hero = self._hero
        box = Box(0, 0, self.wide(), self.high())
        tinted = hero is not None and hero.sign is not None and not hero.sign.taken
        ground = _TINT.get(hero.state, "surface") if hero is not None and tinted else "surface"
        canvas.panel(box, canvas.palette.named(ground))
        if hero is None:
            return
        if hero.stale:
            canvas.hatch_frame(box)
        if hero.sign is not None:
            canvas.rail(0, 0, box.h, canvas.palette.named(_STATE.get(hero.state, "unknown")), 1.4)
        room = box.w - 2 * PAD
        top = box.h * 0.28
        x = PAD
        if hero.sign is not None:
            canvas.glyph(hero.sign, x + 3.4, top, 6.4)
            x += 8.6
        elif hero.word:
            proved = hero.state is State.OK and not hero.stale
            canvas.glyph(Sign(Glyph.OK if proved else Glyph.PENDING), x + 2.4, top, 4.0)
            x += 6.4
        end = box.w - PAD
        word = canvas.measure(hero.word, 4.0, 600)
        canvas.text(hero.word, x, top, end - x, "heading", align="right", least=3.0)
        canvas.text(hero.title, x, top, end - x - word - 3, "verdict", least=4.0, foreign=True)
        middle = box.h * 0.7
        dim = "ink3" if hero.stale else "ink1"
        used = canvas.text(hero.value, PAD, middle, room * 0.6, "hero_number", ink=dim, least=6.5)
        left = PAD + used + 2.4
        what = canvas.text(hero.what, left, middle + 1.4, 40, "heading", ink="ink2", least=2.75)
        left += what + 4
        canvas.text(
            hero.notes, left, middle + 1.4, end - left, "body", ink="ink2", align="right", least=2.25, lines=2
        )
