"""What a probe brings home is foreign: numbers that are none, and texts without end, stop here."""

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
        phases=tuple(
            Phase(name=foreign(phase.name, _NAME), seconds=max(0.0, float(phase.seconds)))
            for phase in reading.phases[:_MOST_PHASES]
        ),
        sentence=sentence(reading.sentence),
        facts=facts(reading.facts),
        errors=tuple(_error(group) for group in reading.errors[:_MOST_ERRORS]),
        coarse=reading.coarse,
        detail=detail(reading.detail),
        level=Level(reading.level),
    )


def numbers(values: dict[str, float]) -> dict[str, float]:
    """Return the series that have a finite number; what is not there has no value."""
    found = ((foreign(name, _NAME), float(value)) for name, value in values.items())
    kept = [(name, value) for name, value in found if math.isfinite(value)]
    return dict(kept[:MOST_SERIES])


def sentence(text: Phrase) -> Phrase:
    """Return the phrase with its values cut."""
    return Phrase(template=text.template, values={key: foreign(value) for key, value in text.values.items()})


def facts(found: dict[str, str]) -> dict[str, str]:
    """Return at most forty facts, cut."""
    kept = list(found.items())[:_MOST_FACTS]
    return {foreign(name, _NAME): foreign(value) for name, value in kept}


def detail(text: str) -> str:
    """Return raw text for the detail pane: lines kept, the rest printable, at most 8 KiB."""
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
