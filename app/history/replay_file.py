"""A recorded file under two sets of rules.

It holds its process for as long as it takes, up to a second for each check and day with a result each five
seconds; a living engine has it done by a child.
"""

from collections.abc import Callable, Sequence
from pathlib import Path

from app.history.recorded import rows
from app.model.check import Inventory
from app.model.replay import Replay
from app.replay.compare import Comparison, Pair, warm_up
from app.replay.pairs import accompanied


def replay_file(
    path: Path,
    pairs: Sequence[Pair],
    since: float,
    inventory: Inventory,
    progress: Callable[[float], None] | None = None,
) -> Replay:
    """Return what the rules make of all that is recorded since a wall time; others are of ``inventory``.

    Raises ``damage.Refused`` or ``damage.Damaged``.
    """
    pairs = accompanied(pairs, inventory)
    comparison = Comparison(pairs, since, inventory.targets)
    names = {pair.either.id for pair in pairs}
    for row in rows(path, names, since - warm_up(pairs), progress):
        comparison.take(row)
    return comparison.replay()
