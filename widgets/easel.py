"""Where pictures of the wall are made: at once for some hundred checks, beside the window for thousands."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from widgets.picture import Beside, Job, Parts, Picture, Wish, picture

MANY = 500  # checks above which working out a picture would hold the window for more than a frame
LOOK = 8  # milliseconds between looks at work under way


class Easel(QObject):
    """Makes one picture at a time; while one is made the newest wish waits, older ones are given up."""

    def __init__(self, show: Callable[[Picture], None], beside: Beside | None, parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._beside = beside
        self._job: Job | None = None
        self._next: tuple[Wish, Parts] | None = None
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._look)

    def want(self, wish: Wish, parts: Parts) -> None:
        """Have a picture made and shown."""
        if self._job is not None:
            new = wish.new or (self._next is not None and self._next[0].new)
            self._next = (wish._replace(new=new), parts)
        elif self._beside is None or len(wish.board.checks) <= MANY:
            self._show(picture(wish, parts))
        else:
            self._job = self._beside(partial(picture, wish, parts))
            self._timer.start(LOOK)

    def _look(self) -> None:
        job = self._job
        if job is None or not job.done():
            return
        self._timer.stop()
        self._job = None
        coming, self._next = self._next, None
        self._show(job.result())
        if coming is not None:
            self.want(*coming)
