"""What an incident's card says."""

from msgspec.structs import replace

from app.model.alert import AlertKey
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
    assert "2 checks affected" in card(one, (), NOW).lines
    assert "2 checks of 2 targets affected" in card(two, (), NOW).lines
    same = replace(one, alerts=tuple(keys[1:]))
    assert not [line for line in card(same, (), NOW).lines if "affected" in line]
