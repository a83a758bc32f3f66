"""Draws what stands beside the wall: the desk, charts that are looked into, dialogs, and what lies over it."""

import asyncio
import tempfile
from collections.abc import Awaitable, Callable, Iterator, Sequence
from pathlib import Path

from msgspec.structs import replace
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from app.model.board import LimitLine
from app.shell.desk.pages import PAGES
from app.shell.dialogs import quiet
from app.shell.loop import make_loop
from app.shell.tasks import Tasks
from app.shell.window.keys import KEYS
from app.shell.window.keys_overlay import KeysOverlay
from app.shell.window.shade import Shade
from app.shell.window.theme import apply
from app.shell.zoom.window import ZoomWindow
from tests.pictures.cases import DESK, FULL_HD, NATURAL, ULTRA_HD, Case
from tests.pictures.days import day, events_of
from tests.pictures.flaws import of_sections, of_window
from tests.pictures.walls import Drawn
from tests.shell.desk.desks import Memory, Stage
from tests.shell.dialogs import gallery
from tests.shell.dialogs.faults import faults
from tests.shell.zoom.engines import Asked, StillClock
from tests.widgets.boards import NOW, long_name
from widgets.palette import THEMES
from widgets.popover import Popover
from widgets.sections.foot_line import RoundView
from widgets.wall import Wall
from widgets.zoom.timespan import DAY

Show = Callable[[Case], Awaitable[QWidget]]
PAIRS = tuple(zip(("short", "long", "cyrillic", "hebrew"), ("dark", "light", "high_contrast", "dark"), strict=True))
DESK_DAYS = ("good-day", "sixty-alarms", "engine-lost", "blind", "empty", "one-target", "thousand")
NAMES = ("long-names", "other-scripts")
ZOOMED = ("plain", "gap", "compare", "percentiles", "together", "lost", "refused", "long-names", "other-scripts")
OVER = ("keys", "dimmed", "held", "alarm-round")
LONGEST = 10.0  # seconds that a window has for what it waits for


def window_cases() -> tuple[Case, ...]:
    """Return the pictures of windows: each pair of one with a size, a scale, a theme and a day."""
    found = dict.fromkeys((*_of_desk(), *_of_zoom(), *_of_dialogs(), *_of_the_rest()))
    return tuple(sorted(found, key=lambda case: (case.scale, case.theme)))


def draw_windows(application: QApplication, cases: Sequence[Case], keep: Callable[[Drawn], None]) -> None:
    """Draw some on a loop as the shell has it."""
    loop = make_loop(application)
    asyncio.set_event_loop(loop)
    quiet.TYPED = 0.001
    try:
        loop.run_until_complete(_draw_all(application, cases, keep))
    finally:
        loop.close()


def _of_desk() -> Iterator[Case]:
    for page in PAGES:
        name = f"desk-{page}"
        for theme in THEMES:
            yield Case("bad-day", DESK, theme, name)
        for size in (FULL_HD, ULTRA_HD):
            yield Case("bad-day", size, page=name)
        for scale in (1.5, 2.0):
            yield Case("bad-day", DESK, page=name, scale=scale)
        days = (*DESK_DAYS, *NAMES) if page != "events" else ("engine-lost", "empty", *NAMES)
        yield from (Case(day, DESK, page=name) for day in days)


def _of_zoom() -> Iterator[Case]:
    for kind in ZOOMED:
        yield Case(kind, (1280, 760), page="zoom")
    for size in (FULL_HD, ULTRA_HD):
        yield Case("compare", size, page="zoom")
    for theme in THEMES[1:]:
        yield Case("compare", (1280, 760), theme, "zoom")
    for scale in (1.5, 2.0):
        yield Case("together", (1280, 760), page="zoom", scale=scale)


def _of_dialogs() -> Iterator[Case]:
    """Yield each dialog with each kind of names, theme and scale, and where it asks, with no answer."""
    scales = {"long": 1.5, "cyrillic": 2.0}
    for dialog in gallery.DIALOGS:
        for name, theme in PAIRS:
            yield Case(f"{name}-full", NATURAL, theme, f"dialog-{dialog}", scales.get(name, 1.0))
        if dialog in gallery.ASKING:
            yield Case("short-empty", NATURAL, "dark", f"dialog-{dialog}")
            yield Case("short-away", NATURAL, "dark", f"dialog-{dialog}")


def _of_the_rest() -> Iterator[Case]:
    for theme in THEMES:
        yield Case("bad-day", NATURAL, theme, "popover")
    for sample in ("good-day", "sixty-alarms", "engine-lost", "blind", "empty", *NAMES):
        yield Case(sample, NATURAL, page="popover")
    for scale in (1.5, 2.0):
        yield Case("bad-day", NATURAL, page="popover", scale=scale)
    for over in OVER:
        yield Case("bad-day", FULL_HD, page=f"over-{over}")
    yield Case("bad-day", ULTRA_HD, page="over-keys")
    yield Case("bad-day", FULL_HD, "light", "over-keys")


