"""Work of which only the newest counts: at once where it is little, beside the window where it is much."""

from collections.abc import Callable
from typing import Generic, TypeVar

from PySide6.QtCore import QObject, QTimer

from widgets.loading import BesideAny, Work

T = TypeVar("T")

FEW = 400  # rows that are searched and sorted within a few milliseconds
LOOK = 6  # milliseconds between looks at work under way


class Latest(Generic[T]):
    """Does one work at a time; while one is done the newest wish waits, older ones are given up."""

    def __init__(self, show: Callable[[T], None], beside: BesideAny | None, parent: QObject) -> None:
        self._show = show
        self._beside = beside
        self._job: Work[T] | None = None
        self._next: tuple[Callable[[], T], int] | None = None
        self._timer = QTimer(parent)
        self._timer.timeout.connect(self._look)

    @property
    def busy(self) -> bool:
        """Whether what is shown is not yet what was wished last."""
        return self._job is not None or self._next is not None

    def want(self, work: Callable[[], T], size: int) -> None:
        """Have it done and shown; ``size``: about how many rows it looks at."""
        if self._job is not None:
            self._next = (work, size)
        elif self._beside is None or size <= FEW:
            self._show(work())
        else:
            self._job = self._beside(work)
            self._timer.start(LOOK)

    def _look(self) -> None:
        job = self._job
        if job is None or not job.done():
            return
        self._timer.stop()
        self._job = None
        self._show(job.result())
        coming, self._next = self._next, None
        if coming is not None:
            self.want(*coming)
