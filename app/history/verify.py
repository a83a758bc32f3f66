"""Whether the event log tells the same as the books: a diagnostic, read beside a living engine."""

import contextlib
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import msgspec

from app.history import damage
from app.history.state_rows import VERSION, unpacked
from app.model.alert import Alert
from app.model.event import Event
from app.model.incident import Incident
from app.model.value import Value
from app.replay.ledger import Ledger

T = TypeVar("T", Alert, Incident)
_MOST = 100  # differences that are named


class Verified(Value, frozen=True, kw_only=True):
    """What the comparison found; ``sure``: the log holds a snapshot, so that nothing is missed."""

    events: int
    alerts: int
    incidents: int  # that are open
    sure: bool
    differences: tuple[str, ...] = ()


def verified(path: Path) -> Verified:
    """Replay all events that are kept and compare; raises ``damage.Refused`` or ``damage.Damaged``."""
    damage.refuse_newer(path, VERSION)
    try:
        with contextlib.closing(_reader(path)) as db:
            db.execute("BEGIN")  # one moment of the file, whatever is written meanwhile
            return _compared(db)
    except damage.READING_ERRORS as error:
        raise damage.sorted_out(error, path) from error
    except msgspec.ValidationError as error:
        raise damage.Damaged(f"the event log is not what was written: {error}") from error


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0, isolation_level=None)


def _compared(db: sqlite3.Connection) -> Verified:
    ledger, count = Ledger(), 0
    for (blob,) in db.execute("SELECT body FROM events ORDER BY id"):
        ledger.take(unpacked(blob, Event))
        count += 1
    alerts = {each.key: each for each in _rows(db, "SELECT body FROM alerts", Alert)}
    rows = _rows(db, "SELECT body FROM incidents WHERE closed IS NULL", Incident)
    incidents = {each.id: each for each in rows}
    differences = [
        *_differences({f"{key.check}#{key.rule}": each for key, each in alerts.items()}, _named(ledger)),
        *_differences(incidents, ledger.open),
    ]
    return Verified(
        events=count,
        alerts=len(alerts),
        incidents=len(incidents),
        sure=ledger.sure,
        differences=tuple(differences[:_MOST]),
    )


def _named(ledger: Ledger) -> dict[str, Alert]:
    return {f"{key.check}#{key.rule}": each for key, each in ledger.alerts.items()}


def _rows(db: sqlite3.Connection, query: str, kind: type[T]) -> list[T]:
    return [unpacked(blob, kind) for (blob,) in db.execute(query)]


def _differences(books: Mapping[str, T], log: Mapping[str, T]) -> list[str]:
    found = [f"{name}: in the books only" for name in books.keys() - log.keys()]
    found += [f"{name}: in the event log only" for name in log.keys() - books.keys()]
    for name in books.keys() & log.keys():
        ours, theirs = _plain(books[name]), _plain(log[name])
        fields = [field for field in ours if ours[field] != theirs[field]]
        if fields:
            found.append(f"{name}: {', '.join(fields)} differ")
    return sorted(found)


def _plain(value: Alert | Incident) -> dict[str, Any]:
    """Return a value with its moments as wall times: the other clock starts anew with the machine."""
    plain = _walls(msgspec.to_builtins(value))
    assert isinstance(plain, dict)
    return plain


def _walls(value: Any) -> Any:
    if isinstance(value, dict):
        if value.keys() == {"wall", "mono"}:
            return round(float(value["wall"]), 3)
        return {name: _walls(each) for name, each in value.items()}
    return [_walls(each) for each in value] if isinstance(value, list | tuple) else value
