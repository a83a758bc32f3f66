"""Each event that the engine can record says in words what happened."""

import ast
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from app.model.alert import AlertEvent
from app.model.board import Tone
from app.model.event import Event, EventKind
from app.model.event_words import WORDS, happened
from app.model.incident import IncidentEvent
from app.model.intent import Intent
from app.model.phrase import phrase
from app.model.state import State
from tests.alerts.making import at

ENGINE = Path(__file__).parents[2] / "app" / "engine"
# Where the name of an event is no literal: all that it can be.
NAMED = {
    EventKind.STATE: {each.value for each in State},
    EventKind.ALERT: {each.value for each in AlertEvent},
    EventKind.INCIDENT: {each.value for each in IncidentEvent},
    EventKind.INTENT: {str(each.__struct_config__.tag) for each in get_args(Intent)},
    EventKind.ENGINE: {*Tone, "silent", "left", "frozen", "vanished"},
}


def literals() -> Iterator[tuple[EventKind, str]]:
    """Yield the kind and name of each event that the engine's code records by name."""
    for file in ENGINE.glob("*.py"):
        for call in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute):
                yield from recorded(call, call.func.attr)


def recorded(call: ast.Call, method: str) -> Iterator[tuple[EventKind, str]]:
    if method not in {"event", "_event"} or len(call.args) < 3:
        return
    kind, named = EventKind.ENGINE, call.args[1]
    if method == "event":
        where = call.args[0]
        if not isinstance(where, ast.Attribute):
            return
        kind, named = EventKind[where.attr], call.args[2]
    for part in ast.walk(named):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            yield kind, part.value


def every() -> list[tuple[EventKind, str]]:
    """Return all that can be recorded."""
    named = {(kind, name) for kind, names in NAMED.items() for name in names}
    return sorted(named | set(literals()))


def test_the_engine_is_read() -> None:
    """The names are those in the code, or the test would prove nothing."""
    found = set(literals())
    assert {
        (EventKind.INCIDENT, "recorded"),
        (EventKind.ENGINE, "snapshot"),
        (EventKind.MARK, "placed"),
    } <= found
    assert {kind for kind, _ in every()} == set(EventKind)


@pytest.mark.parametrize(("kind", "what"), every())
def test_each_event_has_words(kind: EventKind, what: str) -> None:
    """Without a sentence of its own there is one of its kind, whole also where nothing else is known."""
    assert what in WORDS[kind]
    said = happened(Event(at=at(1.0), kind=kind, subject="kestrin/launch", what=what)).plain()
    assert len(said.split()) >= 2
    assert "{" not in said


def test_its_own_sentence_comes_first_and_names_are_filled_in() -> None:
    """Who wished it, the rule and the channel stand in it; a record of another version says its name."""
    own = phrase("Kestrin hangs")
    told = Event(at=at(1.0), kind=EventKind.INCIDENT, subject="I-1", what="opened", text=own)
    assert happened(told) == own
    for kind, what, reason, data, said in (
        (EventKind.INTENT, "merge", "", {"who": "Mira\n"}, "Mira made others part of it"),
        (
            EventKind.ALERT,
            "recorded",
            "up",
            {},
            "What is on record of rule up was brought up to date",
        ),
        (EventKind.DELIVERY, "failed", "401", {"channel": "ops"}, "The notice was not delivered by ops"),
        (EventKind.ENGINE, "begun", "S-3", {}, "S-3 began"),
        (EventKind.STATE, "PURPLE", "", {}, "state: PURPLE"),
    ):
        event = Event(at=at(1.0), kind=kind, subject="x", what=what, reason=reason, data=data)
        assert happened(event).plain() == said
