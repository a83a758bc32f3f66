"""Whether the event log of a file that no engine has open tells the same as its books."""

import contextlib
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import msgspec

from app.history import damage
from app.history.state_rows import VERSION, stored, unpacked
from app.model.event import Event
from app.replay.verify import Verified, compared


def verified(path: Path) -> Verified:
    """Replay all events that are kept and compare; raises ``damage.Refused`` or ``damage.Damaged``."""
    damage.refuse_newer(path, VERSION)
    try:
        with contextlib.closing(_reader(path)) as db:
            return compared(stored(db), _events(db))
    except damage.READING_ERRORS as error:
        raise damage.sorted_out(error, path) from error
    except msgspec.ValidationError as error:
        raise damage.Damaged(f"the event log is not what was written: {error}") from error


def _reader(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True, timeout=5.0, isolation_level=None)


def _events(db: sqlite3.Connection) -> Iterator[Event]:
    for number, blob in db.execute("SELECT id, body FROM events ORDER BY id"):
        yield msgspec.structs.replace(unpacked(blob, Event), id=number)
