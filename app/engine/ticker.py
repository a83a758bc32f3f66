"""What "since you looked" shows: the events that people care about."""

from collections import deque
from collections.abc import Iterable

from app.model.board import Glyph, TickerEntry
from app.model.event import Event, EventKind
from app.model.phrase import Phrase, phrase
from app.model.state import State

KEPT = 30
RECALLED = 300  # stored events among which a restart looks for the newest entries
_STATE = {
    State.OK.value: Glyph.OK,
    State.WARNING.value: Glyph.WARNING,
    State.CRITICAL.value: Glyph.CRITICAL,
    State.UNKNOWN.value: Glyph.UNKNOWN,
}
_INCIDENT = {
    "opened": phrase("{id} opened: {title}"),
    "worsened": phrase("{id} is worse: {title}"),
    "closed": phrase("{id} is over: {title}"),
    "withdrawn": phrase("{id} is no longer watched: {title}"),
}


class Ticker:
    """The newest entries, newest first."""

    def __init__(self) -> None:
        self._entries: deque[TickerEntry] = deque(maxlen=KEPT)

    @property
    def entries(self) -> tuple[TickerEntry, ...]:
        """All entries, newest first."""
        return tuple(self._entries)

    def take(self, events: Iterable[Event]) -> None:
        """Look at events, oldest first."""
        for event in events:
            entry = _entry(event)
            if entry is not None:
                self._entries.appendleft(entry)


def _entry(event: Event) -> TickerEntry | None:
    match event.kind:
        case EventKind.STATE if (
            event.data.get("before") != State.PENDING.value or event.what != State.OK.value
        ):
            glyph = _STATE.get(event.what, Glyph.PENDING)
            return TickerEntry(id=event.id, at=event.at, glyph=glyph, text=_named(event))
        case EventKind.INCIDENT:
            return _of_incident(event)
        case EventKind.ENGINE if event.what in ("banner", "started"):
            glyph = _STATE.get(event.reason, Glyph.GOOD)
            return TickerEntry(id=event.id, at=event.at, glyph=glyph, text=event.text)
        case _:
            return None


def _named(event: Event) -> Phrase:
    name = str(event.data.get("name") or event.subject)
    if event.what == State.OK.value:
        return phrase("{name} is good again", name=name)
    return phrase("{name}: {reason}", name=name, reason=event.text.plain())


def _of_incident(event: Event) -> TickerEntry | None:
    owner = str(event.data.get("owner") or "")
    if event.what == "acknowledged":
        text = phrase("{who} has {id}: {title}", who=owner, id=event.subject, title=event.text.plain())
        return TickerEntry(id=event.id, at=event.at, glyph=Glyph.GOOD, text=text)
    known = _INCIDENT.get(event.what)
    if known is None:
        return None
    over = event.what in ("closed", "withdrawn")
    glyph = Glyph.GOOD if over else _STATE.get(event.reason.upper(), Glyph.WARNING)
    text = phrase(known.template, id=event.subject, title=event.text.plain())
    return TickerEntry(id=event.id, at=event.at, glyph=glyph, text=text)
