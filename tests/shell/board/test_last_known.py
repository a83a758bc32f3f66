"""The last known state is shown as one of the past until an engine speaks."""

import asyncio
import stat
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from msgspec.structs import replace
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from app.model.board import Board, Glyph, Rank
from app.model.clock import Moment
from app.model.phrase import phrase
from app.model.state import State
from app.shell.board.last_known import EACH, Kept, LastKnown, read, write
from app.shell.board.own_banners import OwnBanners
from app.shell.tasks import Tasks
from app.shell.window.main_window import MainWindow
from tests.shell.boards import NOW, board, check
from tests.shell.conftest import Live
from tests.widgets.boards import good_day
from widgets.canvas import Box, Canvas
from widgets.palette import palette

PAST = 180.0  # seconds since it was written
SIZE = (1280, 720)


class Hands:
    """A clock that a test sets; another machine start than that of the board."""

    def __init__(self, wall: float) -> None:
        self.moment = Moment(wall=wall, mono=70.0)

    def now(self) -> Moment:
        return self.moment


class Desk:
    """Something that follows what is recalled."""

    def __init__(self, path: Path | None, wall: float = NOW.wall) -> None:
        self.clock = Hands(wall)
        self.tasks = Tasks()
        self.known = LastKnown(path, self.clock, OwnBanners(self.clock), self.tasks)
        self.shown: list[tuple[Board, float, bool]] = []
        self.known.shown.connect(lambda *told: self.shown.append(told))


@pytest.fixture
def window() -> Iterator[MainWindow]:
    """Give a window that may show walls."""
    made = MainWindow("dark", kiosk=True, demo=False)
    made.resize(*SIZE)
    made.show()
    made.may_show_wall("overview")
    yield made
    made.may_close = True
    made.close()
    made.deleteLater()


def count(image: QImage, colour: str) -> int:
    """Return how many pixels have a colour of the palette."""
    image = image.convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32).reshape(image.height(), image.width())
    return int((pixels == getattr(palette("dark"), colour).rgb()).sum())


def test_a_kept_good_day_is_seen_hatched_and_never_as_good(
    tmp_path: Path, live: Live, window: MainWindow, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A window that starts shows the kept board: no check as good, areas hatched, and how old it is."""
    sample = good_day().board
    write(tmp_path / "last", Kept(at=sample.now.wall, board=sample))
    desk = Desk(tmp_path / "last", sample.now.wall + PAST)
    desk.known.shown.connect(lambda shown, age, lost: window.show_board(shown, age, lost=lost))
    hatched: list[Box] = []
    real = Canvas.hatch_frame

    def hatch_frame(self: Canvas, box: Box) -> None:
        hatched.append(box)
        real(self, box)

    monkeypatch.setattr(Canvas, "hatch_frame", hatch_frame)
    live(desk.known.recall())
    ((shown, age, lost),) = desk.shown
    assert (age, lost) == (PAST, True)
    assert (shown.summary.rank, shown.summary.counts.ok) == (Rank.ENGINE_LOST, 0)
    assert shown.summary.counts.unknown == shown.summary.counts.total > 0
    assert shown.summary.glyph is not Glyph.GOOD
    assert shown.summary.headline.plain() == "Last known state"
    assert shown.banners[0].state is State.UNKNOWN
    assert shown.now.later(age).seconds_since(shown.banners[0].since) == PAST
    wall = window.raise_wall()
    qtbot.waitUntil(lambda: bool(hatched), timeout=5000)
    picture = window.grab().toImage()
    assert count(picture, "ok") == 0
    desk.known.stop()
    wall.show_board(sample)
    qtbot.waitUntil(lambda: count(window.grab().toImage(), "ok") > 0, timeout=5000)  # as it was that day


def test_what_an_engine_says_takes_its_place(tmp_path: Path, live: Live) -> None:
    """Once a board of today is shown, nothing of the past is shown any more, whatever is learned."""
    write(tmp_path / "last", Kept(at=NOW.wall, board=board(check("a"))))
    desk = Desk(tmp_path / "last")

    async def work() -> Any:
        await desk.known.recall()
        desk.known.engine_is(phrase("The engine is being started"))
        assert [each[0].banners[0].text.template for each in desk.shown][1:] == [
            "The engine is being started"
        ]
        desk.known.follow(board(check("b")), 0.0, False)
        desk.known.engine_is(phrase("late news"))
        await desk.known.recall()
        assert len(desk.shown) == 2
        await desk.known.flush()
        await desk.tasks.close()

    live(work())
    kept = read(tmp_path / "last")
    assert kept is not None
    assert [each.id for each in kept.board.checks] == ["b/up"]


def test_only_fresh_boards_are_kept_and_not_too_often(tmp_path: Path, live: Live) -> None:
    """A board of a lost engine is not kept; a newer one is kept once a minute and at the end."""
    path = tmp_path / "state" / "last"
    desk = Desk(path)

    async def work() -> Any:
        desk.known.follow(board(check("lost")), 0.0, True)
        await desk.known.flush()
        assert not path.exists()
        for name in ("a", "b"):
            desk.known.follow(board(check(name)), 2.0, False)
            while read(path) is None:  # noqa: ASYNC110 - a thread writes it
                await asyncio.sleep(0.01)
        kept = read(path)
        assert kept is not None
        assert ([each.id for each in kept.board.checks], kept.at) == (["a/up"], NOW.wall - 2)
        desk.clock.moment = desk.clock.moment.later(EACH)
        desk.known.follow(board(check("c")), 0.0, False)
        while (kept := read(path)) is None or kept.board.checks[0].id == "a/up":  # noqa: ASYNC110 - the same
            await asyncio.sleep(0.01)
        await desk.tasks.close()

    live(work())
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["last"]


@pytest.mark.parametrize("content", [b"", b"\xc1 no board", b"\x80"])
def test_what_cannot_be_read_is_as_good_as_nothing(tmp_path: Path, live: Live, content: bytes) -> None:
    """A broken file, and one without any check, show nothing."""
    path = tmp_path / "last"
    path.write_bytes(content)
    assert read(path) is None
    for each in (path, tmp_path / "missing", None):
        desk = Desk(each)
        live(desk.known.recall())
        assert desk.shown == []
    write(path, Kept(at=NOW.wall, board=board()))
    desk = Desk(path)
    live(desk.known.recall())
    assert desk.shown == []


def test_a_bad_board_of_the_past_keeps_its_incidents_and_no_tone(tmp_path: Path, live: Live) -> None:
    """What was wrong stays named, as one of the past; tray and speaker hear nothing of it."""
    bad = replace(board(check("kestrin", State.CRITICAL)), title="Casino")
    write(tmp_path / "last", Kept(at=NOW.wall, board=bad))
    desk = Desk(tmp_path / "last", NOW.wall - 50.0)  # the clock was set back
    live(desk.known.recall())
    desk.known.stop()
    ((shown, age, _),) = desk.shown
    assert age == 0.0
    assert shown.checks[0].state is State.CRITICAL
    assert shown.summary.counts.critical == 0
    assert shown.summary.counts.unknown == 1
