"""The status grid shows every check: in its place, by name when it deviates, and in a count."""

import itertools
from collections.abc import Iterable, Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QPoint, QPointF, QSize, Qt
from PySide6.QtGui import QAccessible, QImage, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from app.model.board import CheckView
from app.model.state import State
from tests.widgets.boards import NOW
from tests.widgets.fleets import fleet
from tests.widgets.test_layout import CAP, overlaps
from widgets.density import Step
from widgets.look import Look
from widgets.painted import Painted
from widgets.sections.deviation_shelf import DeviationShelf
from widgets.sections.read_out import ReadOut
from widgets.sections.status_field import StatusField
from widgets.sections.status_grid import StatusGrid
from widgets.unit import LEAST, unit
from widgets.views.scene import scene_of

FULL_HD, ULTRA_HD, PORTRAIT = QSize(1920, 1080), QSize(3840, 2160), QSize(1080, 1920)
SCALED = QSize(1280, 720)  # 1080p at a scale of 1.5


class Shown:
    """A grid on a screen of its own size."""

    def __init__(self, qtbot: QtBot, size: QSize) -> None:
        self.grid = StatusGrid(Look("dark"))
        qtbot.addWidget(self.grid)
        self.grid.resize(size)
        self.u = unit(size.width(), size.height())
        for section in self.grid.findChildren(Painted):
            section.set_unit(self.u)
        self.grid.set_unit(self.u)

    def show(self, views: tuple[CheckView, ...], *, lost: bool = False) -> None:
        board = replace(fleet(1).board, checks=views)
        self.grid.show_parts(self.grid.parts()(scene_of(board, NOW, lost=lost)))

    def grab(self) -> QImage:
        return self.grid.grab().toImage()

    def picture(self) -> QImage:
        """Return a copy of what all fields with marks are drawn into."""
        for part in self.parts():
            part.prepare()
        self.grid._sheet.follow()
        assert self.grid._sheet._kept is not None
        return self.grid._sheet._kept.raster.image.copy()

    def parts(self) -> Iterator[StatusField]:
        yield from (part for part in self.grid.findChildren(StatusField) if part.isVisibleTo(self.grid))

    def part(self, number: int = 0) -> StatusField:
        return next(itertools.islice(self.parts(), number, None))

    @property
    def read_out(self) -> str:
        found = self.grid.findChild(ReadOut)
        assert isinstance(found, ReadOut)
        return found.accessibleDescription()

    @property
    def shelf(self) -> DeviationShelf:
        found = self.grid.findChild(DeviationShelf)
        assert isinstance(found, DeviationShelf)
        return found


def numbers(part: Painted) -> list[int]:
    """Return the counts that a field shows, without the total beside its title."""
    texts = [(w.text, w.ink, w.y) for w in part.writings]
    counts = [text for text, _, y in texts if text.replace(",", "").isdigit()]
    total = any(y < 4 for text, _, y in texts if text.replace(",", "").isdigit())
    title_too = total and any(y > 4 for text, _, y in texts if text.replace(",", "").isdigit())
    return [int(text.replace(",", "")) for text in (counts[1:] if title_too else counts)]


def move(part: StatusField, place: QPoint) -> None:
    """Move the mouse; a screen without one has no pointer to be moved."""
    none = Qt.MouseButton.NoButton
    there = QPointF(place)
    keys = Qt.KeyboardModifier.NoModifier
    event = QMouseEvent(QEvent.Type.MouseMove, there, QPointF(part.mapToGlobal(place)), none, none, keys)
    QApplication.sendEvent(part, event)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.integers(1, 10_000),
    st.lists(st.integers(0, 40), min_size=6, max_size=6).filter(any),
    st.sampled_from([FULL_HD, ULTRA_HD, PORTRAIT, SCALED, QSize(1920, 600), QSize(900, 300)]),
)
def test_nothing_is_cut_hidden_or_over_another(qtbot: QtBot, size: int, mix: list[int], room: QSize) -> None:
    """For any number, mix of classes and room: texts are whole and apart, and counts add up to all checks."""
    shares = [part / sum(mix) for part in mix]
    sample = fleet(size, bad=True, shares=shares)
    shown = Shown(qtbot, room)
    shown.show(sample.board.checks)
    shown.grab()
    assert sum(sum(numbers(part)) for part in shown.parts()) == len(sample.board.checks)
    for section in (s for s in shown.grid.findChildren(Painted) if s.isVisibleTo(shown.grid)):
        for writing in section.writings:
            assert not writing.cut, writing
            assert writing.size >= LEAST
            assert -0.05 <= writing.x <= writing.x + writing.width <= section.wide() + 0.3, writing
            assert writing.y + writing.size * CAP / 2 <= section.high() + 0.3, writing
        for one, other in itertools.combinations(section.writings[:60], 2):
            assert not overlaps(one, other), (one, other)
    shown.grid.deleteLater()


