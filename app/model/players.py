"""What players notice, and what may be said to them of it: one rule for every screen and the command line.

Who answers players is asked about what they use, never about what lies behind it. So a sentence names what
they use among all that an incident hits, and among all that it explains: a database that is down is told by
the games that do not start for it. It promises nothing that is not proved.
"""

from collections.abc import Collection, Container, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from app.model.board import CheckView
from app.model.incident import Incident
from app.model.phrase import Phrase, foreign, phrase
from app.model.rule import NO_DATA
from app.model.state import State
from app.model.target import ElementClass, PlayerWords
from app.model.verdict import Level

NAME = "{name}"  # in texts of the inventory: what the target is called
_PLAYERS = (ElementClass.API, ElementClass.GAME_PROVIDER, ElementClass.PAYMENT)  # what a player uses
_MOST = 400  # signs of a text with its name
_NAMED = 3  # further things of which the same is true, so many are named


class ToldToPlayers(NamedTuple):
    """What may be said of open incidents."""

    sentences: Mapping[str, tuple[Phrase, ...]]  # by incident; none of which nothing is to be said
    said_with: Mapping[str, str]  # of an incident the one whose sentences name what it hits

    def of(self, incident: str) -> tuple[Phrase, ...]:
        """Return what may be said of an incident, be it with another one that explains it."""
        return self.sentences.get(self.said_with.get(incident, ""), ())


class _Hit(NamedTuple):
    """One thing that players use and that an incident hits."""

    name: str
    own: str  # the inventory's words; empty: it has none
    ours: str  # a template


def used_by_players(view: CheckView) -> bool:
    """Return whether players use a target: by its class, or because the inventory has words for them."""
    return _used(view.element, view.players)


def noticed(incident: Incident, used: Container[str]) -> bool:
    """Return whether an incident hits something that players use; ``used``: all such targets."""
    return incident.element in _PLAYERS or any(target in used for target in incident.hit)


def lacks_data(incident: Incident) -> bool:
    """Return whether nothing is known to be broken: there is no proof, and nothing else."""
    return bool(incident.alerts) and all(alert.rule == NO_DATA for alert in incident.alerts)


def told_to_players(incidents: Iterable[Incident], views: Iterable[CheckView]) -> ToldToPlayers:
    """Return what may be said of all open incidents of a board; ``views``: all its checks.

    Of what is silenced, in planned work or good again nothing is said. What an open incident explains is said
    with that one, unless it is kept quiet itself; what waits for its first result after that is not proved.
    """
    ours = {each.id: each for each in incidents}
    known = _of_targets(views, {target for each in ours.values() for target in each.hit})
    said_with = {name: _said_with(each, ours) for name, each in ours.items()}
    found: dict[str, dict[str, _Hit]] = {}
    for name, each in sorted(ours.items(), key=lambda item: said_with[item[0]] != item[0]):
        if teller := said_with[name]:
            hits = found.setdefault(teller, {})
            for target, hit in _hits(each, known):
                hits.setdefault(target, hit)
    sentences = {name: tuple(_sentences(tuple(hits.values()))) for name, hits in found.items() if hits}
    return ToldToPlayers(sentences, said_with)


def _used(element: ElementClass, words: PlayerWords | None) -> bool:
    return words is not None or element in _PLAYERS


def _of_targets(views: Iterable[CheckView], targets: Collection[str]) -> dict[str, list[CheckView]]:
    found: dict[str, list[CheckView]] = {}
    for view in views:
        if view.target in targets:
            found.setdefault(view.target, []).append(view)
    return found


def _said_with(incident: Incident, known: Mapping[str, Incident]) -> str:
    """Return the incident that says what this one hits: the last above it that speaks; empty: none does."""
    seen: set[str] = set()
    while incident.suppressed is None and incident.id not in seen:
        seen.add(incident.id)
        above = known.get(incident.blocked_by)
        if above is None:
            return "" if incident.blocked_by else incident.id
        if above.suppressed is not None:
            return incident.id
        incident = above
    return ""


def _hits(incident: Incident, known: Mapping[str, Sequence[CheckView]]) -> Iterator[tuple[str, _Hit]]:
    """Return by target what players use of all that an incident hits and that is bad now."""
    for target in incident.hit:
        views = known.get(target, ())
        if views and used_by_players(views[0]) and _is_bad(incident, views):
            level, words = _level(incident, views), views[0].players
            own = "" if words is None else _own(level, words)
            yield target, _Hit(views[0].target_name, own, _ours(level, views[0].element).template)
        elif not views and target == incident.target and incident.element in _PLAYERS:
            yield target, _Hit(target, "", _ours(_level(incident, ()), incident.element).template)


def _is_bad(incident: Incident, views: Sequence[CheckView]) -> bool:
    """Return whether a target takes part still and no work is planned on it."""
    taking_part = _alerting(incident, views)
    if not taking_part:
        was = {key.check for key in incident.past}
        return not any(view.id in was for view in views)
    return not all(view.maintenance for view in taking_part)


def _alerting(incident: Incident, views: Sequence[CheckView]) -> list[CheckView]:
    alerting = {key.check for key in incident.alerts}
    return [view for view in views if view.id in alerting]


def _level(incident: Incident, views: Sequence[CheckView]) -> Level:
    """Return how bad a target is by its own checks, never worse than the incident; NONE: nothing is known."""
    taking_part = _alerting(incident, views)
    mine = {view.id for view in taking_part}
    if lacks_data(incident) or (mine and all(k.rule == NO_DATA for k in incident.alerts if k.check in mine)):
        return Level.NONE
    states = {view.state for view in taking_part}
    milder = State.WARNING in states and State.CRITICAL not in states
    return Level.WARNING if milder or incident.level is not Level.CRITICAL else Level.CRITICAL


def _sentences(hits: Sequence[_Hit]) -> Iterator[Phrase]:
    """Return a sentence for each wording; what else it is true of is named after it."""
    groups: dict[tuple[str, str], list[str]] = {}
    for hit in hits:
        groups.setdefault((hit.own, "" if hit.own else hit.ours), []).append(hit.name)
    for (own, ours), (first, *others) in groups.items():
        if own:
            yield phrase("{text}", text=foreign(own.replace(NAME, first), _MOST))
        else:
            yield Phrase(template=ours, values={"name": first})
        if others and (not own or NAME in own):
            yield _true_of(others)


def _true_of(names: Sequence[str]) -> Phrase:
    named, more = ", ".join(names[:_NAMED]), len(names) - _NAMED
    if more > 0:
        return phrase("The same is true of {names} and {n} more.", names=named, n=str(more))
    return phrase("The same is true of {names}.", names=named)


def _own(level: Level, words: PlayerWords) -> str:
    if level is Level.NONE:
        return words.unknown
    return words.critical if level is Level.CRITICAL else words.warning


def _ours(level: Level, element: ElementClass) -> Phrase:
    if level is Level.NONE:
        return phrase("We do not know just now whether {name} works. We look after it.")
    if level is not Level.CRITICAL:
        return phrase("{name} does not work as usual at the moment. We look after it.")
    if element is ElementClass.GAME_PROVIDER:
        return phrase("Games of {name} have a fault at the moment. Please choose another game meanwhile.")
    if element is ElementClass.PAYMENT:
        return phrase("{name} has a fault at the moment. Please do not pay twice; we tell you when it works.")
    return phrase("{name} has a fault at the moment. Please try again later.")
