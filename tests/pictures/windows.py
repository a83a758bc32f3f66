"""Draws what stands beside the wall: the desk, charts that are looked into, dialogs, what lies over it."""

import asyncio
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.model.board import LimitLine
from app.shell.dialogs import quiet
from app.shell.loop import make_loop
from app.shell.tasks import Tasks
from app.shell.window.keys import KEYS
from app.shell.window.keys_overlay import KeysOverlay
from app.shell.window.shade import Shade
from app.shell.window.theme import apply
from app.shell.zoom.window import ZoomWindow
from tests.pictures.cases import Case
from tests.pictures.days import day, events_of
from tests.pictures.flaws import of_sections, of_window
from tests.pictures.walls import Drawn
from tests.shell.desk.desks import Memory, Stage
from tests.shell.dialogs import gallery
from tests.shell.dialogs.faults import faults
from tests.shell.zoom.engines import Asked, StillClock
from tests.widgets.boards import NOW, long_name
from widgets.popover import Popover
from widgets.sections.foot_line import RoundView
from widgets.wall import Wall
from widgets.zoom.timespan import DAY

Keep = Callable[[Drawn], None]
ALIKE = 3  # pictures in a row
FADED = 0.4  # seconds after which the cross of a search field is there
LONGEST = 20.0  # seconds that a window has for what it waits for
FOREIGN = ("long", "other", "cyrillic", "hebrew")  # names that may be shortened
ROUND = RoundView(pages=7, page=2, share=0.6, title="Payments and everything that pays")


def draw_windows(application: QApplication, cases: Sequence[Case], keep: Keep) -> None:
    """Draw some on a loop as the shell has it."""
    loop = make_loop(application)
    asyncio.set_event_loop(loop)
    quiet.TYPED = 0.001  # nobody types here
    application.styleHints().setCursorFlashTime(0)  # a caret is there, or it is not
    try:
        loop.run_until_complete(_draw_all(application, cases, keep))
    finally:
        loop.close()


async def _draw_all(application: QApplication, cases: Sequence[Case], keep: Keep) -> None:
    drawing = {"desk": _desk, "zoom": _zoom, "dialog": _dialog, "popover": _popover, "over": _over}
    worn = ""
    for case in cases:
        if case.theme != worn:
            apply(application, case.theme)
            worn = case.theme
        async with asyncio.timeout(LONGEST):
            await drawing[case.page.partition("-")[0]](case, keep)


async def _until(what: Callable[[], bool]) -> None:
    while not what():  # noqa: ASYNC110 - what is drawn tells nobody
        await asyncio.sleep(0.01)


async def _desk(case: Case, keep: Keep) -> None:
    shown = day(case.sample)
    memory = Memory(closed=(shown.board.last_closed,) if shown.board.last_closed else ())
    memory.events = [] if case.sample == "empty" else list(events_of(shown.board))
    with tempfile.TemporaryDirectory() as folder:
        stage = Stage(Path(folder), memory, shown.board)
        stage.keeper.change(theme=case.theme)
        desk = stage.made()
        desk.resize(QSize(*case.size))
        desk.follow(shown.board, shown.age, shown.lost)
        desk.open(case.page.removeprefix("desk-"))
        panel = desk.pages.panel
        await asyncio.sleep(0.05)
        if panel is not None:
            await _until(lambda: not panel._latest.busy and (shown.lost or not panel.state.text()))
        if case.page == "desk-checks":  # many are worked out beside the window
            await _until(lambda: desk.pages.tables["checks"].table.rows.rowCount() == len(shown.board.checks))
        if panel is not None and panel.table.rows.ids:
            panel.table._choose(
                [], 0
            )  # the keyboard stands on the first row, whether that or the focus came first
        keep(await _taken(case, desk))
        desk.close()
        desk.deleteLater()
        await stage.close()


