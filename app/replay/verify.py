"""Whether the event log tells the same as the books."""

from collections.abc import Iterable, Mapping
from typing import Any, Final, TypeVar

import msgspec

from app.model.alert import Alert
from app.model.event import Event
from app.model.incident import Incident
from app.model.stored import Stored
from app.model.value import Value
from app.replay.ledger import Ledger

T = TypeVar("T", Alert, Incident)
_MOST: Final = 100  # differences that are named


class Verified(Value, frozen=True, kw_only=True):
    """What the comparison found; ``sure``: the log holds a snapshot, so that nothing is missed."""

    events: int
    alerts: int
    incidents: int  # that are open
    sure: bool
    differences: tuple[str, ...] = ()


def compared(stored: Stored, events: Iterable[Event]) -> Verified:
    """Replay events up to the newest of the books and compare; raises ``msgspec.ValidationError``."""
    ledger, count = Ledger(), 0
    for event in events:
        if event.id <= stored.newest:
            ledger.take(event)
            count += 1
    alerts = {f"{each.key.check}#{each.key.rule}": each for each in stored.alerts}
    told = {f"{key.check}#{key.rule}": each for key, each in ledger.alerts.items()}
    incidents = {each.id: each for each in stored.incidents}
    differences = [*_differences(alerts, told), *_differences(incidents, ledger.open)]
    return Verified(
        events=count,
        alerts=len(alerts),
        incidents=len(incidents),
        sure=ledger.sure,
        differences=tuple(differences[:_MOST]),
    )


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
