"""The foot of every page: the age of the data, whether the engine is heard, where the rotation stands."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.quantity import age
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.painted import Painted
from widgets.tr import tr
from widgets.views.scene import Scene

LINE = 3.0
NARROW = 200.0  # under this width the rotation has a line of its own
MIDDLE = 1.4
MARK, GAP, THICK = 4.0, 0.7, 0.6  # a page's mark: width, gap and height; it narrows where pages are many
MARKS = 60.0  # most that the marks take


def height(wide: float) -> float:
    """Return the height of the foot of a wall of this width, in u."""
    return LINE if wide >= NARROW else 2 * LINE


class FootView(NamedTuple):
    """What is known of the data, in words."""

    line: str = ""
    lost: bool = False


class RoundView(NamedTuple):
    """Where the rotation stands; ``share``: of the page's time that is over. No page: there is none."""

    pages: int = 0
    page: int = 0
    share: float = 0.0
    title: str = ""
    note: str = ""  # held, paused, an alarm
    alarms: frozenset[int] = frozenset()


def foot_view(scene: Scene, *, lost: bool, note: str = "") -> FootView:
    """Return connection, age of the newest result, the time within which every check had one, a note."""
    view = _data_view(scene, lost=lost)
    return view._replace(line=f"{view.line} · {note}") if note else view


def _data_view(scene: Scene, *, lost: bool) -> FootView:
    views = [view for view in scene.views if view.enabled]
    ages = [scene.now.seconds_since(view.last) for view in views if view.last is not None]
    link = tr("Not connected") if lost else tr("Connected")
    newest = tr("newest result {age} ago", age=age(min(ages))) if ages else tr("no result yet")
    waiting = len(views) - len(ages)
    if not ages:
        return FootView(f"{link} · {newest}", lost)
    if waiting:
        cycle = (
            tr("1 check has no result yet")
            if waiting == 1
            else tr("{n} checks have no result yet", n=str(waiting))
        )
    else:
        cycle = tr("all checked within {age}", age=age(max(ages)))
    return FootView(f"{link} · {newest} · {cycle}", lost)


class FootLine(Painted):
    """Paints both; the round is told with each second."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view = FootView()
        self._round = RoundView()
        self.setAccessibleName(tr("Age of the data"))

    def show_foot(self, view: FootView) -> None:
        """Show other words."""
        if view != self._view:
            self._view = view
            self._tell()
            self.renew()

    def show_round(self, view: RoundView) -> None:
        """Show another state of the rotation; only the marks are painted again while the rest is the same."""
        before, self._round = self._round, view
        if before._replace(share=0.0) != view._replace(share=0.0):
            self._tell()
            self.renew()
        elif before != view:
            self.update()

    def draw(self, canvas: Canvas) -> None:
        """Write the words; the marks have their place at the right."""
        turned = self._round
        right = self.wide()
        if turned.pages > 1:
            right -= self._marks()[0] + 2.0
        words = " · ".join(text for text in (turned.title, turned.note) if text)
        most, middle = min(90.0, right), self._turning()
        both = canvas.measure(words, 2.25, 500) + canvas.measure(self._view.line, 2.25, 500)
        if turned.pages < 2 and both + 6.0 < right:
            middle = MIDDLE  # one page turns to no other: it needs no line of its own
        used = canvas.text(words, right - most, middle, most, "tick", ink="ink2", align="right", foreign=True)
        room = right - used - 3.0 if middle == MIDDLE else self.wide()
        ink = "ink1" if self._view.lost else "ink3"
        canvas.text(self._view.line, 0, MIDDLE, room, "tick", ink=ink, foreign=True)

    def draw_live(self, canvas: Canvas) -> None:
        """Paint one mark a page: those in alarm in its colour, the present one filled as its time goes by."""
        turned = self._round
        if turned.pages < 2:
            return
        total, mark = self._marks()
        middle = self._turning()
        colours = canvas.palette
        x = self.wide() - total
        for page in range(turned.pages):
            alarm = page in turned.alarms
            ground = colours.critical if alarm else colours.hairline
            canvas.fill(Box(x, middle - THICK / 2, mark, THICK), ground)
            if page == turned.page:
                done = mark * max(0.08, turned.share)
                canvas.fill(Box(x, middle - THICK, done, 2 * THICK), colours.ink2)
            x += mark + GAP

    def _turning(self) -> float:
        """Return the middle of the line that tells of the rotation."""
        return MIDDLE if self.high() < 1.5 * LINE else MIDDLE + LINE

    def _marks(self) -> tuple[float, float]:
        """Return the width of all marks with their gaps, and of one."""
        pages = self._round.pages
        mark = min(MARK, (MARKS + GAP) / pages - GAP)
        return pages * (mark + GAP) - GAP, mark

    def _tell(self) -> None:
        turned = self._round
        told = [self._view.line, turned.title, turned.note]
        if turned.pages > 1:
            told.append(tr("Page {n} of {all}", n=str(turned.page + 1), all=str(turned.pages)))
        self.setAccessibleDescription(". ".join(text for text in told if text))
