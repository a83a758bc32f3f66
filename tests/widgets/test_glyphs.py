"""Each state has its own shape; variants differ from the plain sign."""

import itertools

import pytest
from PySide6.QtGui import QColor, QImage
from pytestqt.qtbot import QtBot

from app.model.board import Glyph
from widgets.glyphs import GlyphStore
from widgets.palette import THEMES, ThemeName, palette
from widgets.sign import Sign

ALARMS = (Glyph.WARNING, Glyph.CRITICAL, Glyph.UNKNOWN)


def image(theme: ThemeName, sign: Sign, pixels: int = 48) -> QImage:
    return GlyphStore(theme).pixmap(sign, pixels).toImage().convertToFormat(QImage.Format.Format_ARGB32)


def shape(picture: QImage) -> frozenset[tuple[int, int]]:
    """Return the pixels that are painted at all: the shape without its colours."""
    size = range(picture.width())
    return frozenset((x, y) for x in size for y in size if picture.pixelColor(x, y).alpha() > 127)


@pytest.mark.parametrize("theme", THEMES)
def test_every_state_has_a_shape_of_its_own(qtbot: QtBot, theme: ThemeName) -> None:  # noqa: ARG001 - needs Qt
    """Without any colour the shapes of all states still differ clearly."""
    shapes = {glyph: shape(image(theme, Sign(glyph))) for glyph in Glyph}
    for one, other in itertools.combinations(Glyph, 2):
        assert len(shapes[one] ^ shapes[other]) > 100, (one, other)


@pytest.mark.parametrize("glyph", ALARMS)
def test_taken_is_an_outline(qtbot: QtBot, glyph: Glyph) -> None:  # noqa: ARG001 - needs Qt
    """A taken alarm has far less ink than one that nobody has."""
    assert len(shape(image("dark", Sign(glyph, taken=True)))) < 0.9 * len(shape(image("dark", Sign(glyph))))


@pytest.mark.parametrize("glyph", ALARMS)
def test_a_plate_turns_the_colours_round(qtbot: QtBot, glyph: Glyph) -> None:  # noqa: ARG001 - needs Qt
    """On a plate of its own colour the shape is dark and the mark has the state's colour."""
    plain, turned = (image("dark", Sign(glyph, plate=plate)) for plate in (False, True))
    dark, state = palette("dark").named(f"on_{glyph}"), palette("dark").named(glyph)
    assert _painted_in(plain, state) > _painted_in(plain, dark) > 0
    assert _painted_in(turned, dark) > _painted_in(turned, state) > 0


def _painted_in(picture: QImage, colour: QColor) -> int:
    size = range(picture.width())
    return sum(picture.pixelColor(x, y).rgb() == colour.rgb() for x in size for y in size)


def test_soft_fills_with_each_try(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """A sign that is being checked fills from below."""
    one, two = (shape(image("dark", Sign(Glyph.CRITICAL, soft=n / 3))) for n in (1, 2))
    assert len(one) < len(two) < len(shape(image("dark", Sign(Glyph.CRITICAL))))


def test_pictures_are_made_once(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """The same sign in the same size is the same picture."""
    store = GlyphStore("dark")
    first = store.pixmap(Sign(Glyph.OK), 16)
    assert store.pixmap(Sign(Glyph.OK), 16) is first
