"""The lines of an incident's timeline."""

from collections.abc import Mapping

from msgspec.structs import replace

from app.model.alert import Alert
from app.model.clock import Moment
from app.model.incident import Entry, EntryKind
from app.model.phrase import Phrase, foreign, phrase

# A flapping incident must not grow without end.
LIMIT = 200
_DROPPED_FIRST = frozenset(
    {
        EntryKind.RECOVERING,
        EntryKind.RELAPSED,
        EntryKind.EASED,
        EntryKind.JOINED,
        EntryKind.TOLD,
        EntryKind.REMINDED,
        EntryKind.ESCALATED,
        EntryKind.WITHHELD,
        EntryKind.BLOCKED,
        EntryKind.GREW,
        EntryKind.SEEN,
        EntryKind.SUPPRESSED,
        EntryKind.UNSUPPRESSED,
    }
)

_BEGINNING = 3  # first bad, soft, hard
_TURNS = frozenset({EntryKind.WORSENED, EntryKind.UNBLOCKED, EntryKind.REOPENED})

_TEXTS: Mapping[EntryKind, Phrase] = {
    EntryKind.FIRST_BAD: phrase("First bad result"),
    EntryKind.HARD: phrase("Confirmed"),
    EntryKind.JOINED: phrase("A further check is bad"),
    EntryKind.WORSENED: phrase("Got worse"),
    EntryKind.EASED: phrase("Eased"),
    EntryKind.RECOVERING: phrase("Good again, being proved"),
    EntryKind.RELAPSED: phrase("Bad again"),
    EntryKind.CLOSED: phrase("Good again"),
    EntryKind.WITHDRAWN: phrase("No longer watched"),
    EntryKind.ACK_CLEARED: phrase("It got worse, so it needs someone anew"),
    EntryKind.BLOCKED: phrase("Explained by a failure above it"),
    EntryKind.REOPENED: phrase("Bad again soon after its end, so it goes on"),
    EntryKind.UNBLOCKED: phrase("Not explained by anything else any more"),
}


def line(kind: EntryKind, at: Moment, *, alert: Alert | None = None) -> Entry:
    """Return a line of ``kind``; what an alert says of itself goes before the general words."""
    text = _TEXTS[kind]
    if alert is not None and alert.reason.template:
        text = phrase("{what}: {reason}", what=text.plain(), reason=alert.reason.plain())
    return Entry(at=at, kind=kind, text=text)


def partly_good(name: str, kind: EntryKind, at: Moment) -> Entry:
    """Return the line that one of several alerts is closed."""
    return Entry(at=at, kind=kind, text=phrase("{name} is good again", name=name))


def soft(attempts: int, at: Moment) -> Entry:
    """Return the line that it was bad so often before it was confirmed."""
    text = phrase("Not confirmed until {count} results in a row were bad", count=str(attempts))
    return Entry(at=at, kind=EntryKind.SOFT, text=text)


def grew(target: str, at: Moment) -> Entry:
    """Return the line that a further target is hit."""
    return Entry(at=at, kind=EntryKind.GREW, text=phrase("{target} is hit, too", target=target))


def acknowledged(who: str, at: Moment) -> Entry:
    """Return the line that somebody took the incident."""
    name = foreign(who, 60) or "somebody"
    return Entry(at=at, kind=EntryKind.ACKNOWLEDGED, text=phrase("{who} has it", who=name), who=name)


def comment(text: str, who: str, at: Moment) -> Entry:
    """Return the line of a comment, which is foreign text."""
    shown = phrase("{comment}", comment=foreign(text))
    return Entry(at=at, kind=EntryKind.COMMENT, text=shown, who=foreign(who, 60))


def counted(timeline: tuple[Entry, ...], number: int, at: Moment) -> tuple[Entry, ...]:
    """Return the timeline with the line of how many others are explained: one line, the most so far."""
    place = next((i for i, entry in enumerate(timeline) if entry.kind is EntryKind.EXPLAINS), None)
    text = phrase("Explains {count} others" if number != 1 else "Explains another one", count=str(number))
    if place is None:
        return extended(timeline, Entry(at=at, kind=EntryKind.EXPLAINS, text=text))
    if number <= _said(timeline[place]):
        return timeline
    return (*timeline[:place], replace(timeline[place], text=text), *timeline[place + 1 :])


def _said(entry: Entry) -> int:
    return int(entry.text.values.get("count", "1"))


def extended(timeline: tuple[Entry, ...], *entries: Entry) -> tuple[Entry, ...]:
    """Return the timeline with further lines, short of old ones of lesser weight where it is full.

    How it began stays in any case, and what was said last.
    """
    lines = [*timeline, *entries]
    while len(lines) > LIMIT:
        spare = next((i for i, entry in enumerate(lines) if entry.kind in _DROPPED_FIRST), _BEGINNING)
        del lines[spare]
    return tuple(lines)


def turns(timeline: tuple[Entry, ...]) -> int:
    """Return how many lines are of the kinds that notices are numbered by."""
    return sum(entry.kind in _TURNS for entry in timeline)
