"""The tables of state.db: values as checked MessagePack, keyed by what they are called."""

import math
import re
import sqlite3
import zlib
from collections.abc import Iterator
from typing import TypeVar

import msgspec

from app.history.damage import Damaged
from app.history.recall import forward, going_on, lasting, recalled_in
from app.model.alert import Alert, AlertPhase
from app.model.clock import Moment
from app.model.event import Event
from app.model.incident import Incident
from app.model.maintenance import Maintenance, Recurring, Run
from app.model.notice import Notice
from app.model.past import Deploy
from app.model.ports import Batch, Mark, Muting, Remembered, RuleMemory, Seat
from app.model.silence import Silence
from app.model.stored import Stored
from app.model.value import Value

VERSION = 1
EVENTS_KEPT = 50_000
NOTICES_KEPT = 5_000
CLOSED_KEPT = 10_000
CLOSED_FOR = 366 * 86_400.0  # seconds; of both whatever keeps fewer
WHOLE_KEPT = 500  # closed incidents with all of their timeline; older long ones keep both ends of it
_LONG = 4096  # bytes
_BEGIN, _END = 5, 15  # lines of a timeline
CLOSED_RECALLED = 50
SUPPRESSION_KEPT = 2_000  # silences, planned windows, occurrences: more than can be in force
_EVENTS_SLACK = 500  # old events leave in steps of this size

SCHEMA = (
    "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB) WITHOUT ROWID",
    "CREATE TABLE alerts (check_id TEXT, rule TEXT, body BLOB, PRIMARY KEY (check_id, rule)) WITHOUT ROWID",
    "CREATE TABLE incidents (id TEXT PRIMARY KEY, closed REAL, body BLOB)",
    "CREATE TABLE notices (id TEXT PRIMARY KEY, told INTEGER, body BLOB)",
    "CREATE TABLE deliveries (notice TEXT PRIMARY KEY, body BLOB)",
    "CREATE TABLE events (id INTEGER PRIMARY KEY, body BLOB)",
    "CREATE TABLE marks (check_id TEXT PRIMARY KEY, body BLOB) WITHOUT ROWID",
)
# Tables that came later: made on opening where they are missing.
LATER = (
    "CREATE TABLE IF NOT EXISTS owed (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "CREATE INDEX IF NOT EXISTS incidents_closed ON incidents (closed)",
    """CREATE TABLE IF NOT EXISTS rules
    (check_id TEXT, rule TEXT, at REAL, body BLOB, PRIMARY KEY (check_id, rule)) WITHOUT ROWID""",
    "CREATE TABLE IF NOT EXISTS silences (id TEXT PRIMARY KEY, over REAL, body BLOB)",
    "CREATE TABLE IF NOT EXISTS maintenance (id TEXT PRIMARY KEY, over REAL, body BLOB)",
    "CREATE TABLE IF NOT EXISTS runs (id TEXT PRIMARY KEY, over REAL, body BLOB)",
    "CREATE TABLE IF NOT EXISTS deploys (id INTEGER PRIMARY KEY, body BLOB)",
)
DEPLOYS_KEPT = 2_000
RULES_KEPT = 31 * 86_400.0  # seconds after which the memory of a rule that is not there any more leaves

V = TypeVar("V", bound=Value)


def packed(value: object) -> bytes:
    """Return the value as MessagePack behind a checksum: SQLite itself does not see a changed byte."""
    body = msgspec.msgpack.encode(value)
    return zlib.crc32(body).to_bytes(4, "big") + body


def unpacked(blob: bytes, kind: type[V]) -> V:
    """Return the value; raises ``Damaged`` if it is not what was written."""
    body = blob[4:]
    if zlib.crc32(body).to_bytes(4, "big") != blob[:4]:
        raise Damaged(f"a stored {kind.__name__} is not what was written")
    try:
        return msgspec.msgpack.decode(body, type=kind)
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise Damaged(f"a stored {kind.__name__} cannot be read: {error}") from error


