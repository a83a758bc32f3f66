"""The event log beside the books, in a real store."""

import asyncio
import sqlite3
from pathlib import Path

import msgspec
import pytest

from app.engine.journal import Journal
from app.history.damage import Damaged
from app.history.state_store import SqliteStateStore
from app.history.verify import verified
from app.model.event import EventKind
from tests.history.builders import NOW, alert, at, incident


async def recorded(path: Path) -> None:
    """Write an alert and an incident as the engine does, over two starts."""
    for start in range(2):
        store, journal = SqliteStateStore(path), Journal()
        remembered = await store.open(at(start * 100.0))
        journal.begin(remembered.next_event, remembered.alerts, remembered.open)
        journal.event(EventKind.ENGINE, "engine", "started", NOW, data=journal.snapshot())
        if not start:
            journal.alert(alert())
            journal.event(EventKind.ALERT, alert().key.check, "fired", NOW, reason="up")
            journal.incident(incident())
            journal.event(EventKind.INCIDENT, "I-17", "opened", NOW)
        journal.incident(msgspec.structs.replace(incident(), owner=f"Ann {start}"))
        await store.commit(journal.take())
        await store.close()


def test_the_same_over_a_restart(tmp_path: Path) -> None:
    """Events of two starts tell what the rows say, also of a change that no event was about."""
    path = tmp_path / "state.db"
    asyncio.run(recorded(path))
    found = verified(path)
    assert (found.alerts, found.incidents, found.sure, found.differences) == (1, 1, True, ())


def test_a_difference_is_named(tmp_path: Path) -> None:
    """A row that no event tells of, and one that is gone, are named; nothing is written."""
    path = tmp_path / "state.db"
    asyncio.run(recorded(path))
    with sqlite3.connect(path) as db:
        db.execute("DELETE FROM alerts")
    db.close()
    assert verified(path).differences == ("paygrove/deposit#up: in the event log only",)


def test_damage_is_said(tmp_path: Path) -> None:
    """An event that is not what was written ends the comparison, with a reason."""
    path = tmp_path / "state.db"
    asyncio.run(recorded(path))
    with sqlite3.connect(path) as db:
        db.execute("UPDATE events SET body = x'00000000' WHERE id = 2")
    db.close()
    with pytest.raises(Damaged):
        verified(path)
