"""Where the read-out of a chart goes by keys."""

from collections.abc import Iterator

from widgets.track import Column
from widgets.zoom.chart import ZoomView


def stepped(view: ZoomView, at: float | None, steps: int) -> float | None:
    """Return the wall time so many columns later; from nowhere it begins at the newest value.

    A step is the grain of the chart and ends on a value that lies there, so what was silent is stood on, too.
    None: nothing is seen at all.
    """
    window = view.window
    if at is None or not window.start <= at <= window.end:
        return newest(view)
    wished = min(window.end, max(window.start, at + steps * view.grain))
    near = _columns(view, wished - view.grain / 2, wished + view.grain / 2)
    found = min(near, key=lambda column: abs(column.at - wished), default=None)
    return wished if found is None else found.at


def oldest(view: ZoomView) -> float | None:
    """Return the wall time of the first value that is seen."""
    found = next(_columns(view, view.window.start, view.window.end), None)
    return None if found is None else found.at


def newest(view: ZoomView) -> float | None:
    """Return the wall time of the last value that is seen."""
    found = None
    for column in _columns(view, view.window.start, view.window.end):
        found = column.at
    return found


def _columns(view: ZoomView, start: float, end: float) -> Iterator[Column]:
    """Yield what the first curve holds between two times and within the span."""
    window, track = view.window, view.curves[0].track
    for column in track.between(start, end):
        if window.start <= column.at <= window.end:
            yield column
