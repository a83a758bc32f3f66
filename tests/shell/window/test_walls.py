"""A kiosk shows the inventory's walls: pages in turn, an alarm at once, a window for each screen."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QPalette
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.model.board import Board, Rank
from app.model.clock import Moment
from app.model.message import Answer, BoardPush, Question
from app.model.verdict import Level
from app.model.wall import Dimming, PageKind, PageView, WallPage, WallView
from app.shell import rotation
from app.shell.board.own_banners import OwnBanners
from app.shell.board.presenter import Presenter
from app.shell.kiosk import SHIFT
from app.shell.preferences import Keeper
from app.shell.tasks import Tasks
from app.shell.window.keys import KEYS, Act, keys_of
from app.shell.window.main_window import MainWindow, turn_kept_picture
from app.shell.window.place import Place
from app.shell.window.rotor import TICK, needs_someone
from app.shell.window.walls import Walls, acts_of, local_minute
from tests.shell.boards import board, check, incident
from tests.shell.conftest import Live
from tests.shell.window.test_main_window import gone

PAGES = (
    PageView(page=WallPage(kind=PageKind.OVERVIEW, dwell=20)),
    PageView(page=WallPage(kind=PageKind.ELEMENT, title="Kestrin", dwell=20), checks=("kestrin/up",)),
    PageView(page=WallPage(kind=PageKind.BIG_NUMBER, count="untaken", dwell=20)),
)
GOOD = replace(board(check("kestrin"), check("other")), walls="one")
BAD = replace(board(check("kestrin"), check("other"), incidents=(incident(),)), walls="one")


class Hands:
    """A clock whose hands a test moves."""

    def __init__(self) -> None:
        self.ahead = 0.0

    def now(self) -> Moment:
        return Moment(wall=1_795_444_327.0 + self.ahead, mono=time.monotonic() + self.ahead)


class Kiosk:
    """A kiosk without its engine."""

    def __init__(self, application: QApplication, tmp_path: Path, *views: WallView) -> None:
        self.clock, self.tasks = Hands(), Tasks()
        self.own = OwnBanners(self.clock)
        self.views: tuple[WallView, ...] = views
        self.keeper = Keeper(tmp_path / "wall.json", self.tasks, on_trouble=lambda _what: None)
        self.window = MainWindow("dark", kiosk=True, demo=False)
        self.window.may_show_wall("overview")
        self.place = Place(self.window, application, self.keeper, kiosk=True)
        self.presenter = Presenter(self.clock, self.own)
        self.presenter.shown.connect(lambda shown, age, lost: self.window.show_board(shown, age, lost=lost))
        self.walls = Walls(
            self.window,
            self.place,
            application=application,
            clock=self.clock,
            own=self.own,
            presenter=self.presenter,
            preferences=self.keeper,
            tasks=self.tasks,
            ask=self._ask,
        )
        self.place.open()
        self.walls.start()

    async def _ask(self, _question: Question) -> Answer:
        return Answer(id=0, walls=self.views)

    async def show(self, shown: Board) -> None:
        """Push a board and let it be shown."""
        self.presenter.take(BoardPush(board=shown, whole=True))
        await asyncio.sleep(0.2)

    async def page(self, name: str, within: float = 2.0) -> None:
        """Wait for a page."""
        for _ in range(int(within / 0.02)):
            if self.shown == name:
                return
            await asyncio.sleep(0.02)
        assert self.shown == name

    @property
    def shown(self) -> str:
        """The page of the newest picture of the main window."""
        return self.window.wall.showing if self.window.wall is not None else ""

    async def stop(self) -> None:
        """End everything."""
        self.walls.stop()
        self.place.leave()
        self.presenter.stop()
        await self.keeper.flush()
        await self.tasks.close()
        gone(self.window)


def kiosk(
    live: Live, qapp: QApplication, tmp_path: Path, work: Callable[[Kiosk], Awaitable[Any]], *views: WallView
) -> None:
    """Run ``work`` on a kiosk with these walls."""

    async def run() -> None:
        made = Kiosk(qapp, tmp_path, *views)
        try:
            await work(made)
        finally:
            await made.stop()

    live(run())


WALL = WallView(name="room", pages=PAGES)


@pytest.mark.alone
def test_pages_turn_and_an_alarm_takes_the_wall(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """Pages follow their dwell; a critical incident shows its page within a second, and gives it back."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        it.clock.ahead += 21
        await it.page("plan:1")
        it.clock.ahead += 21
        await it.page("plan:2")
        before = time.monotonic()
        it.presenter.take(BoardPush(board=BAD, whole=True))
        await it.page("plan:1")
        assert time.monotonic() - before < 1.0
        await it.show(GOOD)
        await it.page("plan:2")
        assert it.keeper.present.page == "overview"  # nobody chose a page

    kiosk(live, qapp, tmp_path, work, WALL)


