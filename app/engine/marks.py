"""Marks in charts: what people say that was done, and what happened to a check."""

from collections.abc import Iterable

from app.engine.core import Core
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.incident import EntryKind, Incident
from app.model.intent import PlaceMark
from app.model.message import Answer, AskMarks
from app.model.past import ChartMark, Deploy, MarkKind
from app.model.phrase import foreign, phrase

_TEXT = 120
_NAME = 80
_MOST_TARGETS = 100
_LONGEST_AGO = 38 * 86_400.0  # seconds: what charts show
_MOST_MARKS = 500  # the newest of a span


def placed(core: Core, wish: PlaceMark, who: str) -> Answer:
    """Mark what somebody says; ``error`` says what cannot be."""
    books, now = core.books, core.clock.now()
    text = foreign(wish.text, _TEXT)
    if not text:
        return Answer(id=0, error="a mark needs a text")
    for target in wish.targets[:_MOST_TARGETS]:
        if target not in books.targets:
            return Answer(id=0, error=f"no target is called {foreign(target, _NAME)!r}")
    at = now.later(-min(max(0.0, wish.ago), _LONGEST_AGO))
    targets = tuple(dict.fromkeys(wish.targets[:_MOST_TARGETS]))
    deploy = Deploy(id=books.deploys.next_id, at=at, text=text, who=who, targets=targets)
    books.deploys.add(deploy)
    core.journal.mark(deploy)
    core.journal.event(
        EventKind.MARK,
        ", ".join(targets) or "all",
        "placed",
        now,
        text=phrase("{text}", text=text),
        data={"who": who, "targets": list(targets), "done_at": at.wall},
    )
    core.changes.touch()
    return Answer(id=0, text=f"marked {text!r} for {_whom(targets)}")


def marks_of(
    ask: AskMarks, target: str, incidents: Iterable[Incident], deploys: Iterable[Deploy]
) -> tuple[ChartMark, ...]:
    """Return what happened to a check in a span: its incidents, and what was done to its target."""
    found = [mark for each in incidents if _had(each, ask.check) for mark in incident_marks(each)]
    found += [
        ChartMark(at=each.at.wall, kind=MarkKind.DEPLOYED, text=phrase("{text}", text=each.text))
        for each in deploys
        if each.concerns(target)
    ]
    inside = sorted((m for m in found if ask.since <= m.at <= ask.until), key=lambda mark: mark.at)
    return tuple(inside[-_MOST_MARKS:])


def maintenance_marks(core: Core, check: str) -> tuple[ChartMark, ...]:
    """Return when the windows that cover a check began last, and when that was over."""
    windows, now = core.books.suppression.windows, core.clock.now()
    found: list[ChartMark] = []
    for window in windows.all:
        run = windows.run_of(window.id)
        if run is None or check not in windows.covers(window.id):
            continue
        text = phrase("{reason}", reason=foreign(window.reason or window.id, _TEXT))
        found.append(ChartMark(at=run.began.wall, kind=MarkKind.MAINTENANCE, text=text))
        end: Moment = run.ended or run.until
        if end.wall <= now.wall:
            over = phrase("over: {reason}", reason=foreign(window.reason or window.id, _TEXT))
            found.append(ChartMark(at=end.wall, kind=MarkKind.MAINTENANCE, text=over))
    return tuple(found)


def incident_marks(incident: Incident) -> list[ChartMark]:
    """Return when an incident began, was taken each time, and ended."""
    name = incident.id
    found = [ChartMark(at=incident.began.wall, kind=MarkKind.BEGAN, text=phrase("{id} began", id=name))]
    taken = [entry for entry in incident.timeline if entry.kind is EntryKind.ACKNOWLEDGED]
    found += [
        ChartMark(at=each.at.wall, kind=MarkKind.TAKEN, text=phrase("{who} took {id}", who=each.who, id=name))
        for each in taken
    ]
    if incident.closed is not None:
        over = phrase("{id} is over", id=name)
        found.append(ChartMark(at=incident.closed.wall, kind=MarkKind.ENDED, text=over))
    return found


def _had(incident: Incident, check: str) -> bool:
    """Return whether a check is part of an incident, or was."""
    return any(key.check == check for key in (*incident.alerts, *incident.past))


def _whom(targets: tuple[str, ...]) -> str:
    return ", ".join(foreign(each, _NAME) for each in targets) or "all targets"
