"""Values of charts as text and tables, and pictures of them, written beside the window."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.files.whole import write_whole
from app.model import phases as kept_phases
from app.model.message import Point
from app.model.metric import RESPONSE_TIME
from app.model.probe import Phase
from app.model.quantity import Unit, quantity
from widgets.tables.texting import harmless
from widgets.time_marks import iso_words
from widgets.tr import tr

HEAD = ("time", "seconds", "check", "series", "unit", "value", "low", "high", "low_and_high_are")


def table(
    points: Sequence[Point], units: Mapping[str, Unit], *, rolled: bool, phases: Iterable[Point] = ()
) -> str:
    """Return points as a table in CSV (RFC 4180), numbers in base units; a gap has no value.

    ``phases``: points of the history, of one check; each phase is a column of seconds beside the response
    times of the runs whose phases are kept. A run whose response time is not among the points has a row
    without one.
    """
    runs = {_time(at): parts for at, parts in kept_phases.runs(phases).items()}
    names = dict.fromkeys(phase.name for parts in runs.values() for phase in parts)
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow((*HEAD, *(f"phase_{harmless(name)}" for name in names)))
    meaning = "extremes" if rolled else "usual"
    for point in _with_runs(points, runs):
        unit = units.get(point.series, Unit.NONE).value
        low, high = _number(point.low), _number(point.high)
        row = (iso_words(point.at), _time(point.at), harmless(point.check), harmless(point.series), unit)
        told = runs.get(_time(point.at), ()) if point.series == RESPONSE_TIME.name else ()
        spent = {phase.name: phase.seconds for phase in told}
        numbers = (_number(point.value), low, high, meaning if low or high else "")
        writer.writerow((*row, *numbers, *(_number(spent.get(name)) for name in names)))
    return out.getvalue()


def _with_runs(known: Sequence[Point], runs: Mapping[str, Sequence[Phase]]) -> Sequence[Point]:
    """Return points with one that has no value for each run that is not among them, all in their order."""
    if not known:
        return known
    there = {_time(point.at) for point in known if point.series == RESPONSE_TIME.name}
    check, series = known[0].check, RESPONSE_TIME.name
    added = [Point(check=check, series=series, at=float(at), value=None) for at in runs if at not in there]
    return sorted([*known, *added], key=lambda point: point.at) if added else known


def plain(title: str, sentences: Iterable[str], points: Iterable[Point], units: Mapping[str, Unit]) -> str:
    """Return points as lines for people, after what is to be said of all of them."""
    lines = [title, *sentences, ""]
    for point in points:
        value = (
            tr("no value")
            if point.value is None
            else quantity(point.value, units.get(point.series, Unit.NONE))
        )
        lines.append(f"{iso_words(point.at)}\t{point.series}\t{value}")
    return "\n".join(lines) + "\n"


def write_text(text: str, path: Path) -> str:
    """Write a text beside its place and rename it; returns why not, or an empty text."""
    try:
        write_whole(path, text.encode())
    except OSError as error:
        return f"{path}: {error.strerror}"
    return ""


def ask_place(
    parent: QWidget, title: str, name: str, suffix: str, chosen: Callable[[Path], None]
) -> QFileDialog:
    """Ask where to save, without waiting for it; the dialog itself asks before a file is replaced."""
    dialog = QFileDialog(parent, title)
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix(suffix)
    dialog.setNameFilter(f"*.{suffix}")
    dialog.selectFile(f"{_file_name(name)}.{suffix}")
    dialog.fileSelected.connect(lambda path: chosen(Path(path)))
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog


def _time(at: float) -> str:
    return f"{at:.3f}"


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _file_name(text: str) -> str:
    """Return a name without what file systems do not like."""
    kept = "".join(each if each.isalnum() or each in "-_." else "-" for each in text)
    return kept.strip("-.")[:80] or "chart"