@pytest.mark.parametrize("size", [1_200, 10_000])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_a_partial_update_is_a_full_repaint(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, size: int, ratio: float
) -> None:
    """After some checks changed, the kept pictures hold the same pixels as pictures made anew."""
    monkeypatch.setattr(StatusField, "devicePixelRatioF", lambda _: ratio)  # the sheet is as fine as they
    good, bad = fleet(size).board.checks, fleet(size, bad=True).board.checks
    shown = Shown(qtbot, SCALED)
    shown.show(good)
    before = shown.picture()
    shown.show(tuple(b if n % 3 else g for n, (g, b) in enumerate(zip(good, bad, strict=True))))
    shown.show(bad)
    partial = shown.picture()
    for part in shown.parts():
        part.renew()
    assert partial == shown.picture()
    assert before != partial


def test_what_is_on_the_screen_follows_a_partial_update(qtbot: QtBot, qapp: QApplication) -> None:
    """The areas that are asked of the screen hold all that changed."""
    good, bad = fleet(1_200).board.checks, fleet(1_200, bad=True).board.checks
    shown = Shown(qtbot, FULL_HD)
    shown.grid.show()
    shown.show(good)
    qapp.processEvents()  # the window becomes active, and its first field has the keyboard
    shown.part().clearFocus()
    qapp.processEvents()
    shown.show(bad)
    qapp.processEvents()
    seen = shown.grid.screen().grabWindow(shown.grid.winId()).toImage()
    fresh = Shown(qtbot, FULL_HD)
    fresh.show(bad)
    kind = QImage.Format.Format_RGB32
    assert seen.convertToFormat(kind) == fresh.grab().convertToFormat(kind)


class Screen:
    """A grid on a screen, after each picture compared with one that is painted from nothing."""

    def __init__(self, qtbot: QtBot, qapp: QApplication, size: QSize) -> None:
        self.qtbot, self.qapp, self.size = qtbot, qapp, size
        self.shown = Shown(qtbot, size)
        self.shown.grid.show()
        qapp.processEvents()  # the window becomes active

    @property
    def written(self) -> bool:
        """Whether the newest picture went into the window itself: the kept picture is behind."""
        return self.shown.grid._sheet._behind

    def seen(self) -> QImage:
        window = self.shown.grid.window()
        return (
            window.screen().grabWindow(window.winId()).toImage().convertToFormat(QImage.Format.Format_RGB32)
        )

    def show(self, views: tuple[CheckView, ...]) -> None:
        self.shown.show(views)
        self.qapp.processEvents()

    def agrees(self) -> bool:
        """Whether what is seen is what is painted when nothing is kept."""
        before = self.seen()
        for part in self.shown.parts():
            part.renew()
        self.shown.grid.update()
        self.qapp.processEvents()
        return before == self.seen()


def changed(views: tuple[CheckView, ...], places: Iterable[int], **what: object) -> tuple[CheckView, ...]:
    found = list(views)
    for place in places:
        found[place] = replace(found[place], **what)
    return tuple(found)


@pytest.mark.parametrize("size", [FULL_HD, SCALED])
def test_what_differs_is_written_into_the_window(qtbot: QtBot, qapp: QApplication, size: QSize) -> None:
    """One check, some, all, longer counts, the one under the ring: the window is as painted from nothing."""
    views = fleet(3_000).board.checks
    screen = Screen(qtbot, qapp, size)
    screen.show(views)
    assert screen.shown.part().step is Step.MARKS
    for places, state, stale in (
        ([5], State.WARNING, False),  # a count that was not there
        ([0, 1, 102, 1_000], State.CRITICAL, False),  # at the ring and below it
        (range(0, 3_000, 30), State.UNKNOWN, True),  # on the hatch
        (range(0, 3_000, 3), State.CRITICAL, False),  # all marks are laid anew
        (range(2_500, 3_000), State.OK, False),  # in some groups only
        (range(3_000), State.WARNING, False),
        (range(0, 3_000, 300), State.OK, False),  # single figures of counts
        ([2_999], State.CRITICAL, False),
    ):
        views = changed(views, places, state=state, stale=stale)
        screen.show(views)
        assert screen.agrees(), (places, state)


