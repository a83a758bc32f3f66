"""Which rows are shown, in which order: worked out from values alone, so it may be done beside the window."""

from collections.abc import Hashable, Mapping, Sequence
from typing import Generic, NamedTuple

from widgets.tables.column import Kind
from widgets.tables.query import Query, R


class Order(NamedTuple):
    """By which column rows are sorted."""

    column: str
    descending: bool = False


class Found(NamedTuple, Generic[R]):
    """What a search found, out of how many; ``places``: the row of each id."""

    rows: Sequence[R]
    ids: Sequence[Hashable]
    places: Mapping[Hashable, int]
    total: int


class Finder(Generic[R]):
    """Searches again and again; a row that is the same object as before is not looked at twice.

    One search at a time: it is used by one thread after the other, never by two at once.
    """

    def __init__(self, kind: Kind[R]) -> None:
        self._kind = kind
        self._query = Query()
        self._judged: dict[Hashable, tuple[R, bool]] = {}

    def find(self, rows: Sequence[R], query: Query, order: Order) -> Found[R]:
        """Return the rows that a query lets through, sorted; equal ones stay in their places."""
        if query != self._query:
            self._query, self._judged = query, {}
        wanted = self._wanted(rows) if query.terms else list(rows)
        found = self._sorted(wanted, order)
        identity = self._kind.identity
        ids = [identity(row) for row in found]
        return Found(found, ids, {name: row for row, name in enumerate(ids)}, len(rows))

    def _wanted(self, rows: Sequence[R]) -> list[R]:
        kind, query, before = self._kind, self._query, self._judged
        judged: dict[Hashable, tuple[R, bool]] = {}
        found = []
        for row in rows:
            name = kind.identity(row)
            known = before.get(name)
            if known is None or known[0] is not row:
                known = (row, query.holds(row, kind.fields, kind.words))
            judged[name] = known
            if known[1]:
                found.append(row)
        self._judged = judged
        return found

    def _sorted(self, rows: list[R], order: Order) -> list[R]:
        key = self._kind.column(order.column).key
        keyed = [(key(row), row) for row in rows]
        known = [pair for pair in keyed if pair[0] is not None]
        known.sort(key=lambda pair: pair[0], reverse=order.descending)
        return [row for _, row in known] + [row for found, row in keyed if found is None]
