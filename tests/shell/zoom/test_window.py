"""The window of zoomable charts: moved by hand and keys, live, compared, taken along."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QPointF, QRect, Qt
from PySide6.QtGui import QGuiApplication, QImage, QKeyEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton

import widgets.plot  # noqa: F401 - while a thread loads numpy, pytest.approx finds half of it
from app.model.board import CheckView, LimitLine
from app.model.message import AskDetail, BoardPush, Point
from app.model.probe import Phase
from app.shell.tasks import Tasks
from app.shell.zoom.window import ZoomWindow
from tests.shell.conftest import Live
from tests.shell.names import nameless
from tests.shell.zoom.engines import Asked, StillClock
from tests.widgets.boards import NOW, good_day
from widgets.time_marks import full_words
from widgets.zoom.chart import TOP, ZoomChart
from widgets.zoom.overlay import Overlay
from widgets.zoom.timespan import DAY, HOUR

BOARD = good_day().board
VIEW = next(view for view in BOARD.checks if any(each.name == "response_time" for each in view.series))
LIMITS = (LimitLine(metric="response_time", rule="slow", level="critical", value=0.9),)


class Rig:
    """A window and what stands behind it."""

    def __init__(self, view: CheckView = VIEW) -> None:
        self.clock = StillClock(NOW)
        self.engine = Asked(view, NOW.wall, limits=LIMITS)
        self.tasks = Tasks()
        self.window = ZoomWindow(
            VIEW.id,
            ask=self.engine,
            clock=self.clock,
            tasks=self.tasks,
            theme="dark",
            metric="response_time",
        )

    @property
    def chart(self) -> ZoomChart:
        return self.window.page.charts[0]

    @property
    def over(self) -> Overlay:
        return self.chart._over

    @property
    def state(self) -> str:
        return self.window.foot._state.text()

    async def until(self, what: Callable[[], bool]) -> None:
        async with asyncio.timeout(10):
            while not what():  # noqa: ASYNC110 - what is drawn tells nobody
                await asyncio.sleep(0.02)

    async def settled(self) -> None:
        """Wait until nothing is asked any more."""
        await self.until(lambda: len(self.window.page.charts) > 0)
        await asyncio.sleep(0.25)
        await self.until(lambda: not self.state)

    def press(self, text: str) -> None:
        """Press a button by its words."""
        next(each for each in self.window.findChildren(QPushButton) if each.text() == text).click()

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        event = QKeyEvent(QKeyEvent.Type.KeyPress, key, held)
        QApplication.sendEvent(self.window.page, event)


@asynccontextmanager
async def rig() -> AsyncIterator[Rig]:
    """Open a window, and close it."""
    it = Rig()
    async with opened(it, it.settled):
        yield it


@asynccontextmanager
async def opened(it: Rig, settled: Callable[[], Awaitable[None]]) -> AsyncIterator[None]:
    """Open the window of a rig until it is settled, and close it."""
    it.window.show()
    try:
        await settled()
        yield
    finally:
        it.window.close()
        await it.tasks.close()
        it.window.deleteLater()


def test_every_control_is_told(live: Live) -> None:
    """No control of the window is without a name, and no chart without its text."""

    async def work() -> None:
        async with rig() as it:
            await it.until(lambda: it.chart._plot is not None)
            assert not nameless(it.window)

    live(work())


def test_spans_keys_and_wheel_move_time(live: Live) -> None:
    """Buttons choose a span, keys and wheel zoom and move, Home goes back to now."""

    async def work() -> None:
        async with rig() as it:
            window = it.window
            assert window._window.span == HOUR
            it.press("15 min")
            assert window._window.span == 900
            it.key(Qt.Key.Key_Minus)
            assert window._window.span == pytest.approx(1125)
            it.key(Qt.Key.Key_Left)
            past = window._window
            assert past.end == pytest.approx(NOW.wall - 225)
            assert not past.live
            assert "from " in it.chart.accessibleDescription()
            it.key(Qt.Key.Key_Home)
            assert window._window.live
            await it.until(lambda: it.over._sight is not None)
            sight = it.over._sight
            assert sight is not None
            middle = QPointF(sight.area.center())
            wheel = QWheelEvent(
                middle,
                middle,
                QPoint(),
                QPoint(0, 240),
                Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier,
                Qt.ScrollPhase.NoScrollPhase,
                False,
            )
            QApplication.sendEvent(it.over, wheel)
            assert window._window.span == pytest.approx(1125 / 1.25**2)

    live(work())


def test_a_gap_stays_a_gap_and_is_told(live: Live) -> None:
    """What was not measured is counted in the words, and read as no value."""

    async def work() -> None:
        it = Rig()
        it.engine.silent = (NOW.wall - 1500, NOW.wall - 1200)
        it.window.show()
        await it.settled()
        assert it.chart.accessibleDescription().endswith(", 1 gap")
        it.window.page._hover(NOW.wall - 1300)
        assert "no value" in it.chart._line._shown
        it.window.page._hover(NOW.wall - 300)
        assert "deploy 4.2" in it.chart._line._shown
        it.window.close()
        await it.tasks.close()
        it.window.deleteLater()

    live(work())


def test_what_comes_is_shown_and_a_lost_link_is_seen(live: Live) -> None:
    """A pushed value is the newest one at once; without the engine nothing is shown as proved."""

    async def work() -> None:
        async with rig() as it:
            it.clock.moment = later = NOW.later(30)
            view = replace(VIEW, last=later)
            point = Point(check=VIEW.id, series="response_time", at=later.wall, value=7.5)
            it.window.take(BoardPush(board=replace(BOARD, checks=(view,)), whole=False, points=(point,)))
            it.window._tick()
            assert it.window.page._views[0].curves[0].track.last == 7.5
            assert it.window.page._views[0].window.end == later.wall
            it.window.link_lost("gone")
            assert it.window.page._views[0].chart.style.dim
            it.window.link_found()
            await it.settled()
            assert not it.window.page._views[0].chart.style.dim

    live(work())


def test_yesterday_is_a_curve_with_a_name(live: Live) -> None:
    """Comparing adds a quieter curve that the legend names; without it there is one again."""

    async def work() -> None:
        async with rig() as it:
            combo = it.window.bar._compare
            combo.setCurrentIndex(combo.findData(DAY))
            await it.until(lambda: len(it.window.page._views[0].curves) == 2)
            assert [curve.name for curve in it.window.page._views[0].curves] == ["now", "yesterday"]
            combo.setCurrentIndex(0)
            await it.until(lambda: len(it.window.page._views[0].curves) == 1)

    live(work())


def test_a_history_that_does_not_answer_is_asked_again(live: Live) -> None:
    """The foot says what can be done; the button asks once more, and what was shown stays."""

    async def work() -> None:
        async with rig() as it:
            it.engine.error = "the engine gave no answer in 30 s"
            it.press("6 h")
            await it.until(lambda: "shorter span" in it.state)
            assert len(it.window.page.charts) == 1
            it.engine.error = ""
            it.press("Again")
            await it.until(lambda: not it.state)
            assert it.window._record is not None
            assert it.window._record.covered.span > 6 * HOUR

    live(work())


def test_whoever_has_the_keyboard_shows_it(live: Live) -> None:
    """Tab goes as one reads, and each stop has a ring round it; chosen buttons and the page, too."""

    async def work() -> None:
        async with rig() as it:
            await it.until(lambda: it.chart._plot is not None)
            window, ring = it.window, it.window._ring
            window.activateWindow()
            stops = []
            for _ in range(15):
                stop = window.focusWidget()
                assert stop is not None
                if isinstance(stop, ZoomChart):  # it draws its own
                    assert not ring.isVisible()
                else:
                    place = QRect(stop.mapTo(window, QPoint(0, 0)), stop.size())
                    outer = place if stop is window.page else place.adjusted(-3, -3, 3, 3)
                    assert (ring.isVisible(), ring.geometry()) == (True, outer)
                stops.append(stop)
                QTest.keyClick(window, Qt.Key.Key_Tab)
            words = [each.text() if isinstance(each, QPushButton) else type(each).__name__ for each in stops]
            assert words[:2] == ["ZoomPage", "ZoomChart"]
            assert words[2:7] == ["Copy values as text", "Save picture", "Save CSV", "Detail", "15 min"]
            assert words[7] == "Live"
            assert "ZoomPage" in words[8:]
            window.resize(1400, 800)
            QApplication.sendPostedEvents()
            await asyncio.sleep(0.02)
            last = window.focusWidget()
            assert last is not None
            assert ring.geometry().center() == QRect(last.mapTo(window, QPoint(0, 0)), last.size()).center()

    live(work())


@asynccontextmanager
async def troubled(error: str = "", unknown: str = "", view: CheckView = VIEW) -> AsyncIterator[Rig]:
    """Open a window that gets no chart."""
    it = Rig(view)
    it.engine.error, it.engine.unknown = error, unknown
    async with opened(it, lambda: it.until(lambda: it.window._troubles.stand)):
        yield it


def said(it: Rig) -> str:
    """Return what stands in the middle."""
    return it.window._troubles.panel.accessibleDescription()


def test_without_a_chart_the_trouble_stands_in_the_middle(live: Live) -> None:
    """A history that is refused says what happened, why and what to do; one press asks again, and it goes."""

    async def work() -> None:
        async with troubled("the engine gave no answer in 30 s") as it:
            panel = it.window._troubles.panel
            why = "The engine gave no answer in 30 s"
            assert said(it) == f"The history was not read. {why}. Ask again, or choose a shorter span"
            assert panel.geometry() == it.window.page.rect()
            assert it.state == ""
            assert not nameless(it.window)
            assert it.window.page.nextInFocusChain() is panel.again
            asked = len(it.engine.spans)
            panel.again.click()
            assert not panel.again.isEnabled()
            await it.until(panel.again.isEnabled)
            it.engine.error = ""
            panel.again.click()
            await it.until(lambda: len(it.window.page.charts) == 1)
            assert len(it.engine.spans) > asked
            assert not panel.isVisible()

    live(work())


def test_a_check_that_is_not_known_is_asked_for_again(live: Live) -> None:
    """What the engine said stands in the middle; the button asks at once, and charts come by themselves."""

    async def work() -> None:
        async with troubled(unknown="no check is called 'a/b'") as it:
            assert said(it).startswith(
                "Nothing is known of this check. No check is called 'a/b'. It is asked again"
            )
            it.engine.unknown = ""
            it.window._troubles.panel.again.click()
            await it.until(lambda: len(it.window.page.charts) == 1)
            assert not it.window._troubles.stand

    live(work())


def test_what_happens_without_an_engine_or_a_value_is_said(live: Live) -> None:
    """Without a link the charts come when it is back; a check without values has nothing to ask for again."""

    async def work() -> None:
        async with troubled("there is no connection to the engine") as it:
            assert said(it).startswith("There is no connection to the engine. The charts come by themselves")
            it.engine.error = ""
            it.window.link_found()
            await it.until(lambda: not it.window._troubles.stand)
        async with troubled(view=replace(VIEW, series=())) as it:
            assert said(it).startswith("This check measures nothing that can be drawn")
            assert not it.window._troubles.panel.again.isVisible()

    live(work())


def test_values_and_picture_are_taken_along(live: Live, tmp_path: Path) -> None:
    """The clipboard holds words and values; files hold a table and a picture; the dialog asks where."""

    async def work() -> None:
        async with rig() as it:
            it.press("Copy values as text")
            await it.until(lambda: "copied" in it.state)
            assert "highest" in QGuiApplication.clipboard().text()
            it.engine.phases = (Phase(name="resolve", seconds=0.002), Phase(name="first_byte", seconds=0.11))
            it.press("Save CSV")
            dialog = it.window.findChild(QFileDialog)
            assert dialog is not None
            assert dialog.acceptMode() is QFileDialog.AcceptMode.AcceptSave
            assert not dialog.testOption(QFileDialog.Option.DontConfirmOverwrite)
            dialog.fileSelected.emit(str(tmp_path / "x.csv"))
            dialog.reject()
            await it.until((tmp_path / "x.csv").exists)
            lines = (tmp_path / "x.csv").read_text().splitlines()
            assert len(lines) == pytest.approx(361, abs=3)
            assert lines[0].endswith(",phase_resolve,phase_first_byte")
            assert [float(line.rpartition(",")[2]) for line in lines[1:] if not line.endswith(",")] == [
                pytest.approx(0.11, rel=1e-3)
            ]
            await it.window._taking.save_picture(tmp_path / "x.png")
            assert QImage(str(tmp_path / "x.png")).width() == it.window.page.width()
            assert it.state.startswith("Saved as ")

    live(work())


def test_percentiles_are_read_and_drawn(live: Live) -> None:
    """Percentiles stand in the read-out and their lines come on wish; limits of rules are always drawn."""

    async def work() -> None:
        async with rig() as it:
            assert "p95 950 ms" in it.chart._line._shown
            over = it.over
            await it.until(lambda: len(over._rules) == 1)
            it.press("Percentiles")
            await it.until(lambda: [rule.words for rule in over._rules] == ["critical", "p50", "p95", "p99"])

    live(work())


def test_keys_move_the_read_out(live: Live) -> None:
    """With Shift arrows go from value to value, Home and End to the first and last; time does not move."""

    async def work() -> None:
        async with rig() as it:
            window, page, shift = it.window._window, it.window.page, Qt.KeyboardModifier.ShiftModifier
            values = [
                column.at for column in page._views[0].curves[0].track.between(window.start, window.end)
            ]
            it.key(Qt.Key.Key_Left, shift)
            assert page._at == values[-1]
            it.key(Qt.Key.Key_Left, shift)
            assert page._at == values[-2]
            assert full_words(values[-2], NOW.wall) in it.chart.read_out
            it.key(Qt.Key.Key_Home, shift)
            assert page._at == values[0]
            it.key(Qt.Key.Key_Right, shift)
            assert page._at == values[1]
            it.key(Qt.Key.Key_End, shift)
            assert page._at == values[-1]
            assert it.window._window == window

    live(work())


def test_phases_of_the_run_are_read(live: Live) -> None:
    """By mouse and by keys the phases of the run stand under the read-out; of the newest, in the text."""

    async def work() -> None:
        async with rig() as it:
            spent = it.chart._spent
            assert spent.isHidden()
            it.engine.phases = (Phase(name="resolve", seconds=0.002), Phase(name="first_byte", seconds=0.11))
            detail = (await it.engine(AskDetail(check=VIEW.id))).detail
            assert detail is not None
            it.window.subject.take(detail)
            it.window._show()
            newest = "Newest answer by phases: DNS 2 ms, First byte 110 ms"
            assert spent.accessibleDescription() == newest
            assert it.chart.accessibleDescription().endswith(newest)
            it.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
            await it.until(lambda: spent.accessibleDescription().startswith("Run at "))
            assert spent.accessibleDescription().endswith(" by phases: DNS 2 ms, First byte 110 ms")
            it.engine.phases = ()
            it.over.hovered.emit(NOW.wall - 1000)
            await it.until(
                lambda: spent.accessibleDescription() == "No phases: no run with an answer is near"
            )

    live(work())


def test_silence_is_stood_on_too(live: Live) -> None:
    """Going by keys into what was not measured reads no value there, and never stands still."""

    async def work() -> None:
        it = Rig()
        it.engine.silent = (NOW.wall - 200, NOW.wall - 100)
        it.window.show()
        await it.settled()
        places = []
        for _ in range(20):
            it.key(Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
            places.append((it.window.page._at, "no value" in it.chart.read_out))
        assert places == sorted(places, reverse=True, key=lambda place: place[0] or 0)
        assert len(set(places)) == len(places)
        assert {silent for _, silent in places} == {True, False}
        it.window.close()
        await it.tasks.close()
        it.window.deleteLater()

    live(work())


def test_a_chart_of_the_past_fills_a_window_that_grew(live: Live) -> None:
    """Plot and read-out go with the window also while nothing moves the chart."""

    async def work() -> None:
        async with rig() as it:
            await it.until(lambda: it.chart._plot is not None)
            it.key(Qt.Key.Key_PageUp)
            await it.settled()
            assert not it.window._window.live
            it.window.resize(1800, 900)
            await it.until(lambda: it.chart.width() > 1700)
            plot = it.chart._plot
            assert plot is not None
            assert it.chart.width() - plot.geometry().right() < 4 * it.chart.u
            assert it.chart._line.y() == pytest.approx(TOP * it.chart.u, abs=1)

    live(work())
