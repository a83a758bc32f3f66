"""The event log: what ``nocwall events --follow --json`` prints, one object a line."""

import enum
from typing import Any

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.value import Value


class EventKind(enum.StrEnum):
    """Kinds of events."""

    STATE = "state"  # a check's shown state changed
    ALERT = "alert"
    INCIDENT = "incident"
    NOTICE = "notice"  # told or withheld, with its reason
    DELIVERY = "delivery"
    INTENT = "intent"
    MARK = "mark"  # somebody marked a moment: a deployment
    ENGINE = "engine"  # started, inventory loaded or refused, banner raised or gone


class Event(Value, frozen=True, kw_only=True):
    """One event. ``subject`` is a check, incident, notice or part of the engine."""

    id: int = 0  # given by the store
    at: Moment
    kind: EventKind
    subject: str
    what: str  # the event's name within its kind: "CRITICAL", "fired", "opened", "told" …
    reason: str = ""
    text: Phrase = NOTHING
    data: dict[str, Any] = {}
