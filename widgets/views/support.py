"""What support people see: in the player's words, what works, what does not, and what may be told."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from PySide6.QtCore import QDateTime, QTime

from app.model.board import Board, CheckView, Glyph, Rank
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import Phrase
from app.model.players import noticed, told_to_players, used_by_players
from app.model.quantity import age
from app.model.state import RANK, State
from widgets.sign import Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.incident_cards import incident_glyph
from widgets.views.shown import all_shown
from widgets.views.words import clock_time

_NAMED = 3  # of unknown things, so many are named in a sentence


class Service(NamedTuple):
    """One thing that a player uses."""

    id: str  # its worst check
    name: str
    word: str
    since: str
    sign: Sign
    state: State
    planned: bool = False

    @property
    def spoken(self) -> str:
        """The tile in words."""
        return ", ".join(part for part in (self.name, self.word, self.since) if part)


class Trouble(NamedTuple):
    """One incident that players notice."""

    id: str
    title: str
    line: str
    tell: str
    known: str
    sign: Sign


class SupportView(NamedTuple):
    """The whole page. ``lost``: it stands as it was, and nothing of it is proved."""

    sign: Sign
    headline: str
    line: str
    clock: str
    proved: str
    troubles: tuple[Trouble, ...]
    services: tuple[Service, ...]  # in their places
    ranked: tuple[Service, ...]  # what is not right first, for where not all have room
    foot: str
    lost: bool

    @property
    def spoken(self) -> str:
        """The page in words."""
        troubles = ". ".join(f"{each.title}: {each.line}" for each in self.troubles)
        return f"{self.headline}. {self.line}. {troubles}"


def support_view(board: Board, now: Moment, *, lost: bool, closed: Sequence[Incident] = ()) -> SupportView:
    """Return the page; ``closed`` are incidents that are over, the newest first."""
    unproved = lost or board.summary.rank is Rank.BLIND
    views = all_shown(board.checks, now, lost=unproved)
    used = [view for view in views if used_by_players(view)]
    services = tuple(_services(used))
    known = {view.target for view in used}
    told = told_to_players(board.incidents, board.checks)
    said = [each for each in board.incidents if each.id in told.sentences]
    rest = [each for each in board.incidents if not told.of(each.id)]
    quiet = [each for each in rest if each.suppressed is not None and noticed(each, known)]
    faults = [*said, *quiet, *(each for each in closed if noticed(each, known))]
    sign, headline = _verdict(services, lost=lost, blind=unproved)
    return SupportView(
        sign=sign,
        headline=headline,
        line=_line(services, board, elsewhere=len(rest) - len(quiet), quiet=len(quiet), lost=lost),
        clock=clock_time(now.wall),
        proved=_proved(used, now, lost=lost),
        troubles=() if lost else tuple(_trouble(each, told.of(each.id)) for each in said),
        services=services,
        ranked=tuple(sorted(services, key=_order)),
        foot=_foot(faults, now),
        lost=lost,
    )


def _services(views: Iterable[CheckView]) -> Iterable[Service]:
    groups: dict[str, list[CheckView]] = {}
    for view in views:
        groups.setdefault(view.target, []).append(view)
    return (_service(group) for group in groups.values())


def _service(group: Sequence[CheckView]) -> Service:
    working = [view for view in group if not view.maintenance]
    if not working:
        return Service(
            id=group[0].id,
            name=group[0].target_name,
            word=tr("Planned work"),
            since="",
            sign=Sign(Glyph.MAINTENANCE),
            state=State.OK,
            planned=True,
        )
    worst = min(working, key=_rank)
    state = State.OK if worst.soft else worst.state
    since = ""
    if state is not State.OK and worst.since is not None:
        since = tr("since {time}", time=clock_time(worst.since.wall))
    return Service(
        id=worst.id,
        name=worst.target_name,
        word=_word(state, answers=worst.error is None),
        since=since,
        sign=Sign(Glyph.GOOD) if state is State.OK else sign_of_check(worst),
        state=state,
    )


def _rank(view: CheckView) -> int:
    return RANK[State.OK if view.soft else view.state]


def _order(service: Service) -> int:
    return len(RANK) if service.state is State.OK else RANK[service.state]


def _word(state: State, *, answers: bool) -> str:
    """Say a state to players; what answers, but slowly or with wrong figures, is not called broken."""
    return {
        State.OK: tr("Works"),
        State.WARNING: tr("Not as usual"),
        State.CRITICAL: tr("Works badly") if answers else tr("Does not work"),
        State.UNKNOWN: tr("Not known just now"),
        State.PENDING: tr("Not known yet"),
    }[state]


def _verdict(services: Sequence[Service], *, lost: bool, blind: bool) -> tuple[Sign, str]:
    if lost:
        return Sign(Glyph.DEAD), tr("The engine does not answer: nothing is known now")
    if blind:
        return Sign(Glyph.UNKNOWN), tr("This monitor cannot see: nothing is known now")
    bad = [each for each in services if each.state in (State.CRITICAL, State.WARNING)]
    if bad:
        worst = min(bad, key=lambda each: RANK[each.state])
        glyph = Glyph.CRITICAL if worst.state is State.CRITICAL else Glyph.WARNING
        taken = all(each.sign.taken for each in bad if each.state is worst.state)
        return Sign(glyph, taken=taken), _things(len(bad))
    return _calm_verdict(services)


def _calm_verdict(services: Sequence[Service]) -> tuple[Sign, str]:
    unknown = sum(each.state in (State.UNKNOWN, State.PENDING) for each in services)
    if unknown == 1:
        return Sign(Glyph.UNKNOWN), tr("One thing is not known just now")
    if unknown:
        return Sign(Glyph.UNKNOWN), tr("{n} things are not known just now", n=str(unknown))
    if not services:
        return Sign(Glyph.PENDING), tr("Nothing that players use is watched")
    return Sign(Glyph.GOOD), tr("Everything that players use works")


def _things(number: int) -> str:
    if number == 1:
        return tr("One thing is not right for players now")
    if number == 2:
        return tr("Two things are not right for players now")
    return tr("{n} things are not right for players now", n=f"{number:,}")


def _line(services: Sequence[Service], board: Board, *, elsewhere: int, quiet: int, lost: bool) -> str:
    if lost:
        return tr("Nothing is proved since {time}", time=clock_time(board.now.wall))
    parts = []
    if not services and board.checks:
        parts.append(tr("Games, payments, interfaces and what has words for players would stand here."))
    unknown = [each for each in services if each.state in (State.UNKNOWN, State.PENDING)]
    if unknown:
        named = ", ".join(each.name for each in unknown[:_NAMED])
        if len(unknown) > _NAMED:
            named = tr("{names} and {n} more", names=named, n=str(len(unknown) - _NAMED))
        parts.append(tr("{names}: not known.", names=named))
    planned = sum(each.planned for each in services)
    if planned:
        parts.append(tr("{n} in planned work.", n=str(planned)))
    others = any(each.state in (State.CRITICAL, State.WARNING) for each in services) or unknown or planned
    if others and any(each.state is State.OK and not each.planned for each in services):
        parts.append(tr("Everything else works."))
    if elsewhere:
        parts.append(tr("Incidents behind the scenes: {n}.", n=str(elsewhere)))
    if quiet:
        parts.append(tr("Incidents kept quiet: {n}.", n=str(quiet)))
    parts.append(tr("Times are your local time."))
    return " ".join(parts)


def _proved(views: Sequence[CheckView], now: Moment, *, lost: bool) -> str:
    """Return how old the oldest answer is of those that count as proved."""
    ages = [now.seconds_since(view.last) for view in views if view.last and not view.stale]
    return tr("not proved") if lost or not ages else tr("proved {age} ago", age=age(max(ages)))


def _trouble(incident: Incident, told: Iterable[Phrase]) -> Trouble:
    since = tr("Since {time}.", time=clock_time(incident.bad_since.wall))
    cause = tr_phrase(incident.cause)
    return Trouble(
        id=incident.id,
        title=tr_phrase(incident.title),
        line=f"{since} {cause}".strip(),
        tell=" ".join(tr_phrase(each) for each in told),
        known=_known(incident),
        sign=Sign(incident_glyph(incident), taken=incident.taken),
    )


def _known(incident: Incident) -> str:
    if incident.taken:
        return tr("Engineers know it. {name} works on it.", name=incident.owner)
    if incident.told:
        return tr("Engineers know it. Nobody works on it yet.")
    return tr("Nobody works on it yet.")


def _foot(incidents: Iterable[Incident], now: Moment) -> str:
    """Return the faults of today, and of yesterday."""
    moment = QDateTime.fromMSecsSinceEpoch(int(now.wall * 1000))
    today = QDateTime(moment.date(), QTime(0, 0)).toMSecsSinceEpoch() / 1000
    before = QDateTime(moment.date().addDays(-1), QTime(0, 0)).toMSecsSinceEpoch() / 1000
    known = list({each.id: each for each in incidents}.values())
    first = [each for each in known if each.began.wall >= today]
    second = [each for each in known if before <= each.began.wall < today]
    length = sum((each.closed or now).seconds_since(each.began) for each in first)
    words = tr("Today: {n} faults, {age} in all", n=str(len(first)), age=age(length))
    if len(first) == 1:
        words = tr("Today: one fault, {age} in all", age=age(length))
    if not first:
        words = tr("Today: no fault")
    yesterday = tr("yesterday: {n}", n=str(len(second))) if second else tr("yesterday: none")
    return f"{words} · {yesterday} · {tr('the tray icon shows the same truth as this page')}"
