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
