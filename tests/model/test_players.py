"""What may be said to players."""

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.phrase import NOTHING
from app.model.players import to_players, told_to_players
from app.model.rule import NO_DATA
from app.model.suppression import Suppression, SuppressionKind
from app.model.target import ElementClass, PlayerWords
from app.model.verdict import Level
from tests.alerts.making import incident

BAD = replace(incident("I-1"), element=ElementClass.PAYMENT, level=Level.CRITICAL)
OWN = PlayerWords(critical="{name} fails: {5} wait.", unknown="Not known.")


def test_own_words_come_first() -> None:
    """The inventory's words are said as they stand, with the name; what it does not word we word."""
    assert to_players(BAD, "Pay {x}", OWN).plain() == "Pay {x} fails: {5} wait."
    slow = to_players(replace(BAD, level=Level.WARNING), "Pay {x}", OWN).plain()
    assert slow == "Pay {x} does not work as usual at the moment. We look after it."
    unproved = replace(BAD, alerts=(AlertKey(check="a/b", rule=NO_DATA),))
    assert to_players(unproved, "Pay", OWN).plain() == "Not known."


def test_only_what_players_notice_is_told() -> None:
    """A database has no sentence unless the inventory words one; what is explained or silenced has none."""
    inner = replace(BAD, element=ElementClass.DATABASE)
    assert told_to_players(inner, "db", None) is NOTHING
    assert told_to_players(inner, "db", OWN) is not NOTHING
    assert told_to_players(replace(BAD, blocked_by="I-9"), "Pay", OWN) is NOTHING
    silence = Suppression(kind=SuppressionKind.SILENCE, by="S-1")
    assert told_to_players(replace(BAD, suppressed=silence), "Pay", OWN) is NOTHING
