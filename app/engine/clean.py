"""What a probe brings home is foreign: numbers that are none, and texts without end, stop here."""

import functools
import math

from app.model.phrase import Phrase, foreign
from app.model.probe import ErrorGroup, Phase, Reading
from app.model.verdict import Level

MOST_SERIES = 256
_MOST_FACTS = 40
_MOST_ERRORS = 50
_MOST_PHASES = 20
_NAME = 80
DETAIL_LIMIT = 8192


def clean(reading: Reading) -> Reading:
    """Return the reading with finite numbers, cut and printable texts, and bounded lists.

    Raises ``TypeError`` or ``ValueError`` where a probe gave what is no number at all.
    """
    return Reading(
        values=numbers(reading.values),
        phases=tuple([_phase(phase) for phase in reading.phases[:_MOST_PHASES]]),
        sentence=sentence(reading.sentence),
        facts=facts(reading.facts),
        errors=tuple([_error(group) for group in reading.errors[:_MOST_ERRORS]]),
        coarse=reading.coarse,
        detail=detail(reading.detail),
        level=Level(reading.level),
    )


def numbers(values: dict[str, float]) -> dict[str, float]:
    """Return the series that have a finite number; what is not there has no value."""
    kept: dict[str, float] = {}
    for name, value in values.items():
        number = float(value)
        if math.isfinite(number) and len(kept) < MOST_SERIES:
            kept[_named(name)] = number
    return kept


@functools.lru_cache(4096)
def _named(name: str) -> str:
    """Return a name cut and printable; the same few come with each run."""
    return foreign(name, _NAME)


def _phase(phase: Phase) -> Phase:
    name, seconds = _named(phase.name), float(phase.seconds)
    return phase if seconds >= 0 and name == phase.name else Phase(name=name, seconds=max(0.0, seconds))


def sentence(text: Phrase) -> Phrase:
    """Return the phrase with its values cut."""
    if not text.values:
        return text
    return Phrase(template=text.template, values={key: foreign(value) for key, value in text.values.items()})


def facts(found: dict[str, str]) -> dict[str, str]:
    """Return at most forty facts, cut."""
    kept = list(found.items())[:_MOST_FACTS]
    return {_named(name): foreign(value) for name, value in kept}


def detail(text: str) -> str:
    """Return raw text for the detail pane: lines kept, the rest printable, at most 8 KiB."""
    if not text:
        return ""
    return "\n".join(_printable(line.expandtabs(4)) for line in text[:DETAIL_LIMIT].splitlines())


def _printable(line: str) -> str:
    return "".join(sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in line)


def _error(group: ErrorGroup) -> ErrorGroup:
    return ErrorGroup(
        template=foreign(group.template),
        count=group.count,
        first=group.first,
        last=group.last,
        example=foreign(group.example),
    )
