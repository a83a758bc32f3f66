"""Everything that the command palette offers, composed of the newest board; nothing here waits or draws."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import NamedTuple

from app.model.board import Board, CheckView
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import foreign
from app.model.state import worst
from app.shell.window.keys import PAGE_KEYS, Act, Key
from widgets.commands.offer import Kind, Offer
from widgets.sign import GLYPH_OF_LEVEL, Sign, sign_of_check
from widgets.tr import tr, tr_phrase
from widgets.views.shown import shown
from widgets.views.words import state_word, view_word

LONGEST = 200  # signs of a foreign text

Subject = Offer | CheckView | tuple[CheckView, ...]  # the last: a target, as its checks


class Known(NamedTuple):
    """What is known when the palette asks.

    ``why_not`` tells why an act cannot be done, ``away`` why nothing can be opened that needs an engine.
    """

    keys: Sequence[Key]
    pages: Sequence[str]
    board: Board | None
    now: Moment
    why_not: Callable[[Act], str]
    away: str = ""
    lost: bool = False


def offered_at_once(known: Known) -> list[Offer]:
    """Return what is shown before anything is typed: acts, pages, open incidents."""
    return [*_acts(known), *_pages(known), *_desk(known), *_incidents(known)]


def subjects(known: Known) -> Iterator[tuple[str, Subject]]:
    """Yield everything with the text by which it is found."""
    for offer in offered_at_once(known):
        yield f"{offer.text} {offer.what if offer.kind is Kind.INCIDENT else ''}".casefold(), offer
    checks = known.board.checks if known.board is not None else ()
    targets: dict[str, list[CheckView]] = {}
    for view in checks:
        targets.setdefault(view.target, []).append(view)
    for name, views in targets.items():
        if len(views) > 1:  # of a single check the target is found by it
            yield f"{views[0].target_name} {name}".casefold(), tuple(views)
    for view in checks:
        yield f"{view.name} {view.id}".casefold(), view


def contents(known: Known) -> object:
    """Return what there is, by name: while that is the same only states can have changed."""
    board = known.board
    if board is None:
        return known.pages
    return known.pages, [each.id for each in board.incidents], [view.id for view in board.checks]


def unnamed(known: Known) -> str:
    """Return how much is found by typing only."""
    checks = len(known.board.checks) if known.board is not None else 0
    return tr("Type a name to find {n} checks and their targets", n=f"{checks:,}") if checks else ""


def offers_of(found: Iterable[Subject], known: Known) -> list[Offer]:
    """Return what was found as it stands now."""
    made = []
    wanted = list(found)
    newest = _newest(wanted, known.board)
    acts = {(each.kind, each.what): each for each in offered_at_once(known)}
    for each in wanted:
        if isinstance(each, Offer):
            made.append(acts.get((each.kind, each.what), each))
        elif isinstance(each, CheckView):
            made.append(_check(newest.get(each.id, each), known))
        else:
            made.append(_target([newest.get(view.id, view) for view in each], known))
    return made


def _newest(found: Iterable[Subject], board: Board | None) -> dict[str, CheckView]:
    names = set()
    for each in found:
        views = (each,) if isinstance(each, CheckView) else () if isinstance(each, Offer) else each
        names |= {view.id for view in views}
    return {view.id: view for view in board.checks if view.id in names} if board is not None and names else {}


def _acts(known: Known) -> Iterator[Offer]:
    for key in known.keys:
        if key.act is not Act.PALETTE:
            aside = "  ".join(key.keys)
            yield Offer(Kind.ACT, key.act, tr(key.text), aside, why_not=known.why_not(key.act))


def _pages(known: Known) -> Iterator[Offer]:
    for number, title in enumerate(known.pages):
        key = PAGE_KEYS[number] if number < len(PAGE_KEYS) else ""
        yield Offer(Kind.PAGE, number, tr("Page: {name}", name=foreign(title, LONGEST)), key)


def _desk(known: Known) -> Iterator[Offer]:
    """Yield the pages of the desk, in their order there."""
    titles = {
        "players": tr("For players"),
        "checks": tr("Checks"),
        "incidents": tr("Incidents"),
        "events": tr("Events"),
    }
    for name, title in titles.items():
        yield Offer(Kind.DESK, name, tr("Desk: {page}", page=title), why_not=known.why_not(Act.DESK))


def _incidents(known: Known) -> Iterator[Offer]:
    for each in known.board.incidents if known.board is not None else ():
        sign = Sign(GLYPH_OF_LEVEL[each.level], taken=each.taken)
        yield Offer(Kind.INCIDENT, each.id, tr_phrase(each.title), _who(each), sign=sign, why_not=known.away)


def _who(incident: Incident) -> str:
    owner = foreign(incident.owner, 40) or tr("nobody has it")
    return tr("{first} · {second}", first=incident.id, second=owner)


def _check(view: CheckView, known: Known) -> Offer:
    now = shown(view, known.now, lost=known.lost)
    word = view_word(now)
    aside = word if known.away else tr("{first} · {second}", first=foreign(view.id, 60), second=word)
    text = foreign(view.name, LONGEST)
    return Offer(Kind.CHECK, view.id, text, aside, sign=sign_of_check(now), why_not=known.away)


def _target(views: Sequence[CheckView], known: Known) -> Offer:
    """Return a target; what is opened is what is worst of it."""
    now = [shown(view, known.now, lost=known.lost) for view in views]
    state = worst(view.state for view in now)
    bad = next(view for view in now if view.state is state)
    word = state_word(state)
    aside = word if known.away else tr("{n} checks, worst: {state}", n=str(len(views)), state=word)
    name = foreign(views[0].target_name, LONGEST)
    text = tr("Target: {name}", name=name)
    return Offer(Kind.TARGET, bad.id, text, aside, sign=sign_of_check(bad), why_not=known.away)