def write(db: sqlite3.Connection, batch: Batch) -> None:
    """Store a batch inside the transaction that is open."""
    _write_alerts(db, batch.alerts)
    _write_incidents(db, batch.incidents)
    db.executemany(
        "REPLACE INTO notices VALUES (?, ?, ?)", [(n.id, n.told, packed(n)) for n in batch.notices]
    )
    db.executemany("REPLACE INTO deliveries VALUES (?, ?)", [(d.notice, packed(d)) for d in batch.deliveries])
    db.executemany("REPLACE INTO marks VALUES (?, ?)", [(m.check, packed(m)) for m in batch.marks])
    db.executemany(
        "REPLACE INTO rules VALUES (?, ?, ?, ?)",
        [(r.check, r.rule, r.at.wall, packed(r)) for r in batch.rules],
    )
    for event in batch.events:
        db.execute("REPLACE INTO events VALUES (?, ?)", (event.id or None, packed(event)))
    _write_suppression(db, batch)
    _write_deploys(db, batch.deploys)
    if batch.unmuted:
        db.execute("DELETE FROM meta WHERE key = 'muting'")
    if batch.muting is not None:
        set_meta(db, "muting", packed(batch.muting))
    if batch.seat is not None:
        set_meta(db, "seat", packed(batch.seat))


def prune(db: sqlite3.Connection) -> None:
    """Let what is over age leave, inside the transaction that is open."""
    for table, kept in (("events", EVENTS_KEPT), ("notices", NOTICES_KEPT)):
        row = db.execute(
            f"SELECT rowid FROM {table} ORDER BY rowid DESC LIMIT 1 OFFSET ?",  # noqa: S608 - our own names
            (kept + _EVENTS_SLACK,),
        ).fetchone()
        if row is not None:
            last = row[0] + _EVENTS_SLACK
            db.execute(f"DELETE FROM {table} WHERE rowid <= ?", (last,))  # noqa: S608 - same
    _prune_incidents(db)
    db.execute("DELETE FROM rules WHERE at < (SELECT max(at) FROM rules) - ?", (RULES_KEPT,))
    db.execute("DELETE FROM deliveries WHERE notice NOT IN (SELECT id FROM notices)")


def load(db: sqlite3.Connection, now: Moment) -> Remembered:
    """Return everything that is remembered; raises ``Damaged``."""
    first, seat = get_meta(db, "first_start"), get_meta(db, "seat")
    return Remembered(
        alerts=tuple(recalled_in(a, now) for a in _all(db, "SELECT body FROM alerts", Alert)),
        open=_incidents(db, now, "SELECT body FROM incidents WHERE closed IS NULL"),
        closed=_incidents(db, now, f"{_CLOSED} LIMIT {CLOSED_RECALLED}"),
        owed=_incidents(db, now, "SELECT body FROM incidents WHERE id IN (SELECT id FROM owed)"),
        pending=tuple(recalled_in(n, now) for n in _all(db, _PENDING, Notice)),
        marks=tuple(recalled_in(m, now) for m in _all(db, "SELECT body FROM marks", Mark)),
        silences=tuple(lasting(each, now) for each in _all_later(db, "silences", Silence)),
        maintenance=tuple(recalled_in(each, now) for each in _all_later(db, "maintenance", Maintenance)),
        runs=tuple(going_on(each, now) for each in _all_later(db, "runs", Run)),
        deploys=tuple(recalled_in(each, now) for each in _all_later(db, "deploys", Deploy)),
        muting=_muting(db, now),
        rules=tuple(recalled_in(r, now) for r in _all(db, "SELECT body FROM rules", RuleMemory)),
        seat=recalled_in(unpacked(seat, Seat), now) if isinstance(seat, bytes) else Seat(),
        next_incident=int(get_meta(db, "next_incident") or 1),
        next_event=1 + int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]),
        first_start=recalled_in(unpacked(first, Moment), now) if isinstance(first, bytes) else None,
    )


