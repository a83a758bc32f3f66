"""The availability row: each class of services, now and over time."""

from collections.abc import Sequence
from dataclasses import replace
from typing import NamedTuple

from app.model.board import CheckView
from app.model.clock import Moment
from app.model.message import Point
from app.model.quantity import percent
from app.model.state import State
from app.model.target import ElementClass
from widgets.group import Key
from widgets.sign import Sign, sign_of_check
from widgets.strip_paint import StripStyle
from widgets.tr import tr
from widgets.views.deviations import deviates, good_of, order
from widgets.views.words import element_titles, since_words, state_word

SERIES = "available"  # share of the checks that are good, gathered by the screen itself


class ServiceTile(NamedTuple):
    """One class with its availability; ``notes`` are wordings."""

    element: ElementClass
    names: tuple[str, ...]
    value: str
    notes: tuple[str, ...]
    state: State
    sign: Sign | None
    stale: bool
    key: Key
    style: StripStyle

    @property
    def spoken(self) -> str:
        """The tile in words."""
        return ", ".join(part for part in (f"{self.names[0]} {self.value}".strip(), self.notes[0]) if part)


def service_tiles(
    by_class: dict[ElementClass, Sequence[CheckView]], now: Moment, *, lost: bool = False
) -> tuple[ServiceTile, ...]:
    """Return a tile for each class, in their fixed order."""
    return tuple(_tile(element, by_class.get(element, ()), now, lost=lost) for element in ElementClass)


def own_names() -> frozenset[str]:
    """Return the names under which the screen gathers shares."""
    return frozenset(f"class:{element}" for element in ElementClass)


def share_points(by_class: dict[ElementClass, Sequence[CheckView]], now: Moment) -> list[Point]:
    """Return the share of good checks of each class; unproved ones and planned work count for neither."""
    points: list[Point] = []
    for element, views in by_class.items():
        proved = [v for v in views if v.state not in (State.UNKNOWN, State.PENDING) and not v.maintenance]
        good = sum(v.state is not State.CRITICAL for v in proved)
        value = good / len(proved) if proved else None
        points.append(Point(check=f"class:{element}", series=SERIES, at=now.wall, value=value))
    return points


def _tile(element: ElementClass, views: Sequence[CheckView], now: Moment, *, lost: bool) -> ServiceTile:
    bad = [] if lost else sorted((v for v in views if deviates(v)), key=order)
    worst = bad[0] if bad else None
    return ServiceTile(
        element=element,
        names=element_titles(element),
        value=_value(views, lost=lost),
        notes=(tr("as it was, not proved"),) if lost and views else _notes(views, worst, now),
        state=worst.state if worst else State.OK,
        sign=sign_of_check(worst) if worst else None,
        stale=bool(worst and worst.stale) or (lost and bool(views)),
        key=(f"class:{element}", SERIES),
        style=_style(worst, lost=lost),
    )


def _style(worst: CheckView | None, *, lost: bool) -> StripStyle:
    plain = StripStyle(gap=60.0, base=False, dim=lost, grows=True)
    if worst is None or worst.since is None or worst.state is State.UNKNOWN:
        return plain
    token = "critical" if worst.state is State.CRITICAL else "warning_line"
    return replace(plain, coloured=token, coloured_from=worst.since.wall - worst.interval)


def _value(views: Sequence[CheckView], *, lost: bool) -> str:
    """Return the mean availability over the kept history; without any proof it says so."""
    if not views:
        return ""
    known = [view.availability for view in views if view.availability is not None]
    if not known or (not lost and all(view.state is State.UNKNOWN for view in views)):
        return tr("No proof")
    return tr("{value} %", value=percent(sum(known) / len(known)))


def _notes(views: Sequence[CheckView], worst: CheckView | None, now: Moment) -> tuple[str, ...]:
    if not views:
        return (tr("Nothing watched here"),)
    waiting = sum(view.state is State.PENDING for view in views)
    if waiting == len(views):
        return (tr("{n} wait for first answers", n=str(waiting)), tr("{n} wait", n=str(waiting)))
    good = str(good_of(views))
    now_good = tr("{good}/{total} good", good=good, total=str(len(views)))
    if worst is None:
        return tr("available · {now_good}", now_good=now_good), now_good
    word = tr("Stale") if worst.stale else state_word(worst.state)
    aged = f"{word} {since_words(worst.since, now)}".strip()
    return f"{aged} · {now_good}", aged
