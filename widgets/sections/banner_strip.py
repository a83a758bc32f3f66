"""A strip under the header: what is wrong with the program itself."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.board import Banner
from app.model.clock import Moment
from app.model.state import State, worst
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.sign import GLYPH_OF_STATE, Sign
from widgets.tr import tr, tr_phrase
from widgets.unit import LEAST, role_weight
from widgets.views.words import since_words

HEIGHT = 5.0
CLOSE = 1.05  # pitch of two lines in it, of their size
_TINT = {State.CRITICAL: "tint_critical", State.UNKNOWN: "tint_unknown"}
_RAIL = {State.CRITICAL: "critical", State.UNKNOWN: "unknown"}


class BannerView(NamedTuple):
    """The worst banner, its age, and how many stand behind it."""

    state: State
    text: str
    age: str
    more: int


def banner_view(banners: tuple[Banner, ...], now: Moment) -> BannerView | None:
    """Return the strip, or None where there is nothing to say."""
    if not banners:
        return None
    state = worst(banner.state for banner in banners)
    first = next(banner for banner in banners if banner.state is state)
    return BannerView(state, tr_phrase(first.text), since_words(first.since, now), len(banners) - 1)


class BannerStrip(Painted):
    """Paints a ``BannerView``."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: BannerView | None = None
        self.setAccessibleName(tr("Program state"))
        self.hide()

    def show_banner(self, view: BannerView | None) -> None:
        """Show the strip or take it away."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(view.text if view else "")
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint ground, rail, glyph, sentence and age."""
        view = self._view
        if view is None:
            return
        ground = canvas.palette.named(_TINT.get(view.state, "tint_warning"))
        canvas.panel(Box(0, 0, self.wide(), HEIGHT), ground, 0.5)
        canvas.rail(0, 0, HEIGHT, canvas.palette.named(_RAIL.get(view.state, "warning")))
        canvas.glyph(Sign(GLYPH_OF_STATE[view.state]), 3.9, HEIGHT / 2, 3.6)
        right = view.age + (" · " + tr("{n} more", n=str(view.more)) if view.more else "")
        used = canvas.text(right, 0, HEIGHT / 2, self.wide() - 2.2, "label", ink="ink2", align="right")
        room = self.wide() - 6.8 - used - 4.4
        if canvas.measure(view.text, LEAST, role_weight("body")) <= room:
            canvas.text(view.text, 6.8, HEIGHT / 2, room, "body", least=LEAST, foreign=True)
            return
        # What is long ends in its remedy: two lines of the least size have twice the room.
        canvas.text(view.text, 6.8, HEIGHT / 2, room, "body", size=LEAST, lines=2, pitch=CLOSE, foreign=True)
