"""What an incident's card says."""

from msgspec.structs import replace

from tests.shell.boards import NOW, incident
from widgets.views.incident_cards import card


def test_short_wordings_of_who_has_it_cannot_be_mistaken() -> None:
    """Shortened, "nobody has it yet" and "nobody has to come" still say different things."""
    waiting, explained = incident(), replace(incident(2), blocked_by="I-1")
    owners = [card(each, (waiting,), NOW).owners for each in (waiting, explained)]
    assert owners == [("Nobody has it yet", "Nobody yet"), ("Nobody has to come", "Nobody needed")]
