"""Opening the command palette, and doing what is chosen in it."""

from collections.abc import Callable

from PySide6.QtCore import QObject

from app.shell.desk.bars import Standing, away, why_not
from app.shell.desk.command_palette import CommandPalette
from app.shell.desk.offers import Known
from app.shell.options import Options
from app.shell.window.keys import KEYS, Act
from app.shell.window.keys_overlay import page_title
from app.shell.window.main_window import MainWindow, dialog_parent
from app.shell.window.place import Place
from app.shell.wishes import Wishes
from widgets.commands.offer import Kind, Offer


class Commands(QObject):
    """Joins the palette to the window and to wishes; ``open_desk`` shows a page of the desk."""

    def __init__(
        self,
        wishes: Wishes,
        window: MainWindow,
        place: Place,
        options: Options,
        *,
        run: Callable[[Act], None],
        open_desk: Callable[[str], None],
    ) -> None:
        super().__init__(window)
        self._wishes, self._window, self._place = wishes, window, place
        self._options, self._run, self._open_desk = options, run, open_desk

    def open(self) -> None:
        """Open the palette."""
        palette = CommandPalette(self.known, self._window.theme, dialog_parent(self._window))
        palette.chosen.connect(self._do)
        palette.chart_chosen.connect(lambda offer: self._wishes.charts.open(str(offer.what)))
        self._wishes.show(palette)

    def known(self) -> Known:
        """Return what is known now."""
        wishes, options = self._wishes, self._options
        standing = Standing(
            board=wishes.board,
            connected=wishes.bridge.connected,
            who=wishes.who,
            filling=self._place.filling,
            turns=self._window.turner is not None,
        )
        demo = options.demo_control is not None
        return Known(
            keys=[key for key in KEYS if demo or key.act is not Act.FAULTS],
            pages=page_titles(self._window),
            board=wishes.board,
            now=options.clock.now(),
            why_not=lambda act: why_not(act, standing),
            away=away(standing),
            lost=not wishes.bridge.connected,
        )

    def _do(self, offer: Offer) -> None:
        match offer.kind, offer.what:
            case Kind.ACT, Act() as act:
                self._run(act)
            case Kind.PAGE, int(number):
                self._window.go(number)
            case Kind.DESK, str(page):
                self._open_desk(page)
            case Kind.INCIDENT, str(incident):
                self._wishes.incident(incident)
            case _, str(check):
                self._wishes.detail(check)


def page_titles(window: MainWindow) -> tuple[str, ...]:
    """Return what the pages of a window are called: those of its plan, where it has one."""
    if window.turner is not None:
        return window.turner.titles()
    return tuple(page_title(page) for page in window.wall.pages()) if window.wall is not None else ()
