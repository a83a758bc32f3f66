"""A strip shows what was measured: silence is hatched, failure is not silence."""

from collections.abc import Callable

import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from pytestqt.qtbot import QtBot

from widgets.canvas import Box, Canvas
from widgets.look import Look
from widgets.pace import Pace
from widgets.strip import Strip, fitting_span
from widgets.strip_item import Shown
from widgets.strip_paint import Frame, StripStyle
from widgets.track import Track

NOW = 10_000.0
WIDE, HIGH = 60.0, 10.0
Paint = Callable[[Track, StripStyle], QImage]


@pytest.fixture
def paint(qtbot: QtBot) -> Paint:  # noqa: ARG001 - needs Qt
    look = Look("dark")

    def painted(track: Track, style: StripStyle) -> QImage:
        image = QImage(int(WIDE * 8), int(HIGH * 8), QImage.Format.Format_RGB32)
        image.fill(look.palette.surface)
        painter = QPainter(image)
        Strip().paint(Canvas(painter, look, 8.0), Box(0, 0, WIDE, HIGH), track, NOW, style)
        painter.end()
        return image

    return painted


def past(seconds: float = 900.0, until: float = NOW) -> Track:
    track = Track()
    at = NOW - seconds
    while at <= until:
        track.add(at, 0.05 + 0.01 * (at % 3), 0.04, 0.08)
        at += 10
    return track


def columns_with(image: QImage, colour: QColor) -> set[int]:
    return {
        x
        for x in range(image.width())
        for y in range(image.height())
        if image.pixelColor(x, y).rgb() == colour.rgb()
    }


def test_silence_is_hatched_and_never_bridged(paint: Paint) -> None:
    """From the last answer to now there is no line, only the hatch."""
    look = Look("dark")
    image = paint(past(until=NOW - 300), StripStyle(base=False))
    lines = columns_with(image, look.palette.trace)
    assert max(lines) < WIDE * 8 * 0.7
    plain = paint(past(), StripStyle(base=False))
    right = range(int(WIDE * 8 * 0.75), int(WIDE * 8 * 0.97))
    assert any(image.pixelColor(x, 4) != look.palette.surface for x in right)
    assert not any(plain.pixelColor(x, 4) != look.palette.surface for x in right)


def test_failing_is_drawn_where_it_leaves_the_scale(paint: Paint) -> None:
    """Answers that fail are proved bad: a line in the state's colour at the top, no hatch."""
    look = Look("dark")
    style = StripStyle(base=False, failing=True, coloured="critical", coloured_from=NOW - 300)
    image = paint(past(until=NOW - 300), style)
    hot = columns_with(image, look.palette.critical)
    assert min(hot) > WIDE * 8 * 0.6
    assert max(hot) > WIDE * 8 * 0.97
    assert image.pixelColor(int(WIDE * 8 * 0.85), int(HIGH * 4)) == look.palette.surface


def test_colour_begins_with_the_deviation(paint: Paint) -> None:
    """The line is grey before the state began, whatever its value was."""
    look = Look("dark")
    style = StripStyle(base=False, coloured="critical", coloured_from=NOW - 200)
    image = paint(past(), style)
    assert min(columns_with(image, look.palette.critical)) > WIDE * 8 * 0.7
    assert min(columns_with(image, look.palette.trace)) < 10


def test_a_limit_is_dashed(paint: Paint) -> None:
    """The limit is seen as a dashed line where the scale is told to hold it."""
    look = Look("dark")
    image = paint(past(), StripStyle(base=False, warning=0.1, hold_limit=True))
    found = columns_with(image, look.palette.quiet)
    assert WIDE * 8 * 0.3 < len(found) < WIDE * 8 * 0.7


def test_nothing_measured_is_nothing_drawn(paint: Paint) -> None:
    """An empty track leaves the ground as it is."""
    image = paint(Track(), StripStyle(base=False))
    blank = QImage(image.size(), image.format())
    blank.fill(Look("dark").palette.surface)
    assert image == blank


def test_a_young_record_fills_its_chart() -> None:
    """While the record is short the span is short; it never exceeds what was asked."""
    track = Track()
    assert fitting_span(track, 1000.0, 900.0) == 900.0
    track.add(1000.0, 1.0)
    assert fitting_span(track, 1060.0, 900.0) == 120.0
    assert fitting_span(track, 1200.0, 900.0) == 300.0
    assert fitting_span(track, 2000.0, 900.0) == 900.0
    assert fitting_span(track, 1060.0, 60.0) == 60.0


def test_strips_of_one_size_move_on_in_turn(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Time moves thirty strips by a column each, and never all of them within one second."""
    look, track, style = Look("dark"), past(), StripStyle(span=3600.0)
    frame = Frame(int(WIDE * 8), int(HIGH * 8), 8.0, look)
    strips = [Strip(number) for number in range(30)]
    moved = []
    for second in range(20):
        shown = Shown((track,), NOW + second / 2, style)
        moved.append(sum(strip.show(frame, shown) is not None for strip in strips))
    assert moved[0] == 30
    assert max(moved[1:]) < 10
    assert sum(moved[1:]) >= 30


def test_a_strip_that_missed_much_waits_for_its_turn(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Where a turn is full it shows what it had and is behind; a second more is never put off."""
    full = Pace(0.0)
    look = Look("dark", pace=full)
    track, style = past(until=NOW + 500), StripStyle(base=False, span=900.0)
    frame = Frame(300, 60, 8.0, look)
    strip = Strip()
    look.pace = Pace()
    strip.show(frame, Shown((track,), NOW, style))
    before = strip.window
    assert before is not None
    look.pace = full
    full.may()  # somebody else had the one piece of work that is always let through
    assert strip.show(frame, Shown((track,), NOW + 300, style)) is None
    assert (strip.behind, strip.window) == (True, before)
    strip.show(frame, Shown((track,), NOW + 6, style))
    assert not strip.behind
    assert strip.window != before
    look.pace = Pace()
    strip.show(frame, Shown((track,), NOW + 300, style))
    assert not strip.behind
    assert strip.window is not None
    assert strip.window[1] >= NOW + 300
