"""What may be said to a player about an incident; it promises nothing that is not proved."""

from app.model.incident import Incident
from app.model.phrase import NOTHING, Phrase, foreign, phrase
from app.model.rule import NO_DATA
from app.model.target import ElementClass, PlayerWords
from app.model.verdict import Level

PLAYERS = (ElementClass.API, ElementClass.GAME_PROVIDER, ElementClass.PAYMENT)  # what a player uses
NAME = "{name}"  # in texts of the inventory: what the target is called
_MOST = 400  # signs of a text with its name


def lacks_data(incident: Incident) -> bool:
    """Return whether nothing is known to be broken: there is no proof, and nothing else."""
    return bool(incident.alerts) and all(alert.rule == NO_DATA for alert in incident.alerts)


def to_players(incident: Incident, name: str, words: PlayerWords | None) -> Phrase:
    """Return what may be said; ``words`` of the inventory count before ours."""
    own = "" if words is None else _own(incident, words)
    if own:
        return phrase("{text}", text=foreign(own.replace(NAME, name), _MOST))
    return Phrase(template=_ours(incident).template, values={"name": name})


def told_to_players(incident: Incident, name: str, words: PlayerWords | None) -> Phrase:
    """Return the same where players notice it and nothing keeps it quiet; else nothing."""
    noticed = words is not None or incident.element in PLAYERS
    if not noticed or incident.blocked_by or incident.suppressed is not None:
        return NOTHING
    return to_players(incident, name, words)


def _own(incident: Incident, words: PlayerWords) -> str:
    if lacks_data(incident):
        return words.unknown
    return words.critical if incident.level is Level.CRITICAL else words.warning


def _ours(incident: Incident) -> Phrase:
    if lacks_data(incident):
        return phrase("We do not know just now whether {name} works. We look after it.")
    if incident.level is not Level.CRITICAL:
        return phrase("{name} does not work as usual at the moment. We look after it.")
    if incident.element is ElementClass.GAME_PROVIDER:
        return phrase("Games of {name} have a fault at the moment. Please choose another game meanwhile.")
    if incident.element is ElementClass.PAYMENT:
        return phrase("{name} has a fault at the moment. Please do not pay twice; we tell you when it works.")
    return phrase("{name} has a fault at the moment. Please try again later.")
