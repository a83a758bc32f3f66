"""Which rows are found, in which order."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.model.board import CheckView
from app.model.event import Event, EventKind
from app.model.phrase import phrase
from app.model.state import State
from tests.shell.boards import NOW, check, incident
from widgets.tables.checks import CHECKS
from widgets.tables.column import Kind
from widgets.tables.events import EVENTS
from widgets.tables.finding import Finder, Order
from widgets.tables.incidents import INCIDENTS
from widgets.tables.query import read

BAD = replace(check("b", State.CRITICAL), owner="Mira")
UNTAKEN = check("c", State.CRITICAL)
SOFT = replace(check("d", State.CRITICAL), soft=True, attempt=1, attempts=3)
STALE = replace(check("e", State.UNKNOWN), stale=True, was=State.OK, last=NOW.later(-90))
PLANNED = replace(check("f", State.CRITICAL), maintenance="M-1")
VIEWS = (check("a"), BAD, UNTAKEN, SOFT, STALE, PLANNED)


def ids(kind: Kind[CheckView], typed: str, order: Order) -> list[str]:
    """Return the targets of the checks that a search finds."""
    found = Finder(kind).find(VIEWS, read(typed, kind.fields), order)
    assert found.total == len(VIEWS)
    return [str(name).partition("/")[0] for name in found.ids]


def test_what_needs_someone_stands_first() -> None:
    """Untaken, taken, unknown, soft, good, in maintenance; the other way round when asked."""
    assert ids(CHECKS, "", Order("state")) == ["c", "b", "e", "d", "a", "f"]
    assert ids(CHECKS, "", Order("state", descending=True))[-1] == "c"


def test_what_has_no_value_stands_last_in_either_direction() -> None:
    """A stale check has no value, a check of nobody no owner: they never stand above those that do."""
    for down in (False, True):
        assert ids(CHECKS, "", Order("value", descending=down))[-1] == "e"
        assert ids(CHECKS, "", Order("owner", descending=down))[0] == "b"


def test_states_are_found_as_they_are_shown() -> None:
    """Bad means what deviates: not what is soft or in planned work; nobody finds what nobody has."""
    assert ids(CHECKS, "state:bad", Order("name")) == ["b", "c", "e"]
    assert ids(CHECKS, "state:good", Order("name")) == ["a"]
    assert ids(CHECKS, "state:stale,soft", Order("name")) == ["d", "e"]
    assert ids(CHECKS, "state:bad owner:nobody", Order("name")) == ["c", "e"]
    assert ids(CHECKS, "class:provider owner:mira", Order("name")) == ["b"]


def test_a_row_is_judged_again_only_when_it_changed() -> None:
    """The same object is not searched twice, another one of its name is."""
    told: list[str] = []

    def words(view: CheckView) -> str:
        told.append(view.id)
        return view.name

    kind = Kind(
        id="x",
        columns=CHECKS.columns,
        identity=CHECKS.identity,
        words=words,
        fields=CHECKS.fields,
        sort="name",
    )
    finder = Finder(kind)
    query, order = read("a", ()), Order("name")
    finder.find(VIEWS, query, order)
    finder.find(VIEWS, query, order)
    assert len(told) == len(VIEWS)
    changed = (replace(VIEWS[0], name="z"), *VIEWS[1:])
    assert not finder.find(changed, query, order).rows
    assert len(told) == len(VIEWS) + 1


def test_open_incidents_stand_before_those_that_are_over() -> None:
    """Nobody's first, then somebody's, then history with the newest first; taken is not untaken."""
    over = [
        replace(incident(n), began=NOW.later(-n * 100), closed=NOW.later(-n), title=phrase("Old"))
        for n in (5, 3)
    ]
    rows = (*over, incident(2, owner="Ann"), incident(1))
    finder = Finder(INCIDENTS)
    found = finder.find(rows, read("", ()), Order("standing"))
    assert list(found.ids) == ["I-1", "I-2", "I-3", "I-5"]
    taken = finder.find(rows, read("state:taken", INCIDENTS.fields), Order("standing"))
    assert list(taken.ids) == ["I-2"]
    assert list(finder.find(rows, read("state:closed", INCIDENTS.fields), Order("id")).ids) == ["I-3", "I-5"]


BARE = replace(check("a", State.PENDING), since=None, last=None, series=(), owner="", availability=None)
EVENT = Event(id=1, at=NOW, kind=EventKind.NOTICE, subject="a/up", what="told")


@pytest.mark.parametrize(("kind", "row"), [(CHECKS, BARE), (INCIDENTS, incident()), (EVENTS, EVENT)])
def test_every_column_of_every_table_tells_and_sorts(kind: Kind[Any], row: object) -> None:
    """No column of checks, incidents and events fails for a row with nothing in it."""
    for column in kind.columns:
        assert isinstance(column.text(row, NOW), str)
        assert isinstance(column.plain(row) if column.plain else "", str)
        Finder(kind).find((row, row), read("", ()), Order(column.id))
    assert all(isinstance(field(row), tuple) for field in kind.fields.values())
    assert kind.words(row)
