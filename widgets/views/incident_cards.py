"""What the incident column shows."""

from collections.abc import Sequence
from typing import NamedTuple

from app.model.board import Board, Glyph
from app.model.clock import Moment
from app.model.incident import EntryKind, Incident
from app.model.phrase import Phrase, foreign
from app.model.players import lacks_data
from app.model.quantity import age
from app.model.verdict import Level
from widgets.sign import GLYPH_OF_LEVEL, Sign
from widgets.tr import tr, tr_phrase
from widgets.views.words import clock_time

# What is not said by title, cause and owner already, and concerns who stands before the wall. That one of
# its checks is good again stands beside a fault that lasts, and would be read as its end.
_NEWS = frozenset(
    {
        EntryKind.WORSENED,
        EntryKind.COMMENT,
        EntryKind.ACTION,
        EntryKind.FIXED,
        EntryKind.RELAPSED,
        EntryKind.RELEASED,
        EntryKind.ACK_CLEARED,
        EntryKind.ACK_EXPIRED,
        EntryKind.UNBLOCKED,
        EntryKind.REOPENED,
        EntryKind.ESCALATED,
    }
)


BRIEF = 18  # signs of a name where room is short


class Card(NamedTuple):
    """One open incident."""

    id: str
    sign: Sign
    age: str
    title: str
    lines: tuple[str, ...]
    owners: tuple[str, ...]  # who has it, in several wordings, the longest first
    mine: bool  # somebody has it
    since: str
    quiet: bool  # taken or explained: nobody has to come
    stale: bool = False

    @property
    def solid(self) -> bool:
        """Whether its plate is filled."""
        return not self.quiet and self.sign.glyph is Glyph.CRITICAL

    @property
    def owner(self) -> str:
        """Who has it."""
        return self.owners[0]

    @property
    def spoken(self) -> str:
        """The card in words."""
        return ", ".join((self.id, self.title, self.age, *self.lines, self.owner, self.since))


class Quiet(NamedTuple):
    """The column of a day without incidents."""

    headline: str
    line: str
    proved: bool


class IncidentsView(NamedTuple):
    """The whole column."""

    cards: tuple[Card, ...]
    open_words: str
    quiet: Quiet | None
    lost: bool = False


def incidents_view(board: Board, now: Moment, *, lost: bool, good: bool) -> IncidentsView:
    """Return the column; ``good`` says whether everything is proved good now."""
    cards = tuple(card(incident, board.incidents, now, lost=lost) for incident in board.incidents)
    number = len(cards)
    words = tr("{n} open", n=str(number)) if number else tr("none open")
    quiet = None if cards else _quiet(board, now, good=good and not lost)
    return IncidentsView(cards, words, quiet, lost)


def card(incident: Incident, others: Sequence[Incident], now: Moment, *, lost: bool = False) -> Card:
    """Return the card of an incident; with the engine lost it stands as it was, and calls nobody."""
    quiet = incident.cared_for or lost
    return Card(
        id=incident.id,
        sign=Sign(incident_glyph(incident), taken=quiet),
        age=age(now.seconds_since(incident.began)),
        title=tr_phrase(incident.title),
        lines=_lines(incident, others),
        owners=_owner_wordings(incident),
        mine=incident.taken,
        since=tr("since {time}", time=clock_time(incident.began.wall)),
        quiet=quiet,
        stale=lost,
    )


def rest_words(rest: Sequence[Card]) -> str:
    """Return how many more there are than have room, and how many of them need someone."""
    waiting = sum(not each.quiet for each in rest)
    return tr("+{n} more, {waiting} need someone", n=str(len(rest)), waiting=str(waiting))


def incident_glyph(incident: Incident) -> Glyph:
    """Return the shape of an incident; one that only lacks data is unknown."""
    if lacks_data(incident):
        return Glyph.UNKNOWN
    return GLYPH_OF_LEVEL[Level.WARNING if incident.level is Level.GOOD else incident.level]


def owner_words(incident: Incident) -> str:
    """Return who has it."""
    return _owner_wordings(incident)[0]


def _owner_wordings(incident: Incident) -> tuple[str, ...]:
    """Return who has it; the shorter wordings say the same, for "nobody" alone could mean both."""
    if incident.taken:
        # Of a long name the beginning is enough; without "has it" it might be anybody's.
        brief = foreign(incident.owner, BRIEF)
        names = dict.fromkeys((incident.owner, brief))
        return tuple(tr("{name} has it", name=name) for name in names)
    if incident.hushed:
        return tr("Nobody has to come"), tr("Nobody needed")
    return tr("Nobody has it yet"), tr("Nobody yet")


def _lines(incident: Incident, others: Sequence[Incident]) -> tuple[str, ...]:
    """Return cause and news: at most two lines."""
    lines = [tr_phrase(incident.cause)]
    parent = next((other for other in others if other.id == incident.blocked_by), None)
    if parent is not None:
        lines.insert(0, tr("Explained by: {title}", title=tr_phrase(parent.title)))
    if incident.suppressed is not None:
        lines.insert(0, tr_phrase(incident.why_silent))
    # A wall takes no wishes: by its number an incident is taken at a desk.
    if incident.explains:
        lines.append(f"{tr('Explains {n} more', n=str(incident.explains))} · {incident.id}")
    if len(checks := {key.check for key in incident.alerts}) > 1:
        lines.append(f"{_checks(len(checks), incident.size)} · {incident.id}")
    news = (tr_phrase(each.text) for each in reversed(incident.timeline) if each.kind in _NEWS)
    lines += (next(news, ""), tr("Incident {id}", id=incident.id))
    title = tr_phrase(incident.title)
    unique = [line for line in dict.fromkeys(lines) if line and line != title]
    return tuple(unique[:2])


def _checks(number: int, targets: int) -> str:
    if targets > 1:
        return tr("{n} checks of {m} targets affected", n=str(number), m=str(targets))
    return tr("{n} checks affected", n=str(number))


def _quiet(board: Board, now: Moment, *, good: bool) -> Quiet:
    since = board.quiet_since
    headline = tr("No open incident")
    if good and since is not None:
        headline = tr("Quiet for {age}", age=age(now.seconds_since(since)))
    return Quiet(headline, _last(board.last_closed), good)


def _last(last: Incident | None) -> str:
    if last is None or last.closed is None:
        return tr("No incident in the record")
    length = age(last.closed.seconds_since(last.began))
    title: Phrase = last.title
    over = clock_time(last.closed.wall)
    return tr("Last: {title}, {length}, over at {time}", title=tr_phrase(title), length=length, time=over)
