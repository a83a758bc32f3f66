"""Groups of series, by name."""

from typing import NamedTuple

Key = tuple[str, str]  # (check or group, series)


class Group(NamedTuple):
    """Series that share one chart.

    ``below``: the smallest is the worst. ``fresh``: seconds for which a value counts.
    """

    members: tuple[Key, ...]
    below: bool = False
    fresh: float = 90.0


_KEYS: dict[Key, Key] = {}
_MOST_KEYS = 100_000


def key_of(check: str, series: str) -> Key:
    """Return the one key of a series: groups of ten thousand are named anew with each picture."""
    key = (check, series)
    found = _KEYS.get(key)
    if found is None:
        if len(_KEYS) >= _MOST_KEYS:  # names that are no more
            _KEYS.clear()
        found = _KEYS[key] = key
    return found
