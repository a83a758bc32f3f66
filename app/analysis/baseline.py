"""The usual of one series: a robust moving band.

The band is the Hampel identifier (F. R. Hampel, "The influence curve and its role in robust estimation",
1974; L. Davies and U. Gather, "The identification of multiple outliers", 1993):

    median -+ width * max(1.4826 * MAD, 0.05 * |median|, least spread of the unit)

over at most 96 points spread evenly over the window; 1.4826 = 1 / Phi^-1(3/4) makes the median absolute
deviation a standard deviation for normal noise. Neither half is moved by anything that fills less than
half of the window. The two lower bounds keep a very calm series from calling a hair's breadth a deviation.

Decisions of ours:

- A single spike is no deviation. A series deviates when three of its last five points lie outside the
  band, and is as usual again when at most one of the last five does.
- A point outside the band is learned only once in four, so that an outage does not become the usual; a
  change that stays becomes the usual after about four fifths of the window.
- Until enough points are known there is no band and nothing is said.

Cost: one comparison a point; a binary search and a walk over half of the points when one is learned, that
is 96 times a window. Memory: about 1.4 KiB.
"""

from array import array
from bisect import bisect_left

from app.model.quantity import Unit
from app.model.rule import Baseline

POINTS = 96
_LAST = 5
_LAST_MASK = (1 << _LAST) - 1
_ENTER = 3
_LEAVE = 1
_RELUCTANT = 4
_FEWEST = 8
_NORMAL = 1.4826
_RELATIVE = 0.05
# The least spread that matters to people, by unit; one standard deviation.
_LEAST_SPREAD = {Unit.SECONDS: 0.001, Unit.RATIO: 0.005}


class Band:
    """What is usual for one series; values are float32, times are seconds of the clock that never jumps."""

    __slots__ = (
        "_before",
        "_below",
        "_kept_out",
        "_least_points",
        "_least_spread",
        "_ordered",
        "_outside",
        "_seats",
        "_slot",
        "_times",
        "_values",
        "_width",
        "deviating",
        "high",
        "low",
        "outlier",
    )

    def __init__(self, rule: Baseline, interval: float, unit: Unit) -> None:
        self._below = rule.below
        self._width = rule.width
        self._least_points = min(rule.min_points, POINTS // 2)
        self._least_spread = _LEAST_SPREAD.get(unit, 1e-9)
        # Slow checks need a longer window to have enough points in it.
        span = max(rule.window, 2 * interval * self._least_points)
        self._seats = span / POINTS
        self._values = array("f")
        self._times = array("I")  # slot numbers
        self._ordered = array("f")
        self._before = -1  # the slot that was last learned from
        self._slot = 0
        self._kept_out = 0
        self._outside = 0  # one bit a point, newest lowest
        self.low: float | None = None
        self.high: float | None = None
        self.deviating = False
        self.outlier = 0.0

    def add(self, value: float, at: float) -> None:
        """Judge ``value`` against the band as it was before, then learn from it."""
        low, high = self.low, self.high
        strange = False
        if low is not None and high is not None:
            strange = not low <= value <= high
            self._note(strange and (self._below or value > high), value)
        self._slot = int(at / self._seats)
        if self._slot == self._before and high is not None:
            return
        self._before = self._slot
        if strange:
            self._kept_out += 1
            if self._kept_out % _RELUCTANT:
                return
        self._learn(value)

    def _note(self, outside: bool, value: float) -> None:
        self._outside = (self._outside << 1 | outside) & _LAST_MASK
        if outside:
            self.outlier = value
        count = self._outside.bit_count()
        if count >= _ENTER:
            self.deviating = True
        elif count <= _LEAVE:
            self.deviating = False

    def _learn(self, value: float) -> None:
        self._forget()
        self._values.append(value)
        self._times.append(self._slot)
        kept = self._values[-1]  # as float32, so that it is found again
        self._ordered.insert(bisect_left(self._ordered, kept), kept)
        fewest = self._least_points if self.high is None else _FEWEST
        if len(self._ordered) >= fewest:
            self._draw()
        else:
            self.low = self.high = None

    def _forget(self) -> None:
        oldest = self._slot - POINTS
        gone = 0
        while gone < len(self._times) and self._times[gone] <= oldest:
            gone += 1
        gone = max(gone, len(self._values) - POINTS + 1)
        if gone <= 0:
            return
        for value in self._values[:gone]:
            del self._ordered[bisect_left(self._ordered, value)]
        del self._values[:gone]
        del self._times[:gone]

    def _draw(self) -> None:
        ordered = self._ordered
        middle = _median(ordered)
        spread = max(_NORMAL * _deviation(ordered, middle), _RELATIVE * abs(middle), self._least_spread)
        self.high = middle + self._width * spread
        low = middle - self._width * spread
        self.low = max(0.0, low) if ordered[0] >= 0 else low


def _median(ordered: "array[float]") -> float:
    half = len(ordered) // 2
    return ordered[half] if len(ordered) % 2 else (ordered[half - 1] + ordered[half]) / 2


def _deviation(ordered: "array[float]", middle: float) -> float:
    """Return the median of ``|x - middle|`` by walking outwards from the middle."""
    right = bisect_left(ordered, middle)
    left = right - 1
    count = len(ordered)
    before = distance = 0.0
    for _ in range(count // 2 + 1):
        before = distance
        if right >= count or (left >= 0 and middle - ordered[left] <= ordered[right] - middle):
            distance = middle - ordered[left]
            left -= 1
        else:
            distance = ordered[right] - middle
            right += 1
    return distance if count % 2 else (before + distance) / 2
