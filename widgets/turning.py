"""Which page of a wall is seen: the former one stands until the next is drawn, in turns of its own."""

from typing import Protocol

from PySide6.QtCore import QCoreApplication, QElapsedTimer, QEvent, QObject, QTimer
from PySide6.QtWidgets import QWidget

from widgets.pace import BACK

LATEST = 400  # milliseconds after which a page is seen though not all of it is drawn


class Showable(Protocol):
    """What can be shown."""

    def setVisible(self, visible: bool) -> None:
        """Show or hide it."""

    def setUpdatesEnabled(self, enable: bool) -> None:
        """Let it be painted, or not."""


def appear(shown: Showable, former: Showable | None = None) -> None:
    """Show something, in place of something else. All that asks for its painting does so before that comes.

    By events that come after the painting Qt would ask once more for what is shown.
    """
    shown.setUpdatesEnabled(False)
    shown.setVisible(True)
    shown.setUpdatesEnabled(True)
    if former is not None:
        former.setVisible(False)
    QCoreApplication.sendPostedEvents(None, QEvent.Type.UpdateLater.value)


def forget(*painted: QObject) -> None:
    """Let what is painted as a whole just now not ask for that once more."""
    for each in painted:
        QCoreApplication.removePostedEvents(each, QEvent.Type.UpdateLater.value)


class Leaf(Showable, Protocol):
    """A page, as far as turning it goes."""

    covers: bool  # the whole wall: then it comes, and goes, at once

    def is_ready(self) -> bool:
        """Whether all that stands still on it is drawn."""
        ...

    def make_ready(self) -> None:
        """Draw of that what this turn allows."""


class Turning(QObject):
    """Shows one page at a time.

    The picture of a page, its drawing and its painting on the screen are work of several turns of the loop:
    at 4K together they would hold the window for two frames.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._seen: Leaf | None = None
        self._coming: Leaf | None = None
        self._before: QWidget | None = None  # what is seen until there is a page
        self._since = QElapsedTimer()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)

    def follow(self, before: QWidget, wall: QWidget) -> None:
        """Let something stand over a wall until the first page is drawn, then go: it would be empty else."""
        before.setParent(wall)
        before.setGeometry(wall.rect())
        before.show()
        before.raise_()
        first, self._seen, self._before = self._seen, None, before
        if first is not None:
            first.setVisible(False)
            self._await(first)

    def open(self, page: Leaf, *, at_once: bool) -> None:
        """Let a page be seen, when its picture has come and is drawn, or at once."""
        if page is self._seen:
            self._coming = None
            self._timer.stop()
        elif at_once or page.covers or (self._before is None if self._seen is None else self._seen.covers):
            self._turn(page)
        elif page is not self._coming:
            self._await(page)

    def drawable(self, page: Leaf) -> None:
        """Know that the picture of a page has come."""
        if page is self._coming:
            self._timer.start(self._back)

    def finish(self) -> None:
        """Let the page that is coming be seen now."""
        if self._coming is not None:
            self._turn(self._coming)

    def forget(self, page: Leaf) -> None:
        """Take note that a page is gone."""
        if page is self._seen:
            self._seen = None
        if page is self._coming:
            self._coming = None
            self._timer.stop()

    def _await(self, page: Leaf) -> None:
        self._coming = page
        self._since.start()
        self._timer.start(LATEST)

    def _go_on(self) -> None:
        page = self._coming
        if page is None:
            return
        if page.is_ready() or self._since.elapsed() > LATEST:
            self._turn(page)
        else:
            page.make_ready()
            self._timer.start(self._back)

    @property
    def _back(self) -> int:
        return BACK if self._before is None else 0  # nothing is whole yet, so turns follow at once

    def _turn(self, page: Leaf) -> None:
        self._timer.stop()
        former, self._seen, self._coming = self._seen, page, None
        appear(page, self._before or former)
        if self._before is not None:
            self._before.deleteLater()
            self._before = None
