"""Looking through thousands of texts a few at a time, so that no turn of the window waits for it."""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Generic, TypeVar

from widgets.tables.fuzzy import Hit, best

T = TypeVar("T")
SLICE = 100  # texts: about a millisecond where all of them fit


class Corpus(Generic[T]):
    """Texts and what they stand for; worked out when they are first asked for, and then kept."""

    def __init__(self, items: Iterable[tuple[str, T]]) -> None:
        self._rest: Iterator[tuple[str, T]] = iter(items)
        self._known: list[tuple[str, T]] = []

    def slice(self, start: int) -> list[tuple[str, T]]:
        """Return the items from ``start`` on, at most ``SLICE``; none when all are through."""
        missing = start + SLICE - len(self._known)
        if missing > 0:
            self._known += islice(self._rest, missing)
        return self._known[start : start + SLICE]


class Seeking(Generic[T]):
    """One search. ``found`` are the best so far, ``count`` is how many fit."""

    def __init__(self, wanted: str, corpus: Corpus[T], most: int) -> None:
        self._wanted = wanted.casefold()
        self._corpus = corpus
        self._most = most
        self._at = 0
        self._hits: list[tuple[Hit, T]] = []
        self.count = 0

    @property
    def found(self) -> list[T]:
        """The best, in their order."""
        return [each for _, each in self._hits]

    def step(self) -> bool:
        """Look through some more; whether there is more left."""
        items = self._corpus.slice(self._at)
        self._at += len(items)
        hits, count = best(self._wanted, items, self._most)
        self.count += count
        self._hits = sorted((*self._hits, *hits), key=lambda hit: -hit[0].score)[: self._most]
        return len(items) == SLICE
