"""What the pages of a picture are shown: sample boards, with what pages of a plan need beside them."""

from collections.abc import Iterator
from functools import cache

from msgspec.structs import replace

from app.model.board import Board, CheckView, ErrorEntry, SeriesView
from app.model.event import Event, EventKind
from app.model.phrase import phrase
from app.model.state import ErrorClass, State
from app.model.target import ElementClass
from app.model.wall import PageKind, PageView, WallPage
from tests.widgets.boards import SAMPLES, Sample, ago, business, points_of
from tests.widgets.plans import PLANS

PLANNED: dict[str, PageView] = {
    name: PLANS[name] for name in ("response_times", "error_stream", "provider", "payments", "grid")
}
PLANNED["big_number"] = PageView(
    page=WallPage(kind=PageKind.BIG_NUMBER, check="kestrin-live/main", series="response_time")
)
_CLASSES = {"provider": ElementClass.GAME_PROVIDER, "payments": ElementClass.PAYMENT}
STREAM = 40
KINDS = (ErrorClass.STATUS, ErrorClass.TIMEOUT_READ, ErrorClass.DNS, None)  # None: a line of a log


@cache  # a thousand checks take a while to be made
def day(name: str, *, of_plan: bool = False) -> Sample:
    """Return a sample; for pages of a plan also with what was said of errors, and the figures of business."""
    sample = SAMPLES[name.removesuffix("-kept")]()
    if not of_plan:
        return sample
    told = {view.id: _figures(view) for view in sample.board.checks}
    checks = tuple(replace(view, series=(*view.series, *told[view.id])) for view in sample.board.checks)
    past = points_of([replace(view, series=told[view.id]) for view in checks if told[view.id]])
    past = tuple(point for point in past if not point.check.startswith("class:"))
    board = replace(sample.board, checks=checks)
    board = board if board.stream else replace(board, stream=tuple(_stream(board)))
    return sample._replace(board=board, points=(*sample.points, *past))


def planned(page: str, board: Board) -> PageView:
    """Return the plan of a page for the checks of a board: another inventory has another plan."""
    view, ids = PLANNED[page], {check.id for check in board.checks}
    if not ids or not view.checks or ids & set(view.checks):
        return view if page != "big_number" or view.page.check in ids else _of_first(view, board)
    wanted = _CLASSES[page]
    return replace(view, checks=tuple(check.id for check in board.checks if check.element is wanted))


def events_of(board: Board) -> Iterator[Event]:
    """Yield what an engine would have in its record by now, the oldest first."""
    bad = [view for view in board.checks if view.state is not State.OK][:12]
    number = 4_711
    for view in reversed(bad):
        incident = next((each.id for each in board.incidents if each.target == view.target), "I-1")
        rows = (
            (EventKind.STATE, view.id, view.state.value, "", view.sentence),
            (EventKind.ALERT, view.id, "fired", "", phrase("up of {name} fired", name=view.name)),
            (EventKind.INCIDENT, incident, "opened", "", phrase("{name} is broken", name=view.name)),
            (EventKind.NOTICE, incident, "told", "new", phrase("Told: pop-up, sound")),
            (EventKind.NOTICE, incident, "withheld", "muted", phrase("Sound is muted by Mira K.")),
            (EventKind.DELIVERY, "ops", "delivered", "", phrase("ops has it after 0.8 s")),
        )
        for kind, subject, what, reason, text in rows:
            at = ago(30.0 * (4_800 - number))
            yield Event(id=number, at=at, kind=kind, subject=subject, what=what, reason=reason, text=text)
            number += 1


def _figures(view: CheckView) -> tuple[SeriesView, ...]:
    """Return what a provider or a gateway tells of itself; while it is well that is as usual."""
    names = {series.name for series in view.series}
    told = next((each.series for each in business().board.checks if each.id == view.id), ())
    if view.state is State.PENDING or view.last is None:
        return ()
    well = {"success_rate": 0.998, "players": 8_421.0, "approval_rate": 0.914, "pending": 6.0}
    return tuple(
        replace(each, value=well.get(each.name, each.value)) if view.state is State.OK else each
        for each in told
        if each.name not in names and each.name not in ("response_time", "error_rate")
    )


def _stream(board: Board) -> Iterator[ErrorEntry]:
    bad = [view for view in board.checks if view.state in (State.CRITICAL, State.WARNING)]
    for number, view in enumerate(bad[:STREAM]):
        yield ErrorEntry(
            check=view.id,
            error=view.error or KINDS[number % len(KINDS)],
            text=view.sentence,
            state=view.state,
            count=3 * number + 1,
            first=ago(900 + 30 * number),
            since=ago(60 + 30 * number),
            last=ago(3),
            over=ago(30 * number) if number % 3 == 2 else None,
        )


def _of_first(view: PageView, board: Board) -> PageView:
    """Return the page of a number for the first check that tells one."""
    first = next((check for check in board.checks if check.series), None)
    if first is None:
        return view
    return replace(view, page=replace(view.page, check=first.id, series=first.series[0].name))