_CLOSED = "SELECT body FROM incidents WHERE closed IS NOT NULL ORDER BY closed DESC"
_OWED = "REPLACE INTO owed VALUES (?)"
_PAID = "DELETE FROM owed WHERE id = ?"
_PENDING = "SELECT body FROM notices WHERE told AND id NOT IN (SELECT notice FROM deliveries) ORDER BY rowid"


def read_events(db: sqlite3.Connection, after: int, limit: int) -> list[tuple[int, Event]]:
    """Return events with an id above ``after``, oldest first; unreadable ones are passed over."""
    found: list[tuple[int, Event]] = []
    for row, blob in db.execute(
        "SELECT id, body FROM events WHERE id > ? ORDER BY id LIMIT ?", (after, limit)
    ):
        try:
            found.append((row, unpacked(blob, Event)))
        except Damaged:
            continue
    return found


def stored(db: sqlite3.Connection) -> Stored:
    """Return the open books as they stand in the file; raises ``Damaged``."""
    return Stored(
        alerts=tuple(_all(db, "SELECT body FROM alerts", Alert)),
        incidents=tuple(_all(db, "SELECT body FROM incidents WHERE closed IS NULL", Incident)),
        newest=int(db.execute("SELECT coalesce(max(id), 0) FROM events").fetchone()[0]),
    )


def read_closed(
    db: sqlite3.Connection, since: float, start: int, limit: int, now: Moment, *, brief: bool
) -> list[Incident | None]:
    """Return closed incidents from the newest on, beginning with number ``start``; None: unreadable."""
    found: list[Incident | None] = []
    for (blob,) in db.execute(
        "SELECT body FROM incidents WHERE closed >= ? ORDER BY closed DESC, id LIMIT ? OFFSET ?",
        (since, limit, start),
    ):
        try:
            incident = unpacked(blob, Incident)
        except Damaged:
            found.append(None)
            continue
        if brief:
            incident = msgspec.structs.replace(incident, timeline=(), alerts=(), past=(), tellings=())
        found.append(_present(incident, now))
    return found


def get_meta(db: sqlite3.Connection, key: str) -> bytes | int | float | None:
    """Return a stored fact about the store itself."""
    row = db.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if row is None else row[0]


def set_meta(db: sqlite3.Connection, key: str, value: bytes | float) -> None:
    """Store a fact about the store itself."""
    db.execute("REPLACE INTO meta VALUES (?, ?)", (key, value))


def _write_alerts(db: sqlite3.Connection, alerts: tuple[Alert, ...]) -> None:
    for alert in alerts:
        key = (alert.key.check, alert.key.rule)
        if alert.phase is AlertPhase.INACTIVE:
            db.execute("DELETE FROM alerts WHERE check_id = ? AND rule = ?", key)
        else:
            db.execute("REPLACE INTO alerts VALUES (?, ?, ?)", (*key, packed(alert)))


def _write_incidents(db: sqlite3.Connection, incidents: tuple[Incident, ...]) -> None:
    for incident in incidents:
        closed = incident.closed.wall if incident.closed else None
        db.execute("REPLACE INTO incidents VALUES (?, ?, ?)", (incident.id, closed, packed(incident)))
        owed = incident.merged_into and incident.told
        db.execute(_OWED if owed else _PAID, (incident.id,))
    numbers = [int(found[0]) for i in incidents if (found := re.search(r"\d+$", i.id))]
    newest = max(numbers, default=0)
    if newest >= int(get_meta(db, "next_incident") or 1):
        set_meta(db, "next_incident", newest + 1)


