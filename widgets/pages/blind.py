"""The blind page: this monitor cannot see, so nothing on the wall is proved."""

from typing import NamedTuple

from PySide6.QtWidgets import QWidget

from app.model.board import CheckView, Glyph
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.own import SIGHT
from app.model.target import ElementClass
from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.pages.page import Page
from widgets.painted import Painted
from widgets.sign import Sign
from widgets.tr import tr, tr_phrase
from widgets.tracks import Tracks
from widgets.views.scene import Scene
from widgets.views.words import clock_time, since_words

PLATE = (12.0, 17.0, 216.0, 100.0)
MOST = 5


class BlindView(NamedTuple):
    """The page; ``targets`` are (name, outcome) of what should have answered."""

    line: str
    targets: tuple[tuple[str, str], ...]
    told: str
    time: str


def blind_view(scene: Scene) -> BlindView:
    """Return the page of a scene."""
    summary = scene.board.summary
    alarm = _alarm(scene)
    since = alarm.began if alarm is not None else summary.newest
    line = tr_phrase(summary.line)
    if since is not None:
        words = {
            "time": clock_time(since.wall, seconds=True),
            "age": since_words(since, scene.now),
        }
        if summary.counts.unknown < summary.counts.total:  # services on this machine are seen all the same
            line = tr("Nothing beyond this machine is proved since {time}, {age} ago", **words)
        else:
            line = tr("Nothing on this wall is proved since {time}, {age} ago", **words)
    network = scene.by_class[ElementClass.NETWORK] or scene.views
    return BlindView(
        line=line,
        targets=tuple((view.name, _outcome(view, scene.now)) for view in network[:MOST]),
        told=_told(scene),
        time=clock_time(scene.now.wall, seconds=True),
    )


def _alarm(scene: Scene) -> Incident | None:
    return next((each for each in scene.board.incidents if SIGHT in each.alerts), None)


def _told(scene: Scene) -> str:
    """Return what has become of the checks and of the alarm, and what is silent."""
    number = scene.board.summary.counts.unknown
    many = tr("So {n} checks are unknown, not down.", n=str(number))
    unknown = tr("So 1 check is unknown, not down.") if number == 1 else many
    alarm = _alarm(scene)
    if alarm is None:
        return unknown
    return f"{unknown} {tr('One alarm was told.')} {tr_phrase(alarm.cause)}."


def _outcome(view: CheckView, now: Moment) -> str:
    if view.last is None:
        return tr("not asked yet")
    words = {"age": since_words(view.last, now)}
    return tr("not proved, asked {age} ago", **words) if view.error else tr("last answer {age} ago", **words)


class BlindPlate(Painted):
    """Paints the hatch ground and one plate; nothing on it is red."""

    def __init__(self, look: Look, parent: QWidget | None = None) -> None:
        super().__init__(look, parent)
        self._view: BlindView | None = None
        self.setAccessibleName(tr("This monitor is blind"))

    def show_blind(self, view: BlindView) -> None:
        """Show the page."""
        if view != self._view:
            self._view = view
            self.setAccessibleDescription(f"{view.line}. {view.told}")
            self.renew()

    def draw(self, canvas: Canvas) -> None:
        """Paint everything."""
        canvas.fill(Box(0, 0, self.wide(), self.high()), canvas.palette.tint_unknown)
        canvas.hatched(Box(0, 0, self.wide(), self.high()))
        x, y, width, height = PLATE
        x += (self.wide() - 240) / 2
        y += (self.high() - 135) / 2
        canvas.panel(Box(x, y, width, height), canvas.palette.surface)
        if self._view is not None:
            self._draw_plate(canvas, self._view, x, y)

    def _draw_plate(self, canvas: Canvas, view: BlindView, x: float, y: float) -> None:
        canvas.glyph(Sign(Glyph.UNKNOWN), x + 34, y + 27, 34)
        canvas.text(tr("This monitor is blind"), x + 56.5, y + 21.5, 150, "hero", least=6.5)
        canvas.text(view.line, x + 56.5, y + 35, 150, "value", ink="ink2", least=4.0, lines=2, weight=500)
        for number, (name, outcome) in enumerate(view.targets):
            middle = y + 53 + number * 6.6
            canvas.glyph(Sign(Glyph.UNKNOWN, taken=True), x + 24, middle, 4.6)
            canvas.text(name, x + 29, middle, 46, "heading", least=2.75, foreign=True)
            canvas.text(outcome, x + 78, middle, 48, "heading", ink="ink2", least=2.75, weight=500)
        canvas.text(
            view.told,
            x + 130,
            y + 53,
            78,
            "heading",
            least=3.0,
            lines=3,
            down=True,
            weight=500,
            order="lines",
        )
        do_now = tr("Do now: check the cable and the switch of this desk, then the site uplink.")
        canvas.text(do_now, x + 130, y + 72, 78, "heading", least=3.0, lines=3, down=True, order="lines")
        canvas.line(x + 22, y + 88.5, x + 210, y + 88.5, canvas.palette.hairline)
        kept = tr("The last proved picture is kept. Press B to see it, hatched.")
        canvas.text(kept, x + 22, y + 93.6, 150, "value_small", ink="ink2", least=3.0, weight=500)
        canvas.text(view.time, x + 160, y + 93.6, 50, "count", align="right")


class BlindPage(Page):
    """Takes the place of every page."""

    covers = says_all = True

    def __init__(self, look: Look, tracks: Tracks, parent: QWidget | None = None) -> None:
        super().__init__(look, tracks, parent)
        self._plate = BlindPlate(look, self)
        self.add(self._plate)

    def show_parts(self, _parts: object, scene: Scene) -> None:
        """Show since when nothing is proved."""
        self._plate.show_blind(blind_view(scene))

    def arrange(self) -> None:
        """Cover everything."""
        self._plate.setGeometry(self.rect())
