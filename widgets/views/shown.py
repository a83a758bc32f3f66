"""Checks as they may be shown now: what is old is stale, whatever the board once said."""

from collections.abc import Iterable

from msgspec.structs import replace

from app.model.board import CheckView
from app.model.clock import Moment
from app.model.state import State

STALE_INTERVALS = 3


def shown(view: CheckView, now: Moment, *, lost: bool = False) -> CheckView:
    """Return the check as its age allows; with the engine lost nothing is proved any more."""
    if view.stale or view.state is State.PENDING or not view.enabled:
        return view
    if lost:
        return _stale(view, view.last or now)  # since its newest answer: what came after it is not known
    if view.last is None or now.seconds_since(view.last) <= STALE_INTERVALS * view.interval:
        return view
    return _stale(view, view.last.later(STALE_INTERVALS * view.interval))


def all_shown(views: Iterable[CheckView], now: Moment, *, lost: bool = False) -> tuple[CheckView, ...]:
    """Return the enabled checks as they may be shown."""
    return tuple(shown(view, now, lost=lost) for view in views if view.enabled)


def _stale(view: CheckView, since: Moment) -> CheckView:
    return replace(view, state=State.UNKNOWN, stale=True, was=view.state, soft=False, since=since)