def _write_suppression(db: sqlite3.Connection, batch: Batch) -> None:
    if not (batch.silences or batch.maintenance or batch.runs):
        return
    for statement in LATER:
        db.execute(statement)
    rows = (
        ("silences", [(each.id, (each.ended or each.ends).wall, packed(each)) for each in batch.silences]),
        ("maintenance", [(each.id, _over(each), packed(each)) for each in batch.maintenance]),
        ("runs", [(each.window, each.until.wall, packed(each)) for each in batch.runs]),
    )
    for table, values in rows:
        db.executemany(f"REPLACE INTO {table} VALUES (?, ?, ?)", values)  # noqa: S608 - our own names
        db.execute(
            f"DELETE FROM {table} WHERE id NOT IN (SELECT id FROM {table} ORDER BY over DESC LIMIT ?)",  # noqa: S608 - same
            (SUPPRESSION_KEPT,),
        )


def _write_deploys(db: sqlite3.Connection, deploys: tuple[Deploy, ...]) -> None:
    if deploys:
        for statement in LATER:
            db.execute(statement)
        db.executemany("REPLACE INTO deploys VALUES (?, ?)", [(each.id, packed(each)) for each in deploys])
        db.execute("DELETE FROM deploys WHERE id <= ?", (deploys[-1].id - DEPLOYS_KEPT,))


def _over(window: Maintenance) -> float:
    """Return when a window is over for good."""
    if window.ended is not None:
        return window.ended.wall
    return math.inf if isinstance(window.plan, Recurring) else window.plan.end


def _all_later(db: sqlite3.Connection, table: str, kind: type[V]) -> Iterator[V]:
    """Return what stands in a table that may not have been needed yet."""
    there = db.execute("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = ?", (table,)).fetchone()
    if there is not None:
        yield from _all(db, f"SELECT body FROM {table} ORDER BY rowid", kind)  # noqa: S608 - our own names


def _incidents(db: sqlite3.Connection, now: Moment, query: str) -> tuple[Incident, ...]:
    return tuple(_present(incident, now) for incident in _all(db, query, Incident))


def _present(incident: Incident, now: Moment) -> Incident:
    """Return an incident on today's clocks; its acknowledgement may end in the future."""
    until = incident.ack_until
    found = recalled_in(incident, now)
    return found if until is None else msgspec.structs.replace(found, ack_until=forward(until, now) or now)


def _prune_incidents(db: sqlite3.Connection) -> None:
    """Let the oldest closed incidents go, and what is between the ends of long timelines of old ones."""
    newest = db.execute("SELECT max(closed) FROM incidents").fetchone()[0]
    last = db.execute(_NTH, (CLOSED_KEPT,)).fetchone()
    oldest = max((newest or 0.0) - CLOSED_FOR, last[0] if last else 0.0)
    db.execute("DELETE FROM incidents WHERE closed <= ? AND id NOT IN (SELECT id FROM owed)", (oldest,))
    whole = db.execute(_NTH, (WHOLE_KEPT,)).fetchone()
    if whole is None:
        return
    long = "SELECT id, body FROM incidents WHERE closed <= ? AND length(body) > ? LIMIT 500"
    for name, blob in db.execute(long, (whole[0], _LONG)).fetchall():
        try:
            incident = unpacked(blob, Incident)
        except Damaged:
            continue
        lines = incident.timeline
        if len(lines) > _BEGIN + _END:
            cut = msgspec.structs.replace(incident, timeline=(*lines[:_BEGIN], *lines[-_END:]))
            db.execute("UPDATE incidents SET body = ? WHERE id = ?", (packed(cut), name))


_NTH = "SELECT closed FROM incidents WHERE closed IS NOT NULL ORDER BY closed DESC LIMIT 1 OFFSET ?"


def _all(db: sqlite3.Connection, query: str, kind: type[V]) -> Iterator[V]:
    for (blob,) in db.execute(query):
        yield unpacked(blob, kind)


def _muting(db: sqlite3.Connection, now: Moment) -> Muting | None:
    blob = get_meta(db, "muting")
    if not isinstance(blob, bytes):
        return None
    muting = unpacked(blob, Muting)
    until = forward(muting.until, now)
    return None if until is None else msgspec.structs.replace(muting, until=until)
