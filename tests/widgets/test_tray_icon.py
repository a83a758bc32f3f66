"""The tray icon is the wall's glyph in every size and on both kinds of panel."""

import itertools

import pytest
from pytestqt.qtbot import QtBot

from app.model.board import Glyph, SoundState, Summary
from widgets.sign import Sign
from widgets.tray_icon import SIZES, dead_icon, icon_picture, tray_icon


@pytest.mark.parametrize("light", [False, True])
@pytest.mark.parametrize("size", SIZES)
def test_states_differ_in_every_size(qtbot: QtBot, size: int, light: bool) -> None:  # noqa: ARG001 - needs Qt
    """No two states give the same picture, taken and untaken among them."""
    signs = [Sign(glyph) for glyph in Glyph] + [Sign(Glyph.CRITICAL, taken=True)]
    pictures = [icon_picture(sign, size, light_panel=light).toImage() for sign in signs]
    assert all(one != other for one, other in itertools.combinations(pictures, 2))


@pytest.mark.parametrize("size", SIZES)
def test_muted_is_seen(qtbot: QtBot, size: int) -> None:  # noqa: ARG001 - needs Qt
    """A muted alarm wears a badge."""
    plain, muted = (icon_picture(Sign(Glyph.CRITICAL), size, muted=m).toImage() for m in (False, True))
    assert plain != muted


def test_a_summary_gives_all_sizes(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """The icon holds each tray size as a pixmap of its own."""
    icon = tray_icon(Summary(glyph=Glyph.WARNING, sound=SoundState.MUTED))
    assert {size.width() for size in icon.availableSizes()} == set(SIZES)
    assert not dead_icon(light_panel=True).isNull()


def test_the_corner_is_clear(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """The ground stays transparent, so that the panel is seen."""
    assert icon_picture(Sign(Glyph.CRITICAL), 64).toImage().pixelColor(0, 0).alpha() == 0


@pytest.mark.parametrize("size", [16, 22, 24])
@pytest.mark.parametrize("taken", [False, True])
def test_edges_and_marks_stand_on_whole_pixels(qtbot: QtBot, size: int, taken: bool) -> None:  # noqa: ARG001 - needs Qt
    """No side of the square is grey, and the bar of a warning is two columns of full colour."""
    square = icon_picture(Sign(Glyph.CRITICAL, taken=taken), size).toImage()
    middle = size // 2
    for at in (0, 1, 2, size - 3, size - 2, size - 1):
        assert square.pixelColor(at, middle).alpha() in (0, 255)
        assert square.pixelColor(middle, at).alpha() in (0, 255)
    triangle = icon_picture(Sign(Glyph.WARNING, taken=taken), size).toImage()
    row = round(size * 0.4) + 1
    left, right, beside = (triangle.pixelColor(x, row) for x in (middle - 1, middle, middle + 2))
    assert left == right
    assert left != beside
