"""Results that wait for a moment: whether they are the target's fault is being found out."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from app.engine.check_memory import CheckMemory
from app.model.probe import Probe
from app.model.sample import Sample


@dataclass(frozen=True, kw_only=True)
class Held:
    """One of them. It waits for a reference (``sight``), the name servers (``names``), or behind another."""

    memory: CheckMemory
    sample: Sample
    late: float
    at: float  # since when, monotonic
    probe: Probe  # that it is of
    sight: bool = False
    names: bool = False


class HeldResults:
    """In their order for each check. ``known`` tells whether one need not wait any longer."""

    def __init__(self, release: Callable[[Held], None]) -> None:
        self._release = release
        self._waiting: dict[str, deque[Held]] = {}

    def __len__(self) -> int:
        return sum(map(len, self._waiting.values()))

    def __contains__(self, check: str) -> bool:
        return check in self._waiting

    def add(self, held: Held) -> None:
        """Keep a result back, behind those of its check that wait already."""
        self._waiting.setdefault(held.memory.check.id, deque()).append(held)

    def release(self, known: Callable[[Held], bool]) -> None:
        """Give back what need not wait."""
        for check in tuple(self._waiting):
            line = self._waiting[check]
            while line and known(line[0]):
                self._release(line.popleft())
            if not line:
                del self._waiting[check]

    def clear(self) -> None:
        """Forget everything, at the end."""
        self._waiting.clear()
