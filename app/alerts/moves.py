"""What the verdicts over one result do to the alerts of a check."""

from collections.abc import Iterator, Sequence

from app.alerts.book import AlertBook
from app.alerts.flapping import Flaps, counted, flapping
from app.model.alert import AlertChange
from app.model.check import Check
from app.model.clock import Moment
from app.model.rule import FLAPPING
from app.model.verdict import Level, Verdict


def moves(
    book: AlertBook, check: Check, flaps: Flaps, verdicts: Sequence[Verdict], now: Moment
) -> Iterator[AlertChange]:
    """Move the alerts of a check and yield each change as soon as it is one; take all of them.

    Flapping begins before the others move and ends after them, so that an incident lasts over both.
    """
    in_turn = counted(flaps, verdicts)
    flapped = in_turn and FLAPPING in book.of(check.id)
    if in_turn and not flapped:
        begun = flapping(check, flaps, {}, now)
        if begun is not None and (change := _alone(book, begun, now)) is not None:
            yield change
    for verdict in verdicts:
        attempts = _attempts(check, verdict)
        change = book.step(verdict, attempts=attempts, recover_hold=check.recover_hold, now=now)
        if change is not None:
            yield change
    if flapped:
        calm = flapping(check, flaps, book.of(check.id), now)
        if calm is not None and (change := _alone(book, calm, now)) is not None:
            yield change


def _attempts(check: Check, verdict: Verdict) -> int:
    """Return how often in a row a verdict is needed: once where its rule looks over a time of its own."""
    if not check.rules or verdict.level is Level.GOOD or verdict.level is Level.NONE:
        return check.attempts
    own = any(rule.at_once and rule.id == verdict.rule for rule in check.rules)
    return 1 if own else check.attempts


def _alone(book: AlertBook, verdict: Verdict, now: Moment) -> AlertChange | None:
    return book.step(verdict, attempts=1, recover_hold=0.0, now=now)
