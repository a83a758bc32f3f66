"""Is this monitor blind? It is when everything it holds on to fails at once."""

from collections.abc import Iterable, Mapping

import msgspec

from app.engine.books import Books
from app.engine.check_memory import CheckMemory
from app.engine.views import is_failing
from app.model.clock import Moment
from app.model.phrase import phrase
from app.model.sample import Sample
from app.model.state import STATE_OF_ERROR, ErrorClass, State
from app.model.target import Target

LABEL = "reference"  # targets that carry this label are what the monitor holds on to
_FEWEST = 2  # one reference alone cannot tell its own fault from ours


def is_blind(memories: Iterable[CheckMemory], targets: Mapping[str, Target]) -> bool:
    """Return whether all reference checks fail. Without at least two of them nothing is ever blind."""
    references = [
        memory
        for memory in memories
        if memory.check.enabled and is_reference(targets.get(memory.check.target))
    ]
    return len(references) >= _FEWEST and all(is_failing(memory) for memory in references)


def look(books: Books, now: Moment) -> None:
    """Find out whether we are blind now, and note since when we are not any more."""
    blind = is_blind(books.checks.values(), books.targets)
    if books.blind and not blind:
        books.sighted = now
    books.blind = blind


def is_reference(target: Target | None) -> bool:
    """Return whether the monitor holds on to this target."""
    return target is not None and LABEL in target.labels


def blinded(sample: Sample) -> Sample:
    """Return what a sample proves while nothing can be seen: a fault may be ours, an answer is an answer."""
    if sample.error is None or STATE_OF_ERROR[sample.error] is not State.CRITICAL:
        return sample
    sentence = phrase("This monitor is blind; nothing is known of the target")
    return msgspec.structs.replace(sample, error=ErrorClass.CUT_OFF, sentence=sentence)
