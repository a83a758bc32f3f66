"""Fitting a text into its room: it is never cut, save where it is foreign."""

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, NamedTuple
from unicodedata import bidirectional

ELLIPSIS = "…"
STEP = 0.25

Order = Literal["shorter", "whole", "lines"]
Measure = Callable[[str, float], float]  # (text, size in u) -> width in u


class Fitted(NamedTuple):
    """The outcome: lines at one size in u; ``cut`` tells that signs are missing."""

    lines: tuple[str, ...]
    size: float
    cut: bool = False


def fit(
    wordings: Sequence[str],
    measure: Measure,
    *,
    width: float,
    size: float,
    least: float,
    lines: int = 1,
    order: Order = "shorter",
) -> Fitted:
    """Return the first measure that helps: shorter wording, smaller size, further lines, the end left out.

    ``wordings`` go from the longest to the shortest; ``least`` is the smallest size allowed. ``order``:
    "whole" tries smaller sizes before a shorter wording, "lines" further lines before a smaller size.
    """
    sizes = _sizes(size, least)
    counts = range(1, lines + 1)
    tries: Iterable[tuple[int, float, str]]
    if order == "whole":
        tries = ((n, s, w) for w in wordings for n in counts for s in sizes)
    elif order == "lines":
        tries = ((n, s, w) for s in sizes for n in counts for w in wordings)
    else:
        tries = ((n, s, w) for n in counts for s in sizes for w in wordings)
    for number, tried, wording in tries:
        broken = _broken(wording, measure, width, tried, number)
        if broken is not None:
            return Fitted(broken, tried)
    return _cut(wordings[-1], measure, width, sizes[-1], lines)


def is_mixed(text: str) -> bool:
    """Return whether a text has letters of both directions: then it is read in the direction of our words.

    A foreign name alone is read in its own direction; a sentence of ours that begins with one is not turned.
    """
    if text.isascii():
        return False
    kinds = {bidirectional(sign) for sign in text}
    return "L" in kinds and not kinds.isdisjoint(("R", "AL"))


def _sizes(size: float, least: float) -> list[float]:
    steps = int(max(0.0, size - least) / STEP + 1e-6)
    return [size - STEP * step for step in range(steps + 1)]


def _broken(text: str, measure: Measure, width: float, size: float, lines: int) -> tuple[str, ...] | None:
    """Return the text in at most ``lines`` lines broken at spaces, or None where that is not possible."""
    if measure(text, size) <= width:
        return (text,)
    if lines == 1:
        return None
    head = _head(text, measure, width, size)
    if not head:
        return None
    rest = _broken(text[len(head) :].strip(), measure, width, size, lines - 1)
    return None if rest is None else (head, *rest)


def _head(text: str, measure: Measure, width: float, size: float) -> str:
    """Return as many whole words as fit one line."""
    head = ""
    for word in text.split(" "):
        longer = f"{head} {word}" if head else word
        if measure(longer, size) > width:
            break
        head = longer
    return head


def _cut(text: str, measure: Measure, width: float, size: float, lines: int) -> Fitted:
    """Return the beginning of a text that fits by no measure."""
    done: list[str] = []
    while len(done) < lines - 1:
        head = _head(text, measure, width, size)
        if not head:
            break
        done.append(head)
        text = text[len(head) :].strip()
    done.append(_elided(text, measure, width, size))
    return Fitted(tuple(done), size, cut=True)


def _elided(text: str, measure: Measure, width: float, size: float) -> str:
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        if measure(text[:middle].rstrip() + ELLIPSIS, size) <= width:
            low = middle
        else:
            high = middle - 1
    return text[:low].rstrip() + ELLIPSIS
