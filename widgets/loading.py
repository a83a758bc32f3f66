"""Loading what only some pages need: beside the window, for it takes some 0.1 to 0.4 s."""

import importlib
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QTimer

from widgets.pace import BACK
from widgets.qt_types import NAMED
from widgets.steps import Steps, imports

NUMBERS = ("widgets.worst", "widgets.sections.field_picture", "widgets.sections.mark_changes")

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


class Work(Protocol[T_co]):
    """Work under way."""

    def done(self) -> bool:
        """Whether it has ended."""
        ...

    def result(self) -> T_co:
        """Return what came of it; raises what it raised."""
        ...


class BesideAny(Protocol):
    """Begins work of any kind in a thread of its own."""

    def __call__(self, work: Callable[[], T], /) -> Work[T]:
        """Begin."""
        ...


class Loading:
    """Loads some modules once. Without a thread they count as ready: whoever wants them then waits for them.

    A fault while loading is raised where they are waited for.
    """

    def __init__(self, beside: BesideAny | None = None, *modules: str, first: Steps | None = None) -> None:
        """Make one. ``first``: what is done in the window's thread before, turn by turn."""
        self._beside = beside
        self._modules = modules
        self._first = first
        self._begun = False
        self._work: Work[None] | None = None
        self._ready = beside is None

    def begin(self) -> None:
        """Begin, where that may be."""
        if self._beside is not None and not self._begun:
            self._begun = True
            self._go_on()

    def ready(self) -> bool:
        """Whether what needs them can be made without waiting; begins to load them where it cannot."""
        if not self._ready:
            self.begin()
            if self._work is not None and self._work.done():
                self._ready = True
                self._work.result()
        return self._ready

    def _go_on(self) -> None:
        assert self._beside is not None
        if self._first is not None and not self._first.go_on():
            QTimer.singleShot(BACK, self._go_on)
        elif self._modules:
            self._work = self._beside(self._load)
        else:
            self._ready = True

    def _load(self) -> None:
        for module in self._modules:
            importlib.import_module(module)


class Loads:
    """What is loaded when a page needs it first. ``plots`` draw axes; ``numbers`` put many checks together.

    ``pages``: modules that are small, and are loaded soon in any case: files may be others in some months.
    """

    def __init__(self, beside: BesideAny | None = None, *, pages: Sequence[str] = ()) -> None:
        self.pages = Loading(beside, first=imports(*pages))
        self.plots = Loading(beside, "widgets.plot", first=NAMED)
        self.numbers = Loading(beside, *NUMBERS, first=NAMED)
        self.spares = beside is not None  # nobody waits for what is loaded before it is needed

    def begin(self, *, sparing: bool = False) -> None:
        """Load all before it is needed; ``sparing``: only what takes little memory."""
        self.pages.begin()
        if not sparing:
            self.numbers.begin()
            self.plots.begin()