async def _draw_all(
    application: QApplication, cases: Sequence[Case], keep: Callable[[Drawn], None]
) -> None:
    worn = ""
    for case in cases:
        if case.theme != worn:
            apply(application, case.theme)
            worn = case.theme
        kind = case.page.partition("-")[0]
        async with asyncio.timeout(LONGEST):
            await {"desk": _desk, "zoom": _zoom, "dialog": _dialog, "popover": _popover, "over": _over}[kind](
                case, keep
            )


async def _desk(case: Case, keep: Callable[[Drawn], None]) -> None:
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
        desk.follow(shown.board, shown.age, shown.lost)
        await asyncio.sleep(0.05)
        while panel is not None and (panel._latest.busy or (panel.state.text() and not shown.lost)):
            await asyncio.sleep(0.01)
        await asyncio.sleep(0.03)
        keep(_taken(case, desk))
        desk.close()
        desk.deleteLater()
        await stage.close()


async def _zoom(case: Case, keep: Callable[[Drawn], None]) -> None:
    view = next(each for each in day("bad-day").board.checks if each.id == "kestrin-live/main")
    if case.sample == "long-names":
        view = replace(view, name=long_name(view.name))
    if case.sample == "other-scripts":
        view = replace(view, name="المدفوعات תשלומים Платежи")
    limits = (LimitLine(metric="response_time", rule="slow", level="critical", value=0.9),)
    engine, tasks = Asked(view, NOW.wall, limits=limits), Tasks()
    if case.sample == "gap":
        engine.silent = (NOW.wall - 1500, NOW.wall - 900)
    if case.sample == "refused":
        engine.error = "the engine gave no answer in 30 s"
    metric = "" if case.sample == "together" else "response_time"
    window = ZoomWindow(
        view.id, ask=engine, clock=StillClock(NOW), tasks=tasks, theme=case.theme, metric=metric
    )
    window.resize(QSize(*case.size))
    window.show()
    while not (window.page.charts or case.sample == "refused"):
        await asyncio.sleep(0.02)
    if case.sample in ("compare", "long-names"):
        window.bar._compare.setCurrentIndex(window.bar._compare.findData(DAY))
    if case.sample == "percentiles":
        window.bar._lines.click()
    await asyncio.sleep(0.3)
    while any(chart._plot is None for chart in window.page.charts) or window.foot._state.text() == "":
        if window.page.charts and all(chart._plot is not None for chart in window.page.charts):
            break
        await asyncio.sleep(0.02)
    if case.sample == "lost":
        window.link_lost("gone")
    if case.sample == "gap":
        window.page._hover(NOW.wall - 300)
    window.grab()
    await asyncio.sleep(0.05)
    keep(_taken(case, window))
    window.close()
    await tasks.close()
    window.deleteLater()


async def _dialog(case: Case, keep: Callable[[Drawn], None]) -> None:
    name, _, kind = case.sample.partition("-")
    tasks = Tasks()
    dialog = await gallery.opened(
        gallery.Case(case.page.removeprefix("dialog-"), name, kind), case.theme, tasks
    )
    keep(_taken(case, dialog))
    dialog.close()
    dialog.deleteLater()
    await asyncio.sleep(0)
    await tasks.close()


async def _popover(case: Case, keep: Callable[[Drawn], None]) -> None:
    shown = day(case.sample)
    view = Popover(case.theme)
    view.show_board(shown.board, shown.age, shown.lost)
    keep(_taken(case, view))
    view.deleteLater()


async def _over(case: Case, keep: Callable[[Drawn], None]) -> None:
    """Show what lies over a wall, or what a round of pages says in its foot."""
    shown, wall = day(case.sample), Wall(case.theme)
    wall.resize(QSize(*case.size))
    wall.add_points(shown.points)
    wall.show_board(shown.board, shown.age, shown.lost)
    wall.grab()
    title = "Payments and everything that pays"
    match case.page.removeprefix("over-"):
        case "keys":
            KeysOverlay([key for key in KEYS if key.keys], wall.pages(), wall).show_over()
        case "dimmed":
            Shade(wall).set_light(0.5)
        case "held":
            wall.foot.show_round(RoundView(pages=7, page=2, share=0.6, title=title, note="held"))
        case _:
            wall.foot.show_round(
                RoundView(pages=7, page=2, share=0.6, title=title, note="alarm", alarms=frozenset({2, 5}))
            )
    keep(_taken(case, wall))
    wall.deleteLater()


def _taken(case: Case, window: QWidget) -> Drawn:
    """Return the picture of a window as it stands, and what is wrong with it."""
    window.grab()
    QApplication.processEvents()
    picture = window.grab().toImage()
    may_cut = case.sample.partition("-")[0] in ("long", "other", "cyrillic", "hebrew") or case.page == "zoom"
    flaws = [*of_sections(window, may_cut=may_cut), *of_window(window)]
    if isinstance(window, QDialog) and case.page.startswith("dialog-"):
        flaws += faults(window)
    return Drawn(case, picture, tuple(dict.fromkeys(flaws)))
