"""What "since you looked" shows: incidents and the program itself.

A check's own changes of state are not here: confirmed ones are incidents, the others nobody needs.
"""

from collections import deque
from collections.abc import Iterable

from app.model.board import Glyph, TickerEntry
from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.phrase import Phrase, phrase
from app.model.state import State

KEPT = 30
_MOST = 60  # with what came and went while nobody looked
_STATE = {
    State.OK.value: Glyph.OK,
    State.WARNING.value: Glyph.WARNING,
    State.CRITICAL.value: Glyph.CRITICAL,
    State.UNKNOWN.value: Glyph.UNKNOWN,
}
_INCIDENT = {
    "opened": phrase("{title}"),
    "worsened": phrase("{title}, now critical"),
    "reopened": phrase("again: {title}"),
    "grew": phrase("{title}"),
    "merged": phrase("part of another incident: {title}"),
    "released": phrase("nobody has it any more: {title}"),
    "ack-expired": phrase("nobody has it any more: {title}"),
    "closed": phrase("over: {title}"),
    "withdrawn": phrase("no longer watched: {title}"),
}


class Ticker:
    """The newest entries, newest first."""

    def __init__(self) -> None:
        self._entries: deque[TickerEntry] = deque(maxlen=_MOST)
        self.looked: Moment | None = None  # when somebody at a desk last looked

    @property
    def entries(self) -> tuple[TickerEntry, ...]:
        """All entries, newest first."""
        return tuple(self._entries)

    @property
    def unseen(self) -> int:
        """How many entries are newer than when somebody looked."""
        looked = self.looked
        return sum(looked is None or entry.at.mono > looked.mono for entry in self._entries)

    def take(self, events: Iterable[Event]) -> None:
        """Look at events, oldest first."""
        for event in events:
            entry = _entry(event)
            if entry is not None:
                self._entries.appendleft(entry)
                self._drop()

    def _drop(self) -> None:
        """Let the oldest go beyond the usual number: not what is critical and not seen yet."""
        if len(self._entries) <= KEPT:
            return
        places = reversed(range(len(self._entries)))
        spare = next((place for place in places if self._is_spare(self._entries[place])), None)
        if spare is not None:
            del self._entries[spare]

    def _is_spare(self, entry: TickerEntry) -> bool:
        seen = self.looked is not None and entry.at.mono <= self.looked.mono
        return seen or entry.glyph is not Glyph.CRITICAL


def _entry(event: Event) -> TickerEntry | None:
    match event.kind:
        case EventKind.INCIDENT:
            return _of_incident(event)
        case EventKind.ENGINE if event.what in ("banner", "started", "fell"):
            glyph = _STATE.get(event.reason, Glyph.OK)
            return TickerEntry(id=event.id, at=event.at, glyph=glyph, text=event.text)
        case _:
            return None


def _of_incident(event: Event) -> TickerEntry | None:
    owner = str(event.data.get("owner") or "")
    if event.what == "merged" and not event.data.get("merged_into"):
        return None  # what goes on is no news
    if event.what in ("acknowledged", "assigned"):
        text = phrase("{who} has it: {title}", who=owner, title=event.text.plain())
        return _entry_of(event, _level(event), text, quiet=True)
    known = _INCIDENT.get(event.what)
    if known is None:
        return None
    text = phrase(known.template, title=event.text.plain())
    # Only an end is proof: what is taken, no longer watched or part of another one is not good by that.
    glyph = Glyph.GOOD if event.what == "closed" else _level(event)
    return _entry_of(event, glyph, text, quiet=event.what in ("closed", "withdrawn", "merged"))


def _level(event: Event) -> Glyph:
    return _STATE.get(event.reason.upper(), Glyph.WARNING)


def _entry_of(event: Event, glyph: Glyph, text: Phrase, *, quiet: bool) -> TickerEntry:
    return TickerEntry(id=event.id, at=event.at, glyph=glyph, text=text, incident=event.subject, quiet=quiet)
