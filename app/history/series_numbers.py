"""By which number each series is kept: some fifty thousand, so they are held by check and not each by itself.

Most checks have the same few series, whose names are held once for all; a check with many has a table of its
own. A series of ours (``!phases``, ``!outcome``) gets a number of a range apart: nothing rolls it up, and the
roll-ups count by number from nought.
"""

from array import array
from collections.abc import Iterable, Iterator, Mapping
from typing import Final, cast

from app.model.outcome import OWN

_FEW: Final = 8  # series of a check that are searched one after another
_APART: Final = 1 << 30  # numbers of ours begin here; an older Nocwall never comes so far
_Few = tuple[tuple[str, ...], "array[int]"]


class SeriesNumbers(Mapping[tuple[str, str], int]):
    """Numbers by (check, series); they are given once and never change."""

    def __init__(self, rows: Iterable[tuple[int, str, str]] = ()) -> None:
        self._checks: dict[str, _Few | dict[str, int]] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}  # each once
        self._texts: dict[str, str] = {}
        self._last = {False: 0, True: _APART}  # the last number given, by whether it is of the range apart
        self._count = 0
        for number, check, series in rows:
            self._put(check, series, number)

    def __getitem__(self, name: tuple[str, str]) -> int:
        """Return the number of a series; raises ``KeyError``."""
        check, series = name
        known = self._checks[check]
        if isinstance(known, dict):
            return known[series]
        names, numbers = known
        try:
            return numbers[names.index(series)]
        except ValueError:
            raise KeyError(name) from None

    def __contains__(self, name: object) -> bool:
        """Return whether a series has a number."""
        check, series = cast("tuple[str, str]", name)
        known = self._checks.get(check, {})
        return series in (known if isinstance(known, dict) else known[0])

    def __iter__(self) -> Iterator[tuple[str, str]]:
        """Yield all names."""
        for check, known in self._checks.items():
            for series in known if isinstance(known, dict) else known[0]:
                yield check, series

    def __len__(self) -> int:
        """Return how many series there are."""
        return self._count

    def give(self, check: str, series: str) -> int:
        """Return a new number for a series that has none."""
        number = self._last[series.startswith(OWN)] + 1
        self._put(check, series, number)
        return number

    def _put(self, check: str, series: str, number: int) -> None:
        apart = number > _APART  # those of ours that an older Nocwall has numbered stand among the others
        self._last[apart] = max(self._last[apart], number)
        self._count += 1
        series = self._texts.setdefault(series, series)
        known = self._checks.get(check, ((), array("I")))
        if isinstance(known, dict):
            known[series] = number
            return
        names, numbers = (*known[0], series), array("I", (*known[1], number))
        if len(names) > _FEW:
            self._checks[check] = dict(zip(names, numbers, strict=True))
        else:
            self._checks[check] = self._names.setdefault(names, names), numbers