def _zoomed(case: Case, tasks: Tasks) -> ZoomWindow:
    """Return a window of charts as a case needs it, that has asked nothing yet."""
    checks = day("bad-day", of_plan=True).board.checks
    view = next(each for each in checks if each.id == "kestrin-live/main")
    names = {"long-names": long_name(view.name), "other-scripts": "المدفوعات תשלומים Платежи"}
    view = replace(view, name=names.get(case.sample, view.name))
    limits = (LimitLine(metric="response_time", rule="slow", level="critical", value=0.9),)
    engine = Asked(view, NOW.wall, limits=limits)
    if case.sample == "gap":
        engine.silent = (NOW.wall - 1500, NOW.wall - 900)
    engine.error = "the engine gave no answer in 30 s" if case.sample == "refused" else ""
    window = ZoomWindow(
        view.id,
        ask=engine,
        clock=StillClock(NOW),
        tasks=tasks,
        theme=case.theme,
        metric="response_time",
    )
    window.resize(QSize(*case.size))
    return window


async def _zoom(case: Case, keep: Keep) -> None:
    tasks = Tasks()
    window = _zoomed(case, tasks)
    bar, page = window.bar, window.page
    window.show()
    await _until(lambda: bool(page.charts) or case.sample == "refused")
    match case.sample:
        case "together":
            bar._chosen.setCurrentIndex(bar._chosen.count() - 1)
        case "compare" | "long-names":
            bar._compare.setCurrentIndex(bar._compare.findData(DAY))
        case "percentiles":
            bar._lines.click()
    await asyncio.sleep(0.3)  # until a hand has rested, and the history was asked
    charts = bar._chosen.count() - 1 if case.sample == "together" else len(page.charts)
    await _until(lambda: len(page.charts) == charts and page.is_whole())
    await _until(lambda: case.sample == "refused" or not window.foot._state.text())
    if case.sample == "lost":
        window.link_lost("gone")
    if case.sample == "gap":
        page._hover(NOW.wall - 300)
    await _still(window, window._show)  # a plot knows where its limits stand once it was painted
    await _until(lambda: case.sample == "refused" or page.is_whole())
    keep(await _taken(case, window))
    window.close()
    await tasks.close()
    window.deleteLater()


async def _dialog(case: Case, keep: Keep) -> None:
    name, _, kind = case.sample.partition("-")
    tasks = Tasks()
    dialog = await gallery.opened(
        gallery.Case(case.page.removeprefix("dialog-"), name, kind), case.theme, tasks
    )
    if case.page == "dialog-commands":
        await asyncio.sleep(FADED)
    keep(await _taken(case, dialog))
    dialog.close()
    dialog.deleteLater()
    await asyncio.sleep(0)
    await tasks.close()


async def _popover(case: Case, keep: Keep) -> None:
    shown = day(case.sample)
    view = Popover(case.theme)
    view.show_board(shown.board, shown.age, shown.lost)
    keep(await _taken(case, view))
    view.deleteLater()


async def _over(case: Case, keep: Keep) -> None:
    """Show what lies over a wall, or what a round of pages says in its foot."""
    shown, wall = day(case.sample), Wall(case.theme)
    wall.resize(QSize(*case.size))
    wall.add_points(shown.points)
    wall.show_board(shown.board, shown.age, shown.lost)
    wall.grab()
    match case.page.removeprefix("over-"):
        case "keys":
            KeysOverlay([key for key in KEYS if key.keys], wall.pages(), wall).show_over()
        case "dimmed":
            Shade(wall).set_light(0.5)
        case "held":
            wall.foot.show_round(ROUND._replace(note="held"))
        case _:
            wall.foot.show_round(ROUND._replace(note="alarm", alarms=frozenset({2, 5})))
    keep(await _taken(case, wall))
    wall.deleteLater()


async def _still(window: QWidget, renew: Callable[[], None] = lambda: None) -> QImage:
    """Return the picture of a window when nothing of it changes any more: what comes, comes in some turns."""
    former, alike = QImage(), 0
    while alike < ALIKE:
        renew()
        picture = window.grab().toImage()
        alike = alike + 1 if picture == former else 0
        former = picture
        # Not by processEvents: the loop's own tasks must not run within this one.
        await asyncio.sleep(0.03)
    return former


async def _taken(case: Case, window: QWidget) -> Drawn:
    """Return the picture of a window as it stands, and what is wrong with it."""
    picture = await _still(window)
    may_cut = case.sample.partition("-")[0] in FOREIGN or case.page in ("zoom", "popover")
    flaws = [*of_sections(window, may_cut=may_cut), *of_window(window)]
    if isinstance(window, QDialog) and case.page.startswith("dialog-"):
        flaws += faults(window)
    return Drawn(case, picture, tuple(dict.fromkeys(flaws)))
