"""We and our peers in turn, round by round; ratios are taken within a round."""

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from tests.bench.children import Child, child, python
from tests.bench.report import Figure, absent, compared, of_rounds, say

ROUNDS = 3
OURS = "nocwall"
RUNNER = "its probe and runner alone"  # a part of us, no peer
# A peer runs on between its rounds; we start anew, which takes some seconds.
OUR_PART, THEIR_PART = 0.1, 0.04


class Contest:
    """Collects who takes part; ``figures`` lets them begin. ``seconds`` is the length of the whole bench."""

    def __init__(self, what: str, stack: ExitStack, seconds: float) -> None:
        self._what = what
        self._stack = stack
        self._seconds = seconds
        self._costs: dict[str, Callable[[], float]] = {}
        self._targets: dict[str, float | None] = {}
        self._absent: list[Figure] = []

    @property
    def our_part(self) -> float:
        """Seconds for which we are measured in a round."""
        return self._seconds * OUR_PART

    @property
    def their_part(self) -> float:
        """Seconds for which a peer is measured in a round."""
        return self._seconds * THEIR_PART

    def add(self, who: str, cost: Callable[[], float], target: float | None = None) -> None:
        """Take somebody in; ``cost`` returns CPU milliseconds a check and is called once a round."""
        self._costs[who] = cost
        self._targets[who] = target

    def add_asker(self, name: str, target: float | None = None, /, *, rate: float = 0.0, **work: Any) -> None:
        """Take a peer in that a process of ours drives: so many times a second, or flat out."""
        driver = asker(self._stack, **work)

        def cost() -> float:
            told = driver.ask(seconds=self.their_part, rate=rate)
            return float(told["cpu"]) / int(told["checks"]) * 1000

        self.add(name, cost, target)

    def miss(self, who: str, reason: object) -> None:
        """Note who cannot take part."""
        self._absent.append(absent(f"{self._what}: {OURS} / {who}", str(reason)))

    def figures(self) -> list[Figure]:
        """Let all take their turns and return what came of it."""
        found: dict[str, list[float]] = {who: [] for who in self._costs}
        for number in range(ROUNDS):
            for who, cost in self._costs.items():
                found[who].append(cost())
            told = ", ".join(f"{who} {costs[-1]:.3g}" for who, costs in found.items())
            say(f"  {self._what}, round {number + 1}: {told} ms")
        ours, part = found.pop(OURS), found.pop(RUNNER, None)
        figures = [of_rounds(f"{self._what}: {OURS}, CPU a check", ours, "ms")]
        if part:
            figures.append(of_rounds(f"{self._what}: {RUNNER}", part, "ms"))
        for who, theirs in found.items():
            name = f"{self._what}: {OURS} / {who}"
            figures.append(compared(name, ours, theirs, "ms", self._targets[who]))
        return figures + self._absent


def asker(stack: ExitStack, **work: Any) -> Child:
    """Start an asker and wait until it is warm."""
    made = stack.enter_context(child(*python("tests.bench.probing.askers", json.dumps(work))))
    made.read()
    return made