def test_single_figures_and_marks_are_written_into_the_window_itself(
    qtbot: QtBot, qapp: QApplication
) -> None:
    """Once the signs of all counts have been seen, states that differ are not drawn by a painter."""
    good, bad = fleet(10_000).board.checks, fleet(10_000, bad=True).board.checks
    screen = Screen(qtbot, qapp, FULL_HD)
    for views in (bad, good):
        screen.show(views)
        screen.show(views)
    for views in (bad, changed(bad, range(0, 10_000, 97), state=State.WARNING), good):
        screen.show(views)
        assert screen.written
    assert screen.agrees()


def test_two_pictures_in_one_painting(qtbot: QtBot, qapp: QApplication) -> None:
    """Where a second picture comes before the first is painted, both are seen."""
    views = fleet(1_200).board.checks
    screen = Screen(qtbot, qapp, FULL_HD)
    screen.show(views)
    for places in ([3, 40], [40, 41], [900]):
        views = changed(views, places, state=State.CRITICAL)
        screen.shown.show(views)
    qapp.processEvents()
    assert screen.agrees()


def test_what_lies_over_the_grid_stays_there(qtbot: QtBot, qapp: QApplication) -> None:
    """A pop-over is not written over, and when it goes the newest marks are below it."""
    views = fleet(10_000).board.checks
    screen = Screen(qtbot, qapp, FULL_HD)
    screen.show(views)
    over = QWidget(screen.shown.grid)
    over.setAutoFillBackground(True)
    over.setGeometry(100, 320, 400, 300)
    over.show()
    area, ground = over.geometry(), over.palette().window().color()
    qtbot.waitUntil(lambda: screen.seen().pixelColor(area.center()) == ground)
    before = screen.seen().copy(area)
    screen.show(changed(views, range(0, 10_000, 30), state=State.CRITICAL))
    assert screen.seen().copy(area) == before
    over.hide()
    qapp.processEvents()
    assert screen.agrees()
    over.deleteLater()


def test_a_grid_that_is_moved_in_its_window(qtbot: QtBot, qapp: QApplication) -> None:
    """What was worked out for another place of the window is not written there."""
    views = fleet(1_200).board.checks
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(FULL_HD)
    screen = Screen(qtbot, qapp, QSize(1920, 1000))
    screen.shown.grid.setParent(window)
    screen.shown.grid.show()
    window.show()
    qapp.processEvents()
    screen.show(views)
    screen.shown.grid.move(0, 40)
    for places in ([3, 40], [40, 41], [900]):
        views = changed(views, places, state=State.CRITICAL)
        screen.show(views)
        assert screen.agrees()


def test_changes_from_another_picture_are_not_used(qtbot: QtBot, qapp: QApplication) -> None:
    """What a thread worked out from a picture that is no longer shown is worked out anew."""
    views = fleet(1_200).board.checks
    screen = Screen(qtbot, qapp, FULL_HD)
    screen.show(views)
    grid, bad = screen.shown.grid, changed(views, [1, 2], state=State.CRITICAL)
    late = grid.parts()(scene_of(replace(fleet(1).board, checks=bad), NOW, lost=False))
    screen.show(changed(views, [3, 700], state=State.WARNING))
    grid.show_parts(late)
    qapp.processEvents()
    assert screen.agrees()
    assert grid._sheet.place.standing is not None


@pytest.mark.parametrize("size", [48, 300, 1_200, 10_000])
def test_places_never_move(qtbot: QtBot, size: int) -> None:
    """A bad day has the same density, and each check in the place where it stood on a good one."""
    shown = Shown(qtbot, FULL_HD)
    shown.show(fleet(size).board.checks)
    shown.grab()
    plan, places = shown.grid.plan, [part.geometry() for part in shown.parts()]
    spots = [[(s.id, s.box) for s in part.spots] for part in shown.parts()]
    shown.show(fleet(size, bad=True).board.checks)
    shown.grab()
    assert (shown.grid.plan, [part.geometry() for part in shown.parts()]) == (plan, places)
    assert [[(s.id, s.box) for s in part.spots] for part in shown.parts()] == spots


