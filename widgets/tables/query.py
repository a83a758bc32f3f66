"""What is typed into a search field: plain words, ``key:value``, and a minus before what is not wanted."""

import re
from collections.abc import Callable, Collection, Mapping
from typing import Final, NamedTuple, TypeVar

R = TypeVar("R")
Field = Callable[[R], tuple[str, ...]]

LONGEST: Final = 300  # signs that are read
WHOLE_WORDS: Final = ("state", "severity")
_TERM: Final = re.compile(r'(?P<no>-)?(?:(?P<key>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<bare>\S*))')


class Term(NamedTuple):
    """One condition. ``key`` empty: any text of the row; ``values``: one of them is enough."""

    key: str
    values: tuple[str, ...]
    no: bool = False


class Query(NamedTuple):
    """All conditions must hold; none at all let everything through."""

    terms: tuple[Term, ...] = ()

    def holds(self, row: R, fields: Mapping[str, Field[R]], words: Callable[[R], str]) -> bool:
        """Return whether a row is wanted. ``words`` is its whole text; neither it nor fields need folding."""
        text = None
        for term in self.terms:
            if term.key:
                found = _told(term, fields[term.key](row))
            else:
                text = words(row).casefold() if text is None else text
                found = term.values[0] in text
            if found == term.no:
                return False
        return True


def _told(term: Term, texts: tuple[str, ...]) -> bool:
    """Return whether one of the values is in a text; a state is known by its beginning ("untaken")."""
    folded = [text.casefold() for text in texts]
    if term.key in WHOLE_WORDS:
        return any(text.startswith(value) for text in folded for value in term.values)
    return any(value in text for text in folded for value in term.values)


def read(text: str, keys: Collection[str]) -> Query:
    """Return the query of a text; what is no known key (``host:80``) is a word like any other.

    A key without a value, as while it is typed, asks for nothing yet. A comma is an "or".
    """
    terms = []
    for match in _TERM.finditer(text[:LONGEST].casefold()):
        quoted = match["quoted"]
        value = match["bare"] if quoted is None else quoted
        key, no = match["key"] or "", bool(match["no"])
        if key and key not in keys:
            key, value = "", f"{key}:{value}"
        values = tuple(part for part in value.split(",") if part) if key and quoted is None else (value,)
        if any(values):
            terms.append(Term(key, values, no))
    return Query(tuple(terms))
