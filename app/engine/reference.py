"""Is this monitor blind? It is when everything it holds on to fails at once."""

from collections.abc import Iterable, Mapping

from app.engine.check_memory import CheckMemory
from app.engine.views import is_failing
from app.model.target import Target

LABEL = "reference"  # targets that carry this label are what the monitor holds on to
_FEWEST = 2  # one reference alone cannot tell its own fault from ours


def is_blind(memories: Iterable[CheckMemory], targets: Mapping[str, Target]) -> bool:
    """Return whether all reference checks fail. Without at least two of them nothing is ever blind."""
    references = [
        memory
        for memory in memories
        if (target := targets.get(memory.check.target)) is not None and LABEL in target.labels
    ]
    return len(references) >= _FEWEST and all(is_failing(memory) for memory in references)
