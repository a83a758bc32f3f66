"""The table of events: every decision of the engine with its reason."""

from typing import Final

from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.event_words import happened
from widgets.tables.column import Column, Kind
from widgets.tables.texts import folded, iso
from widgets.time_marks import full_words
from widgets.tr import tr, tr_phrase

_WORDS: Final = {
    EventKind.STATE: "State",
    EventKind.ALERT: "Alert",
    EventKind.INCIDENT: "Incident",
    EventKind.NOTICE: "Notice",
    EventKind.DELIVERY: "Delivery",
    EventKind.INTENT: "Wish",
    EventKind.MARK: "Mark",
    EventKind.ENGINE: "Engine",
}


def kind_word(kind: EventKind) -> str:
    """Return the name of a kind of events; a hundred thousand are asked for theirs."""
    return tr(_WORDS[kind])


def _said(event: Event) -> str:
    return tr_phrase(happened(event))


def _text(event: Event, _now: Moment) -> str:
    return _said(event)


def _words(event: Event) -> str:
    return f"{event.subject}\n{event.what}\n{event.reason}\n{_said(event)}\n{kind_word(event.kind)}"


EVENTS: Final = Kind[Event](
    id="events",
    identity=lambda event: event.id,
    words=_words,
    sort="at",
    descending=True,
    fields={
        "kind": lambda event: (event.kind.value, kind_word(event.kind)),
        "subject": lambda event: (event.subject,),
        "what": lambda event: (event.what,),
        "reason": lambda event: (event.reason,),
        "text": lambda event: (_said(event),),
    },
    columns=(
        Column(
            id="at",
            title="When",
            text=lambda event, now: full_words(event.at.wall, now.wall),
            key=lambda event: event.id,
            plain=lambda event: iso(event.at),
            wide=20,
        ),
        Column(
            id="kind",
            title="Kind",
            text=lambda event, _: kind_word(event.kind),
            key=lambda event: event.kind.value,
            wide=10,
        ),
        Column(
            id="subject",
            title="About",
            text=lambda event, _: event.subject,
            key=lambda event: folded(event.subject),
            wide=26,
            loud=True,
        ),
        Column(
            id="what",
            title="Event",
            text=lambda event, _: event.what,
            key=lambda event: folded(event.what),
            wide=14,
        ),
        Column(
            id="text",
            title="What happened",
            text=_text,
            key=lambda event: folded(_said(event)),
            wide=40,
            stretch=True,
            loud=True,
        ),
        Column(
            id="reason",
            title="Reason",
            text=lambda event, _: event.reason,
            key=lambda event: folded(event.reason),
            wide=18,
        ),
        Column(
            id="id",
            title="Number",
            text=lambda event, _: str(event.id),
            key=lambda event: event.id,
            wide=9,
            right=True,
            hidden=True,
        ),
    ),
)
