"""A strip that is blitted and drawn on shows what one drawn from scratch does, pixel by pixel."""

import random
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QRect
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from widgets.look import Look
from widgets.scale import Scale
from widgets.strip_item import Shown, StripItem
from widgets.strip_paint import Frame, Mark, StripStyle, content_of
from widgets.track import Track

NOW = 50_000.0
STYLE = StripStyle(
    span=600.0, gap=40.0, warning=0.9, coloured="critical", coloured_from=NOW + 100.0, grid=True
)


@pytest.fixture
def look(qtbot: QtBot) -> Look:  # noqa: ARG001 - needs Qt
    return Look("dark")


def drawn(item: StripItem, frame: Frame, onto: QImage | None = None, area: QRect | None = None) -> QImage:
    """Return the item's picture; with an area only that is painted anew, as the screen does."""
    image = onto if onto is not None else QImage(frame.width, frame.height, QImage.Format.Format_RGB32)
    painter = QPainter(image)
    if area is not None:
        painter.setClipRect(area)
    painter.fillRect(image.rect(), frame.look.palette.surface)
    item.draw(painter)
    painter.end()
    return image


def lively(dice: random.Random, tracks: tuple[Track, ...]) -> Iterator[float]:
    """Yield the seconds of a while in which samples come, fail, pause, and some come late."""
    for second in range(320):
        at = NOW + second
        for number, track in enumerate(tracks):
            if second % (3 + number) == 0 and not 120 < second < 180:
                value = None if dice.random() < 0.05 else 0.4 + 0.3 * dice.random() + 0.1 * number
                track.add(at - (dice.random() * 200 if dice.random() < 0.1 else 0.0), value, 0.35, 0.75)
        if second % 7 == 0:
            yield at


@pytest.mark.parametrize("dpr", [1.0, 1.5, 2.0])
@pytest.mark.parametrize("seed", [1, 2, 3])
def test_what_is_blitted_equals_what_is_drawn_from_scratch(look: Look, dpr: float, seed: int) -> None:
    """At every step of a lively while, and though only the changed area is painted, no pixel differs."""
    dice = random.Random(seed)
    tracks = (Track(), Track(), Track())
    for second in range(0, 400, 10):
        tracks[0].add(NOW - 500 + second, 0.5 + 0.2 * dice.random(), 0.35, 0.75)
    frame = Frame(round(181 * dpr), round(47 * dpr), 8 * dpr, look)
    first = Shown(tracks, NOW, STYLE)
    item = StripItem(frame, first, 0.3)
    screen = drawn(item, frame)
    for at in lively(dice, tracks):
        shown = Shown(tracks, at, STYLE)
        assert item.serves(frame, shown)
        area = item.go_on(shown)
        if area is not None:
            drawn(item, frame, screen, area)
        assert screen == drawn(anew(frame, shown, item.scale), frame), at


def anew(frame: Frame, shown: Shown, scale: Scale) -> StripItem:
    """Return an item drawn from scratch on the scale that the other one has kept."""
    item = StripItem(frame, shown, 0.3)
    item._content = content_of(frame, item._rings, scale, shown.style)
    item._draw_columns(item._ring.left, item._ring.right)
    return item


def test_limits_and_marks_are_layers_over_the_columns(look: Look, monkeypatch: pytest.MonkeyPatch) -> None:
    """Another limit or mark shows at once, and no column is drawn for it."""
    track = Track()
    for second in range(0, 600, 10):
        track.add(NOW - 600 + second, 0.5, 0.4, 0.9)
    frame = Frame(200, 50, 8.0, look)
    item = StripItem(frame, Shown((track,), NOW, StripStyle(span=600.0)), 0.0)
    before = drawn(item, frame)
    monkeypatch.setattr(item, "_draw_columns", lambda *_: pytest.fail("columns were drawn"))
    marked = StripStyle(span=600.0, warning=0.8, marks=(Mark(NOW - 300, "deployed"),))
    assert item.go_on(Shown((track,), NOW, marked)) is not None
    after = drawn(item, frame)
    assert after != before
    assert look.palette.quiet in [after.pixelColor(x, 30) for x in range(frame.width)]


def test_nothing_new_is_nothing_painted(look: Look) -> None:
    """Without a sample nothing is asked of the screen within a column; a sample asks for its end only."""
    track = Track()
    track.add(NOW - 300, 0.5, 0.4, 0.9)
    track.add(NOW - 5, 0.5, 0.4, 0.9)
    frame, style = Frame(204, 50, 8.0, look), StripStyle(span=6000.0, gap=600.0)
    item = StripItem(frame, Shown((track,), NOW, style), 0.0)
    assert item.go_on(Shown((track,), NOW + 1, style)) is None
    track.add(NOW + 1, 0.6, 0.4, 0.9)
    area = item.go_on(Shown((track,), NOW + 1, style))
    assert area is not None
    assert area.left() > 150


def test_a_clock_that_steps_back_or_a_long_sleep_needs_another_item(look: Look) -> None:
    """What cannot be drawn on is told, so that all is read from the track anew."""
    track = Track()
    track.add(NOW, 0.5)
    frame, style = Frame(204, 50, 8.0, look), StripStyle(span=600.0)
    item = StripItem(frame, Shown((track,), NOW, style), 0.0)
    assert not item.serves(frame, Shown((track,), NOW - 7200, style))
    assert not item.serves(frame, Shown((track,), NOW + 7200, style))
    assert not item.serves(frame, Shown((Track(),), NOW, style))
    for second in range(100):
        track.add(NOW + second, 0.5)
    assert not item.serves(frame, Shown((track,), NOW + 10, style))
