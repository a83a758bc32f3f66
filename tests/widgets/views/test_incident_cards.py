"""What an incident's card says."""

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.incident import Entry, EntryKind
from app.model.phrase import phrase
from tests.shell.boards import NOW, incident
from widgets.views.incident_cards import card


def test_short_wordings_of_who_has_it_cannot_be_mistaken() -> None:
    """Shortened, "nobody has it yet" and "nobody has to come" still say different things."""
    waiting, explained = incident(), replace(incident(2), blocked_by="I-1")
    owners = [card(each, (waiting,), NOW).owners for each in (waiting, explained)]
    assert owners == [("Nobody has it yet", "Nobody yet"), ("Nobody has to come", "Nobody needed")]


def test_several_checks_are_counted_as_checks() -> None:
    """What hits several checks says how many, and of how many targets; two alerts of one check are one."""
    keys = [AlertKey(check=name, rule=rule) for name, rule in (("a/x", "up"), ("a/y", "up"), ("a/y", "slow"))]
    one = replace(incident(), alerts=tuple(keys), targets=("a",))
    two = replace(one, targets=("a", "b"))
    assert "2 checks affected · I-1" in card(one, (), NOW).lines
    assert "2 checks of 2 targets affected · I-1" in card(two, (), NOW).lines
    same = replace(one, alerts=tuple(keys[1:]))
    assert not [line for line in card(same, (), NOW).lines if "affected" in line]


def test_a_card_names_its_number_unless_there_is_news() -> None:
    """That it was told is no news for who stands before the wall; its number, by which it is taken, is."""
    told = Entry(at=NOW, kind=EntryKind.TOLD, text=phrase("Shown on the wall of screen M0, no pop-up"))
    part = Entry(at=NOW, kind=EntryKind.RECOVERING, text=phrase("dns-2 is good again"))
    assert card(replace(incident(), timeline=(part,)), (), NOW).lines[-1] == "Incident I-1"
    news = Entry(at=NOW, kind=EntryKind.COMMENT, text=phrase("Provider was called"))
    assert card(replace(incident(), timeline=(told,)), (), NOW).lines[-1] == "Incident I-1"
    assert "Provider was called" in card(replace(incident(), timeline=(news, told)), (), NOW).lines


def test_a_long_name_still_has_it() -> None:
    """Of a name that is too long its beginning stands there, and that it is whose the incident is."""
    taken = replace(incident(), owner="Konstantin Rosenbaum-Featherstonehaugh")
    assert card(taken, (), NOW).owners[-1] == "Konstantin Rosenb… has it"
    assert card(replace(incident(), owner="Mira"), (), NOW).owners == ("Mira has it",)
