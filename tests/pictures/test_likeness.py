"""The comparison of pictures can fail: each fault that matters, planted into a kept picture, is found."""

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPixmap
from pytestqt.qtbot import QtBot

from tests.pictures.cases import Case
from tests.pictures.likeness import LIMIT, SHADE, difference, keep, read, reduced, shade
from tests.pictures.studio import REFERENCES
from tests.pictures.walls import drawn
from tests.widgets.boards import SAMPLES
from widgets.look import Look
from widgets.palette import palette
from widgets.wall import Wall


def painted(qtbot: QtBot) -> Wall:
    """Return the bad day on a wall."""
    wall = Wall("dark")
    qtbot.addWidget(wall)
    wall.resize(1920, 1080)
    shown = SAMPLES["bad-day"]()
    wall.add_points(shown.points)
    wall.show_board(shown.board, shown.age, shown.lost)
    return wall


def seen(wall: Wall) -> QImage:
    """Return a picture as it is compared."""
    return reduced(wall.grab().toImage())


def apart(picture: QImage) -> float:
    """Return how far a picture is from what was kept of the bad day."""
    return float(difference(read(REFERENCES / f"{Case('bad-day').name}.webp"), picture).max())


def moved(picture: QImage, area: QRect, by: QPoint) -> QImage:
    """Return a picture in which an area stands elsewhere."""
    made, part = picture.copy(), picture.copy(area)
    painter = QPainter(made)
    painter.fillRect(area, QColor(picture.pixel(area.topLeft())))
    painter.drawImage(area.topLeft() + by, part)
    painter.end()
    return made


def test_the_same_is_the_same(qtbot: QtBot, tmp_path: Path) -> None:
    """What nobody changed is far below the limit, also after it was written and read."""
    picture = seen(painted(qtbot))
    assert apart(picture) < LIMIT / 2
    assert keep(picture, tmp_path / "x.webp")
    assert difference(picture, read(tmp_path / "x.webp")).max() <= 4
    assert not keep(picture, tmp_path / "x.webp")


@pytest.mark.parametrize("by", [QPoint(0, 12), QPoint(24, 0)], ids=["a line lower", "to the right"])
def test_moved_text_is_found(qtbot: QtBot, by: QPoint) -> None:
    """A headline that stands one and a half u elsewhere is a difference."""
    picture = painted(qtbot).grab().toImage()
    assert apart(reduced(moved(picture, QRect(112, 8, 690, 56), by))) > LIMIT


def test_names_that_are_gone_are_found(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names of checks that are not written any more are a difference, small as they are."""
    monkeypatch.setattr("widgets.raster.QPainter.drawText", lambda *_: None)
    assert apart(seen(painted(qtbot))) > LIMIT


@pytest.mark.parametrize(
    ("state", "other"), [("critical", "warning"), ("unknown", "ok"), ("warning", "unknown")]
)
def test_another_colour_of_a_state_is_found(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, state: str, other: str
) -> None:
    """A state that is drawn in the colour of another one is a difference."""
    swapped = replace(palette("dark"), **{state: palette("dark").named(other)})
    monkeypatch.setattr("widgets.look.palette", lambda _name: swapped)
    assert apart(seen(painted(qtbot))) > LIMIT


@pytest.mark.parametrize("case", [Case("stale", page="charts"), Case("stale"), Case("blind")], ids=str)
def test_missing_hatching_is_found(qapp: object, monkeypatch: pytest.MonkeyPatch, case: Case) -> None:  # noqa: ARG001 - walls need it
    """What is not proved and not hatched is a difference."""
    hatch = Look.hatch

    def none(look: Look, u: float, dpr: float = 1.0, colour: QColor | None = None) -> QPixmap:
        tile = QPixmap(hatch(look, u, dpr, colour))
        tile.fill(Qt.GlobalColor.transparent)
        return tile

    kept = read(REFERENCES / f"{case.reference}.webp")
    assert shade(kept, reduced(next(drawn([case])).picture)) <= SHADE
    monkeypatch.setattr(Look, "hatch", none)
    assert shade(kept, reduced(next(drawn([case])).picture)) > SHADE
