"""Loading what only some pages need: beside the window, for it takes some 0.1 to 0.4 s."""

import importlib
from collections.abc import Callable, Sequence
from typing import Protocol, TypeVar

from PySide6.QtCore import QTimer

from widgets.pace import BACK
from widgets.qt_types import NAMED, WHOLE

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

    def __init__(
        self, beside: BesideAny | None = None, *modules: str, first: Callable[[], bool] | None = None
    ) -> None:
        """Make one. ``first``: a piece of what is done here, turn by turn, until it says that all is done."""
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
        if self._first is not None and not self._first():
            QTimer.singleShot(BACK, self._go_on)
        else:
            self._work = self._beside(self._load)

    def _load(self) -> None:
        for module in self._modules:
            importlib.import_module(module)


class Steps:
    """Imports some modules in the window's thread, one a turn: each takes a few milliseconds."""

    def __init__(self, modules: Sequence[str]) -> None:
        self._left = list(modules)
        self._begun = False

    def ready(self) -> bool:
        """Whether all are there."""
        return not self._left

    def begin(self) -> None:
        """Begin, once."""
        if not self._begun:
            self._begun = True
            self._go_on()

    def _go_on(self) -> None:
        if self._left:
            importlib.import_module(self._left.pop(0))
            QTimer.singleShot(BACK, self._go_on)


class Loads:
    """What is loaded when a page needs it first. ``plots`` draw axes; ``numbers`` put many checks together.

    ``pages``: modules that are small, and are loaded soon in any case: files may be others in some months.
    """

    def __init__(self, beside: BesideAny | None = None, *, pages: Sequence[str] = ()) -> None:
        self.pages = Steps(pages)
        self.plots = Loading(beside, "widgets.plot", first=WHOLE.go_on)
        self.numbers = Loading(beside, *NUMBERS, first=NAMED.go_on)
        self.spares = beside is not None  # nobody waits for what is loaded before it is needed

    def begin(self, *, sparing: bool = False) -> None:
        """Load all before it is needed; ``sparing``: only what takes little memory."""
        self.pages.begin()
        if not sparing:
            self.numbers.begin()
            self.plots.begin()
