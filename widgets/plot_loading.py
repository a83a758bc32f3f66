"""Loading what draws charts with axes: beside the window, for it takes some 0.4 s."""

from collections.abc import Callable
from typing import Protocol, TypeVar

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


class PlotLoading:
    """Loads the plot module once. Without a thread it counts as ready: whoever wants it then waits for it."""

    def __init__(self, beside: BesideAny | None = None) -> None:
        self._beside = beside
        self._work: Work[None] | None = None

    @property
    def may_begin(self) -> bool:
        """Whether there is a thread, and it was not done."""
        return self._beside is not None and self._work is None

    def begin(self) -> None:
        """Begin, where that may be."""
        if self._beside is not None and self._work is None:
            self._work = self._beside(_load)

    def ready(self) -> bool:
        """Whether a plot can be made without waiting."""
        self.begin()
        return self._work is None or self._work.done()


def _load() -> None:
    import widgets.plot  # noqa: F401 - it is loaded, not used
