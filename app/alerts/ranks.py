"""The ranks of the verdict, worst first, each with its glyph and its words."""

from collections.abc import Callable

from msgspec.structs import replace

from app.alerts.situation import Situation
from app.model.board import Glyph, Rank
from app.model.incident import Incident
from app.model.phrase import Phrase, phrase
from app.model.value import Value


class Outcome(Value, frozen=True, kw_only=True):
    """What one rank says."""

    rank: Rank
    glyph: Glyph
    headline: Phrase
    taken: bool = False


def verdict(situation: Situation) -> Outcome:
    """Return what the worst rank that holds says."""
    for rank in _RANKS:
        outcome = rank(situation)
        if outcome is not None:
            return outcome
    return _good(situation)


def _engine_lost(situation: Situation) -> Outcome | None:
    if not situation.lost:
        return None
    return Outcome(rank=Rank.ENGINE_LOST, glyph=Glyph.DEAD, headline=phrase("The engine does not answer"))


def _blind(situation: Situation) -> Outcome | None:
    if not situation.blind:
        return None
    return Outcome(rank=Rank.BLIND, glyph=Glyph.UNKNOWN, headline=phrase("This monitor is blind"))


def _broken(situation: Situation) -> Outcome | None:
    """Put a fault of our own first in words, with a glyph that is never milder than what is found.

    What needs someone now goes before it: the fault stands in the line below then.
    """
    if not situation.troubles:
        return None
    found = below_troubles(situation)
    glyph = found.glyph if found.glyph in (Glyph.CRITICAL, Glyph.UNKNOWN) else Glyph.WARNING
    return Outcome(rank=Rank.BROKEN, glyph=glyph, taken=found.taken, headline=situation.troubles[0])


def below_troubles(situation: Situation) -> Outcome:
    """Return what is found, apart from this program's own troubles."""
    return verdict(replace(situation, troubles=()))


def _need_someone(situation: Situation) -> Outcome | None:
    count = len(situation.untaken)
    if count:
        headline = in_number(count, "{count} incident needs someone", "{count} incidents need someone")
    elif situation.counts.critical and not situation.critical:
        count = situation.counts.critical
        headline = in_number(count, "{count} check is critical", "{count} checks are critical")
    else:
        return None
    return Outcome(rank=Rank.NEED_SOMEONE, glyph=Glyph.CRITICAL, headline=headline)


def _all_taken(situation: Situation) -> Outcome | None:
    count = len(situation.critical)
    if not count:
        return None
    if all(incident.taken for incident in situation.critical):
        headline = in_number(count, "{count} incident, taken", "{count} incidents, all taken")
    elif any(incident.suppressed is not None for incident in situation.critical):
        headline = _with_silenced(situation, count)
    else:  # what is not taken is explained by another incident
        headline = in_number(count, "{count} incident, explained", "{count} incidents, taken or explained")
    return Outcome(rank=Rank.ALL_TAKEN, glyph=Glyph.CRITICAL, taken=True, headline=headline)


def _with_silenced(situation: Situation, count: int) -> Phrase:
    silenced = sum(incident.suppressed is not None for incident in situation.critical)
    if silenced == count:
        return in_number(count, "{count} incident, silenced", "{count} incidents, all silenced")
    return phrase(
        "{count} incidents, {silenced} of them silenced", count=figure(count), silenced=figure(silenced)
    )


def _warnings(situation: Situation) -> Outcome | None:
    count = situation.counts.warning
    if not count and not situation.warning:
        return None
    if count:
        headline = in_number(count, "{count} warning", "{count} warnings")
    else:
        count = len(situation.warning)
        headline = in_number(count, "{count} incident is recovering", "{count} incidents are recovering")
    taken = bool(situation.warning) and all(_quiet(incident) for incident in situation.warning)
    return Outcome(rank=Rank.WARNINGS, glyph=Glyph.WARNING, taken=taken, headline=headline)


def _unknowns(situation: Situation) -> Outcome | None:
    count = situation.counts.unknown or len(situation.unproved)
    if not count:
        return None
    taken = bool(situation.unproved) and all(_quiet(incident) for incident in situation.unproved)
    headline = in_number(count, "{count} check unknown", "{count} checks unknown")
    return Outcome(rank=Rank.UNKNOWNS, glyph=Glyph.UNKNOWN, taken=taken, headline=headline)


def _empty(situation: Situation) -> Outcome | None:
    if situation.counts.total:
        return None
    return Outcome(rank=Rank.EMPTY, glyph=Glyph.PENDING, headline=phrase("Nothing is watched yet"))


def _waiting(situation: Situation) -> Outcome | None:
    counts = situation.counts
    if counts.pending == counts.total:
        headline = phrase("Waiting for the first results")
    elif counts.pending:
        headline = phrase(
            "{good} good, {count} waiting", good=figure(counts.ok), count=figure(counts.pending)
        )
    elif situation.soft:
        good = figure(counts.ok - min(situation.soft, counts.ok))
        headline = phrase("{good} good, {count} checked again", good=good, count=figure(situation.soft))
    else:
        return None
    return Outcome(rank=Rank.WAITING, glyph=Glyph.PENDING, headline=headline)


def _good(situation: Situation) -> Outcome:
    counts = situation.counts
    if counts.maintenance and not counts.ok:
        headline = in_number(counts.maintenance, "{count} in maintenance", "{count} in maintenance")
        return Outcome(rank=Rank.GOOD, glyph=Glyph.MAINTENANCE, headline=headline)
    if counts.maintenance:
        headline = phrase(
            "{good} good, {count} in maintenance",
            good=figure(counts.ok),
            count=figure(counts.maintenance),
        )
    else:
        headline = in_number(counts.ok, "The one check is good", "All {count} checks are good")
    return Outcome(rank=Rank.GOOD, glyph=Glyph.GOOD, headline=headline)


# Worst first. Lost and blind stand above the incidents, for then nothing of them is proved.
_RANKS: tuple[Callable[[Situation], Outcome | None], ...] = (
    _engine_lost,
    _blind,
    _need_someone,
    _broken,
    _all_taken,
    _warnings,
    _unknowns,
    _empty,
    _waiting,
)


def _quiet(incident: Incident) -> bool:
    return incident.taken or incident.suppressed is not None


def in_number(count: int, one: str, many: str) -> Phrase:
    """Return the phrase for one or for many; the count stands in ``{count}``."""
    return phrase(one if count == 1 else many, count=figure(count))


def figure(count: int) -> str:
    """Return a count as people read it."""
    return f"{count:,}"
