"""Which page a wall shows now: a pure decision; who calls says what the time is.

A page is shown for its dwell, longer while something on it is bad. A new critical incident that nobody has
brings its page at once. While one is open, its page has the wall for ``ALARM`` and the others come in
between, one at a time: an incident that nobody takes for a night must not hide all else. A person's hold
outweighs everything, and a page turned by hand outweighs the rotation for ``PAUSE``, but no new alarm.
"""

import enum
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Final

PAUSE: Final = 60.0  # seconds that a page stays which a person has turned to
ALARM: Final = 60.0  # that the page of an alarm has, before another is shown in between
ALARMS: Final = 15.0  # the same where several pages are in alarm, each
HELD: Final = 1800.0  # after which a hold is taken for forgotten
GRACE: Final = 3.0  # that a page may be late before it is told


class Why(enum.StrEnum):
    """Why the present page is shown."""

    FIRST = "first"
    TURN = "turn"
    ALARM = "alarm"
    BETWEEN = "between"  # another page while an alarm is open
    BACK = "back"  # the alarm is over
    HAND = "hand"


@dataclass(frozen=True)
class Dwell:
    """How long a page is shown, and how long while something on it is bad; seconds."""

    good: float
    bad: float


@dataclass(frozen=True)
class News:
    """What the rotation needs of the board. ``alarms``: critical incidents nobody has, and their pages."""

    bad: frozenset[int] = frozenset()
    alarms: tuple[tuple[str, int], ...] = ()


@dataclass(frozen=True)
class Turning:
    """Where the rotation stands; times are monotonic seconds."""

    page: int
    since: float
    why: Why = Why.FIRST
    held: float | None = None  # since when a person holds it
    paused: float = 0.0  # until when a page that was turned by hand stays
    known: frozenset[str] = frozenset()  # alarms whose page was brought
    back: int | None = None  # the page from which the first alarm took the wall
    ordinary: int = 0  # the page that the round has come to


def started(now: float, *, page: int = 0) -> Turning:
    """Return the beginning of a rotation."""
    return Turning(page=page, since=now, ordinary=page)


def due(turning: Turning, plan: Sequence[Dwell], news: News) -> float | None:
    """Return when the page is turned if nothing happens; None: it stays."""
    if turning.held is not None:
        return turning.held + HELD
    if len(plan) < 2:
        return None
    if turning.why is Why.HAND:
        return max(turning.paused, turning.since)
    pages = _pages(news)
    if turning.page in pages and turning.why is Why.ALARM:
        return turning.since + (ALARM if len(pages) == 1 else ALARMS)
    dwell = plan[turning.page]
    return turning.since + (dwell.bad if turning.page in news.bad else dwell.good)


def decided(turning: Turning, plan: Sequence[Dwell], news: News, now: float) -> Turning:
    """Return where the rotation stands now."""
    if turning.page >= len(plan):
        turning = started(now)
    if turning.held is not None:
        if now < turning.held + HELD:
            return turning
        turning = replace(turning, held=None, since=now)
    names = frozenset(name for name, _ in news.alarms)
    fresh = [page for name, page in news.alarms if name not in turning.known]
    turning = replace(turning, known=turning.known & names)
    if fresh:
        back = turning.page if turning.back is None else turning.back
        return _at(replace(turning, known=names, back=back), fresh[0], now, Why.ALARM)
    if not names and turning.back is not None:
        turning = _over(turning, now)
    when = due(turning, plan, news)
    if when is None or now < when:
        return turning
    return _turned(turning, plan, news, now)


def hold(turning: Turning, now: float) -> Turning:
    """Hold the page, or let it go: then its time begins anew."""
    return replace(turning, held=now) if turning.held is None else replace(turning, held=None, since=now)


def turn(turning: Turning, plan: Sequence[Dwell], page: int, now: float) -> Turning:
    """Show a page that a person wished for; a held one stays held on the new page."""
    page %= len(plan)
    held = now if turning.held is not None else None
    moved = _at(turning, page, now, Why.HAND)
    return replace(moved, ordinary=page, paused=now + max(PAUSE, plan[page].good), held=held)


def late(turning: Turning, plan: Sequence[Dwell], news: News, now: float) -> float:
    """Return the seconds for which a page should have been turned already; 0: all is well."""
    when = due(turning, plan, news)
    over = now - when - GRACE if when is not None else 0.0
    return max(0.0, over)


def share(turning: Turning, plan: Sequence[Dwell], news: News, now: float) -> float:
    """Return the share of its time that the page has had, for the progress mark."""
    when = due(turning, plan, news)
    if when is None or turning.held is not None or when <= turning.since:
        return 0.0
    return min(1.0, max(0.0, (now - turning.since) / (when - turning.since)))


def longest_round(plan: Sequence[Dwell]) -> float:
    """Return the seconds within which every page is shown while no person and no new incident interferes.

    That is each page in its turn, and before it every page as one in alarm.
    """
    dwells = sum(max(each.good, each.bad) for each in plan)
    return dwells + len(plan) * max(ALARM, ALARMS * len(plan))


def _turned(turning: Turning, plan: Sequence[Dwell], news: News, now: float) -> Turning:
    pages = _pages(news)
    others = [page for page in _after(turning.ordinary, len(plan)) if page not in pages]
    if not pages:
        return replace(_at(turning, others[0], now, Why.TURN), ordinary=others[0])
    seen = turning.page if turning.why is Why.ALARM else -1
    following = next((page for page in pages if page > seen), None)
    if following is None and others:
        return replace(_at(turning, others[0], now, Why.BETWEEN), ordinary=others[0])
    return _at(turning, pages[0] if following is None else following, now, Why.ALARM)


def _over(turning: Turning, now: float) -> Turning:
    """Go back to where the alarm took the wall away; a page that a person turned to stays."""
    page = turning.back if turning.back is not None else turning.page
    turning = replace(turning, back=None)
    if turning.why is Why.HAND:
        return turning
    return replace(_at(turning, page, now, Why.BACK), ordinary=page)


def _at(turning: Turning, page: int, now: float, why: Why) -> Turning:
    return replace(turning, page=page, since=now, why=why)


def _pages(news: News) -> tuple[int, ...]:
    """Return the pages in alarm, each once, in their order."""
    return tuple(sorted({page for _, page in news.alarms}))


def _after(page: int, count: int) -> Iterable[int]:
    return ((page + step) % count for step in range(1, count + 1))