def test_a_person_holds_and_turns(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """A press holds the page, another lets it go; keys turn among the pages of the plan."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        QTest.mouseClick(it.window, Qt.MouseButton.LeftButton, pos=QPoint(1, 1))
        it.clock.ahead += 100
        await asyncio.sleep(2.5 * TICK / 1000)
        assert it.shown == "plan:0"
        it.window.hold_page()
        it.window.turn_page(-1)
        await it.page("plan:2")
        it.clock.ahead += 30
        await asyncio.sleep(2.5 * TICK / 1000)
        assert it.shown == "plan:2"
        it.clock.ahead += 31
        await it.page("plan:0")

    kiosk(live, qapp, tmp_path, work, WALL)


def test_the_type_of_a_wall_follows_its_distance(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """A screen of a metre with few pixels, read from 8 m, says that its type cannot be large enough."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        wall = it.window.wall
        assert wall is not None
        assert "too small" not in wall.foot.accessibleDescription()
        it.views = (WallView(name="room", pages=PAGES, distance=8.0, screen_width=1.0),)
        await it.show(replace(GOOD, walls="far"))
        for _ in range(100):
            if "too small" in wall.foot.accessibleDescription():
                break
            await asyncio.sleep(0.05)
        assert "text too small for 8 m" in wall.foot.accessibleDescription()

    kiosk(live, qapp, tmp_path, work, WALL)


def test_walls_follow_the_inventory(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """Another inventory brings other pages without a restart, and one without walls the wall as ever."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        it.window.turn_page(2)
        await it.page("plan:2")
        it.views = (WallView(name="room", pages=PAGES[:2]),)
        await it.show(replace(GOOD, walls="two"))
        await it.page("plan:0")
        it.window.turn_page(-1)
        await it.page("plan:1")
        await it.show(replace(GOOD, walls=""))
        await it.page("overview")
        it.window.turn_page(1)
        await it.page("charts")

    kiosk(live, qapp, tmp_path, work, WALL)


def test_pages_that_stand_still_are_told(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """The heartbeat has a timer of its own: a rotation that nobody drives any more lifts a strip."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        rotor = it.walls._main.rotor
        rotor.timer.stop()
        it.clock.ahead += 20 + rotation.GRACE + 5
        rotor.look()
        (strip,) = it.own.present()
        assert strip.id == "rotation"
        assert "stood still for 5 s" in strip.text.plain()
        assert it.walls.turning()
        it.clock.ahead += 60
        rotor.look()
        assert not it.walls.turning()  # the supervisor gets no sign of life any more
        rotor.timer.start(TICK)
        await it.page("plan:1")
        rotor.look()
        assert it.own.present() == ()

    kiosk(live, qapp, tmp_path, work, WALL)


def test_a_further_screen_waits_for_its_screen(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """A wall of a screen that is not there has a window that covers nobody; without the wall it is gone."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        main, further = it.walls.windows
        assert main.isVisible()
        assert not further.isVisible()
        it.views = (WALL,)
        await it.show(replace(GOOD, walls="two"))
        assert it.walls.windows == (main,)

    kiosk(live, qapp, tmp_path, work, WALL, WallView(name="hall", screen="HDMI-7", pages=PAGES[:1]))


def test_keys_are_alike_on_each_screen(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """Each key that looks only does something on every window of a kiosk, and there is no palette on any."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        names = []
        for window in it.walls.windows:
            assert set(acts_of(window)) == {key.act for key in KEYS if key.looks_only}
            names.append({action.text(): action for action in window.actions()})
            names[-1]["Keys"].trigger()
            overlay = window.overlay
            assert overlay is not None
            assert not overlay.isHidden()
            assert "Hold this page" in overlay.accessibleDescription()
            names[-1]["Last picture of a blind monitor"].trigger()
            assert window.wall is not None
            assert not window.wall.kept
            assert "alette" not in overlay.accessibleDescription()
        assert list(names[0]) == list(names[1])
        assert "Command palette" not in names[0]

    kiosk(live, qapp, tmp_path, work, WALL, WallView(name="hall", screen="HDMI-7", pages=PAGES))


def test_a_blind_wall_shows_its_last_picture_by_a_key(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """The key that the plate names shows it on the screen at which it is pressed, and takes it away."""

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        blind = replace(GOOD, summary=replace(GOOD.summary, rank=Rank.BLIND))
        main, further = it.walls.windows
        assert further.wall is not None
        further.wall.show_board(blind)  # its screen is not there, so nothing else is shown to it
        await it.show(blind)
        await it.page("blind")
        assert keys_of(Act.KEPT) == ("B",)  # as the plate says
        acts_of(main)[Act.KEPT]()
        await it.page("plan:0")
        seen = [further.wall.kept]
        acts_of(further)[Act.KEPT]()
        assert [*seen, further.wall.kept] == [False, True]
        turn_kept_picture(main)
        await it.page("blind")

    kiosk(live, qapp, tmp_path, work, WALL, WallView(name="hall", screen="HDMI-7", pages=PAGES))


def test_night_and_pixels(live: Live, qapp: QApplication, tmp_path: Path) -> None:
    """By night the wall is dark until an alarm; the picture wanders inside its margin, and nothing is cut."""
    minute = local_minute(Hands().now().wall, "Europe/Malta")
    night = Dimming(starts=minute - 60, ends=minute + 60, level=0.3)

    async def work(it: Kiosk) -> None:
        await it.show(GOOD)
        await it.page("plan:0")
        one = it.walls._main
        it.walls._keep_whole()
        assert one.shade.light == 0.3
        assert one.shade.geometry() == it.window.rect()
        await it.show(BAD)
        it.walls._keep_whole()
        assert one.shade.light == 1.0
        assert not one.shade.isVisible()
        places = set()
        for _ in range(10):
            it.clock.ahead += 240
            it.walls._keep_whole()
            await asyncio.sleep(0)
            QApplication.processEvents()
            assert it.window.wall is not None
            inside = it.window.wall.geometry()
            assert it.window.rect().contains(inside)
            assert inside.width() == it.window.width() - 2 * SHIFT
            places.add((inside.x(), inside.y()))
        assert len(places) == 9
        edge = it.window.grab().toImage().pixelColor(0, it.window.height() // 2)
        ground = it.window.palette().color(QPalette.ColorRole.Base)  # the canvas of a theme
        assert edge == ground  # what the picture leaves free is no line beside it

    kiosk(live, qapp, tmp_path, work, WallView(name="room", pages=PAGES, dim=night, zone="Europe/Malta"))


def test_minutes_are_those_of_the_zone() -> None:
    """Hours are read in the zone of the inventory; an unknown one is the system's."""
    assert local_minute(1_795_444_327.0, "UTC") == 14 * 60 + 32
    assert local_minute(1_795_444_327.0, "Europe/Malta") == 15 * 60 + 32
    assert local_minute(0.0, "No/Where") == local_minute(0.0, "")


@pytest.mark.parametrize(
    ("more", "wanted"),
    [
        ({}, True),
        ({"owner": "Mira"}, False),
        ({"blocked_by": "I-9"}, False),
        ({"level": Level.WARNING}, False),
    ],
)
def test_only_what_calls_for_somebody_takes_the_wall(more: dict[str, object], *, wanted: bool) -> None:
    """What somebody has, what another incident explains, and a warning bring no page."""
    assert needs_someone(replace(incident(), **more)) is wanted
