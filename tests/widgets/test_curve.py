"""A curve that says nothing moves is right, and what it left unread is there when it is needed."""

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QImage, QPainter
from pytestqt.qtbot import QtBot

from widgets.look import Look
from widgets.scale import Scale
from widgets.strip_item import Shown, StripItem
from widgets.strip_paint import Frame, StripStyle, content_of
from widgets.track import Track

NOW = 1_700_000_000.0
WIDE, HIGH = 61, 33


@pytest.fixture
def look(qtbot: QtBot) -> Look:  # noqa: ARG001 - needs Qt
    return Look("dark")


def drawn(item: StripItem, frame: Frame) -> QImage:
    image = QImage(frame.width, frame.height, QImage.Format.Format_RGB32)
    image.fill(frame.look.palette.surface)
    painter = QPainter(image)
    item.draw(painter)
    painter.end()
    return image


def anew(frame: Frame, shown: Shown, scale: Scale) -> StripItem:
    """Return an item drawn from scratch on the scale that the other one has kept."""
    item = StripItem(frame, shown, 0.3)
    item._content = content_of(frame, item._rings, scale, shown.style)
    item._draw_columns(item._ring.left, item._ring.right)
    return item


class History:
    """Samples of some tracks as chance has them: steady ones, gaps, late ones, other bands, none at all."""

    def __init__(self, seed: int, tracks: tuple[Track, ...], every: int = 1) -> None:
        self._every = every  # seconds
        self._dice = random.Random(seed)
        self._tracks = tracks
        self._failing = [0] * len(tracks)
        self._level = [0.5 + 0.1 * number for number in range(len(tracks))]
        self.band = (0.35, 0.75)

    def second(self, at: float) -> None:
        """Let a second pass."""
        dice = self._dice
        if dice.random() < 0.01:
            self.band = (0.3 + 0.1 * dice.random(), 0.75)
        for number, track in enumerate(self._tracks):
            if self._failing[number]:
                self._failing[number] -= 1
            elif dice.random() < 0.01:
                self._failing[number] = dice.randrange(20)
            if dice.random() < 0.05:
                self._level[number] += 0.2 * (dice.random() - 0.5)
            if dice.random() < 0.1 or (round(at) + number) % self._every:
                continue
            value = None if self._failing[number] else self._level[number] + 0.004 * dice.random()
            if value is not None and dice.random() < 0.01:
                value = dice.choice([float("nan"), float("inf"), 0.0, 5.0])
            late = dice.random() * 90 if dice.random() < 0.02 else 0.0
            track.add(at - late, value, *(self.band if number == 0 else ()))


@pytest.mark.parametrize("bucket", [1.0, 5.0])
@pytest.mark.parametrize("logarithmic", [False, True])
@pytest.mark.parametrize("seed", range(2))
def test_what_rests_is_what_would_be_drawn(look: Look, seed: int, logarithmic: bool, bucket: float) -> None:
    """Whatever comes: an item that is left alone while it rests shows what one drawn from scratch shows."""
    tracks = (Track(bucket), Track(bucket), Track(bucket))
    history, frame = History(seed, tracks), Frame(WIDE, HIGH, 8.0, look)
    style = StripStyle(span=300.0, gap=12.0, warning=2.0, spread=logarithmic, decades=logarithmic, grid=True)
    for second in range(200):
        history.second(NOW - 200 + second)
    item = StripItem(frame, Shown(tracks, NOW, style), 0.3)
    seen, rested = drawn(item, frame), 0
    for second in range(300):
        at = NOW + 1 + second
        history.second(at)
        shown = Shown(tracks, at, style)
        if item.rests(at):
            rested += 1
        else:
            assert item.serves(frame, shown)
            if item.go_on(shown) is not None:
                seen = drawn(item, frame)
        if second % 4 == 0:
            assert seen == drawn(anew(frame, shown, item.scale), frame), second
    assert rested > 30


@pytest.mark.parametrize("seed", range(3))
def test_a_way_over_several_columns_is_drawn_anew(look: Look, seed: int) -> None:
    """Where samples are rarer than columns the way to the newest hangs on its number, not only on its row."""
    tracks, dice = (Track(1.0), Track(1.0)), random.Random(seed)
    history, frame = History(seed, tracks, every=7), Frame(3 * WIDE, HIGH, 8.0, look)
    style = StripStyle(span=360.0, gap=60.0, grid=True)
    for second in range(300):
        history.second(NOW - 300 + second)
    item = StripItem(frame, Shown(tracks, NOW, style), 0.3)
    seen = drawn(item, frame)
    for second in range(200):
        at = NOW + 1 + second
        history.second(at)
        if dice.random() < 0.3 and tracks[0].last is not None:  # another number in what is the newest bucket
            tracks[0].add(tracks[0].last_at, tracks[0].last + 0.02 * (dice.random() - 0.5), *history.band)
        shown = Shown(tracks, at, style)
        if not item.rests(at) and item.go_on(shown) is not None:
            seen = drawn(item, frame)
        assert seen == drawn(anew(frame, shown, item.scale), frame), second


def test_another_scale_shows_what_was_left_unread(look: Look) -> None:
    """Samples that moved no pixel on the former scale are read before all is drawn on another."""
    tracks = (Track(), Track())
    for second in range(300):
        for track in tracks:
            track.add(NOW - 300 + second, 0.5 + 0.02 * (second % 5))
    frame, style = (
        Frame(WIDE, 4 * HIGH, 8.0, look),
        StripStyle(span=300.0, gap=100.0, warning=40.0, hold_limit=True),
    )
    item = StripItem(frame, Shown(tracks, NOW, style), 0.3)
    item.go_on(Shown(tracks, NOW, style))
    for second in (1, 2):
        tracks[0].add(NOW + second, 0.58)
        tracks[1].add(NOW + second, 0.58)
        item.go_on(Shown(tracks, NOW + second, style))
    for track in tracks:
        track.add(NOW + 3, 0.52)
    assert item.rests(NOW + 3)
    shown = Shown(tracks, NOW + 3, replace(style, warning=0.7))
    item.go_on(shown)
    assert drawn(item, frame) == drawn(anew(frame, shown, item.scale), frame)


def steady(look: Look, style: StripStyle) -> tuple[StripItem, Track]:
    """Return an item of a track with the same value each five seconds, all of it read and drawn."""
    track = Track()
    for second in range(0, 300, 5):
        track.add(NOW - 300 + second, 0.5)
    shown = Shown((track,), NOW, style)
    item = StripItem(Frame(64, 33, 8.0, look), shown, 0.0)
    item.go_on(shown)
    return item, track


def test_a_clock_that_goes_back_and_time_that_moves_a_column_are_no_rest(look: Look) -> None:
    """Without any sample an item rests until the next column, not before it was last shown."""
    item, _ = steady(look, StripStyle(span=600.0, gap=1000.0))
    assert item.rests(NOW)
    assert not item.rests(NOW - 1)
    assert not item.rests(NOW + 11)


def test_silence_that_begins_is_no_rest(look: Look) -> None:
    """The moment from which the gap is hatched is not slept through."""
    style = StripStyle(span=60_000.0, gap=30.0)
    item, track = steady(look, style)
    for second in range(20):
        track.add(NOW + second, 0.5)
        if not item.rests(NOW + second):
            item.go_on(Shown((track,), NOW + second, style))
    assert item.rests(NOW + 40)
    assert not item.rests(NOW + 60)
    assert item.go_on(Shown((track,), NOW + 60, style)) is not None
