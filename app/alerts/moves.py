"""What the verdicts over one result do to the alerts of a check."""

from collections.abc import Iterator, Sequence

from app.alerts.book import AlertBook
from app.alerts.flapping import Flaps, counted, flapping
from app.model.alert import AlertChange
from app.model.check import Check
from app.model.clock import Moment
from app.model.rule import FLAPPING
from app.model.verdict import Verdict


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
        change = book.step(verdict, attempts=check.attempts, recover_hold=check.recover_hold, now=now)
        if change is not None:
            yield change
    if flapped:
        calm = flapping(check, flaps, book.of(check.id), now)
        if calm is not None and (change := _alone(book, calm, now)) is not None:
            yield change


def _alone(book: AlertBook, verdict: Verdict, now: Moment) -> AlertChange | None:
    return book.step(verdict, attempts=1, recover_hold=0.0, now=now)
