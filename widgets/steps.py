"""Small pieces of work in the window's thread, a few in each turn of its loop."""

import importlib
import time
from collections import deque
from collections.abc import Callable, Iterable
from functools import partial

Step = Callable[[], object]


class Steps:
    """Does each piece once, in order. Whoever drives it asks again in the next turn; it knows no loop."""

    def __init__(self, steps: Iterable[Step], turn: float = 0.0) -> None:
        """Make them. ``turn``: seconds within which another piece may begin; always one is done."""
        self._left = deque(steps)
        self._turn = turn

    def go_on(self) -> bool:
        """Do those of one turn; return whether all are done. Raises what a piece raises."""
        return self._until(time.monotonic() + self._turn)

    def finish(self) -> None:
        """Do all that is left at once."""
        self._until(float("inf"))

    def _until(self, end: float) -> bool:
        while self._left:
            self._left.popleft()()
            if time.monotonic() >= end:
                break
        return not self._left


def imports(*modules: str) -> Steps:
    """Return steps that import a module each: for those that take some milliseconds."""
    return Steps(partial(importlib.import_module, module) for module in modules)
