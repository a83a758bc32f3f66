"""What a table is made of: columns that tell, sort and export a value of a row."""

from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic

from app.model.clock import Moment
from widgets.sign import Sign
from widgets.tables.query import Field, R


@dataclass(frozen=True, kw_only=True)
class Column(Generic[R]):
    """One column. ``title`` is English and translated where it is shown.

    ``key`` sorts; None stands last in either direction. ``plain`` is what files hold, where it differs:
    a time of its own instead of an age.
    """

    id: str
    title: str
    text: Callable[[R, Moment], str]
    key: Callable[[R], Any]
    wide: int  # letters that it has room for at first
    plain: Callable[[R], str] | None = None
    sign: Callable[[R], Sign] | None = None
    right: bool = False
    loud: bool = False  # written in the first ink
    hidden: bool = False  # until somebody asks for it
    stretch: bool = False  # takes what room is left


@dataclass(frozen=True, kw_only=True)
class Kind(Generic[R]):
    """One kind of table: what its rows are called, told and searched by."""

    id: str
    columns: Sequence[Column[R]]
    identity: Callable[[R], Hashable]  # an object that the row has: none is made for each
    words: Callable[[R], str]  # all that plain words are looked for in
    fields: Mapping[str, Field[R]]  # by the key of ``key:value``
    sort: str  # the column that it is sorted by at first
    descending: bool = False

    def column(self, name: str) -> Column[R]:
        """Return a column by name; the one that sorts at first where there is none of it."""
        found = next((each for each in self.columns if each.id == name), None)
        return found or next(each for each in self.columns if each.id == self.sort)
