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