def test_the_shelf_names_the_worst_and_counts_the_rest(qtbot: QtBot) -> None:
    """Untaken criticals come first by name; the line below adds up to what has no row."""
    checks = fleet(1_200, bad=True).board.checks
    shown = Shown(qtbot, FULL_HD)
    shown.show(checks)
    shown.grab()
    texts = [w.text for w in shown.shelf.writings]
    named = {spot.id for spot in shown.shelf.spots}
    worst = [c for c in checks if c.state is State.CRITICAL and not (c.soft or c.maintenance or c.owner)]
    assert named == {c.id for c in worst[: len(named)]}
    deviating = sum(
        c.state in (State.CRITICAL, State.WARNING, State.UNKNOWN) and not (c.soft or c.maintenance)
        for c in checks
    )
    assert texts[-1].startswith(f"and {deviating - len(named)} more: ")


def test_work_and_silence_are_calmer_than_alarms(qtbot: QtBot) -> None:
    """A critical check in maintenance has no row and counts as such; a silenced one is an outline."""
    checks = fleet(300).board.checks
    checks = (replace(checks[0], state=State.CRITICAL, maintenance="M-1"), *checks[1:])
    shown = Shown(qtbot, FULL_HD)
    shown.show(checks)
    assert "1 In maintenance" in shown.part().accessibleDescription()
    assert "Critical" not in shown.part().accessibleDescription()
    assert shown.shelf.accessibleDescription() == "Nothing deviates now"


def test_a_dot_is_read_out_under_the_pointer_and_chosen_by_a_click(qtbot: QtBot) -> None:
    """The line below names the check under the mouse with its state; a click gives its id."""
    checks = fleet(1_200, bad=True).board.checks
    shown = Shown(qtbot, FULL_HD)
    shown.show(checks)
    part = shown.part()
    assert part.step is Step.MARKS
    place = part._lattice().area(0).center()
    move(part, place)
    assert shown.read_out.startswith("app-000 · Critical 1 min")
    with qtbot.waitSignal(shown.grid.chosen) as told:
        QTest.mouseClick(part, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert told.args == ["app-000/main"]
    move(part, QPoint(2, 2))
    assert "place never changes" in shown.read_out


def test_a_dot_is_reached_by_keys(qtbot: QtBot) -> None:
    """Arrows move by one mark and one row, with Ctrl to the next deviation, Enter chooses, words are told."""
    checks = fleet(1_200, bad=True).board.checks
    shown = Shown(qtbot, FULL_HD)
    shown.show(checks)
    shown.grid.show()
    part = shown.part()
    part.setFocus()
    columns = part._lattice().columns
    ids = [view.id for view in checks]
    for key, place in (
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_Right, 1),
        (Qt.Key.Key_Down, 1 + columns),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_Up, 1),
        (Qt.Key.Key_End, 323),
    ):
        QTest.keyClick(part, key)
        assert part._spot == ids[place]
    QTest.keyClick(part, Qt.Key.Key_PageUp)
    assert part._spot == ids[323]  # pages of the wall are turned by it, wherever the keyboard stands
    QTest.keyClick(part, Qt.Key.Key_Left, Qt.KeyboardModifier.ControlModifier)
    bad = [place for place in range(323) if checks[place].state is not State.OK]
    assert part._spot == ids[bad[-1]]
    QTest.keyClick(part, Qt.Key.Key_Up, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(part, Qt.Key.Key_Down, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(shown.grid.chosen) as told:
        QTest.keyClick(part, Qt.Key.Key_Return)
    chosen = next(view for view in checks if view.id == told.args[0])
    assert chosen.state is not State.OK
    assert shown.read_out.startswith(f"{chosen.name} · ")


def test_fields_speak(qtbot: QtBot) -> None:
    """A screen reader finds counts and the deviations by name, and of many how many more."""
    shown = Shown(qtbot, FULL_HD)
    shown.show(fleet(1_200, bad=True).board.checks)
    found = QAccessible.queryAccessibleInterface(shown.part())
    assert found.text(QAccessible.Text.Name) == "Application servers"
    words = found.text(QAccessible.Text.Description)
    assert words.startswith(
        "Application servers: 5 Critical, 3 Unknown, 5 Warning, 4 In maintenance, 307 OK. app-000"
    )
    assert words.endswith("3 more deviate")


def test_with_the_engine_lost_nothing_is_proved(qtbot: QtBot) -> None:
    """All marks are unknown, panels are framed by the hatch, and no old alarm stands on the shelf."""
    shown = Shown(qtbot, FULL_HD)
    shown.show(fleet(300, bad=True).board.checks, lost=True)
    shown.grab()
    assert [w.text for w in shown.shelf.writings] == ["No fresh proof"]
    assert sum(sum(numbers(part)) for part in shown.parts()) == 300
