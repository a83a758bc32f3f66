"""Values of charts as text and tables, and pictures of them, written beside the window."""

import csv
import io
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from app.desktop.whole_file import write_whole
from app.model.message import Point
from app.model.quantity import Unit, quantity
from widgets.tables.texting import harmless
from widgets.time_marks import iso_words
from widgets.tr import tr

HEAD = ("time", "seconds", "check", "series", "unit", "value", "low", "high", "low_and_high_are")


def table(points: Iterable[Point], units: Mapping[str, Unit], *, rolled: bool) -> str:
    """Return points as a table in CSV (RFC 4180), numbers in base units; a gap has no value."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(HEAD)
    meaning = "extremes" if rolled else "usual"
    for point in points:
        unit = units.get(point.series, Unit.NONE).value
        low, high = _number(point.low), _number(point.high)
        row = (iso_words(point.at), f"{point.at:.3f}", harmless(point.check), harmless(point.series), unit)
        writer.writerow((*row, _number(point.value), low, high, meaning if low or high else ""))
    return out.getvalue()


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


def _number(value: float | None) -> str:
    return "" if value is None else repr(value)


def _file_name(text: str) -> str:
    """Return a name without what file systems do not like."""
    kept = "".join(each if each.isalnum() or each in "-_." else "-" for each in text)
    return kept.strip("-.")[:80] or "chart"
