"""Sets of HTTP status codes, as ``(204, "300-399")``."""

import re

_RANGE = re.compile(r"([1-9][0-9]{2})(?:\s?-\s?([1-9][0-9]{2}))?")


class StatusSet:
    """Numbers and inclusive ranges; raises ``ValueError`` for what is neither, or for none at all."""

    def __init__(self, parts: tuple[int | str, ...]) -> None:
        if not parts:
            raise ValueError("no status is named; 200-299 is usual")
        self._parts = parts
        ranges = (_limits(str(part)) for part in parts)
        self._codes = frozenset(code for low, high in ranges for code in range(low, high + 1))

    def __contains__(self, status: int) -> bool:
        return status in self._codes

    def __str__(self) -> str:
        return ", ".join(str(part) for part in self._parts)


def _limits(part: str) -> tuple[int, int]:
    found = _RANGE.fullmatch(part.strip())
    if found is None:
        raise ValueError(f"{part!r} is no status and no range of them, as 200-299")
    low, high = int(found[1]), int(found[2] or found[1])
    if low > high:
        raise ValueError(f"{part!r} ends before it begins")
    return low, high
