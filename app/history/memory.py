"""What history.db has not got yet: bounded, shared by the event loop and the threads."""

import threading
from collections.abc import Sequence

from app.history.history_file import HOUR, Block, Shift
from app.history.rollup import Rolled
from app.model.clock import Moment
from app.model.message import Point
from app.model.ports import Proof

Item = list[Point] | Block | Rolled | Shift
Sums = tuple[float, float, float, float]  # good, bad, unknown, in maintenance

STEP = 1.0  # seconds; the wall clock is moved by less without being set
POINTS_KEPT = 200_000  # unpacked, while the file cannot even be opened
BYTES_KEPT = 64 << 20  # packed, while it cannot be written


class Memory:
    """Points, clock steps and proof in the order in which they came."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._items: list[Item] = []
        self._fresh: list[Point] = []
        self._proofs: dict[tuple[int, str], Sums] = {}
        self._offset: float | None = None
        self.wall = 0.0  # the newest wall time seen

    def add(self, points: Sequence[Point], proofs: Sequence[Proof], now: Moment) -> None:
        """Take points and proof; notice when the wall clock was set."""
        with self._lock:
            self._watch_clock(now)
            self._fresh.extend(points)
            hour = int(now.wall // HOUR)
            for proof in proofs:
                self._prove((hour, proof.check), (proof.good, proof.bad, proof.unknown, proof.maintenance))

    def items(self) -> list[Item]:
        """Return everything; the lists are safe to read."""
        with self._lock:
            return [*self._items, list(self._fresh)] if self._fresh else list(self._items)

    def sealed(self) -> list[Item]:
        """Close the present list and return all items; only the writer may take them away."""
        with self._lock:
            self._seal()
            return list(self._items)

    def replace(self, before: Sequence[Item], after: Sequence[Item]) -> None:
        """Put ``after`` in the place of ``before``, the oldest items."""
        with self._lock:
            self._items[: len(before)] = after

    def bound(self) -> None:
        """Let the oldest points go where there are too many; clock steps stay."""
        with self._lock:
            self._bound()

    def take_proofs(self) -> dict[tuple[int, str], Sums]:
        """Return and forget the proof so far."""
        with self._lock:
            taken, self._proofs = self._proofs, {}
            return taken

    def give_back(self, proofs: dict[tuple[int, str], Sums]) -> None:
        """Take proof back that could not be stored."""
        with self._lock:
            for key, sums in proofs.items():
                self._prove(key, sums)

    def _prove(self, key: tuple[int, str], sums: Sums) -> None:
        good, bad, unknown, maintenance = self._proofs.get(key, (0.0, 0.0, 0.0, 0.0))
        self._proofs[key] = (good + sums[0], bad + sums[1], unknown + sums[2], maintenance + sums[3])

    def _watch_clock(self, now: Moment) -> None:
        offset = now.wall - now.mono
        if self._offset is not None and abs(offset - self._offset) > STEP:
            self._seal()
            self._items.append(Shift(seconds=offset - self._offset))
        self._offset = offset
        self.wall = now.wall

    def _seal(self) -> None:
        if self._fresh:
            self._items.append(self._fresh)
            self._fresh = []

    def _bound(self) -> None:
        points = len(self._fresh) + sum(len(i) for i in self._items if isinstance(i, list))
        size = sum(len(i.body) for i in self._items if isinstance(i, Block | Rolled))
        while points > POINTS_KEPT or size > BYTES_KEPT:
            self._seal()
            oldest = next(n for n, i in enumerate(self._items) if not isinstance(i, Shift))
            gone = self._items.pop(oldest)
            points -= len(gone) if isinstance(gone, list) else 0
            size -= len(gone.body) if isinstance(gone, Block | Rolled) else 0
