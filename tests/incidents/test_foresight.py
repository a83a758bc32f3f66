"""What a merge or a split comes to is said before, and is what then comes about."""

import pytest

from app.incidents.book import IncidentBook
from app.incidents.hands import Mistaken
from app.model.alert import AlertEvent
from app.model.foreseen import Foreseen
from app.model.incident import IncidentChange
from app.model.intent import Merge, Split
from tests.alerts.making import at, check, target
from tests.incidents.test_book import take
from tests.incidents.test_joining import book, found, told


def said(foreseen: Foreseen) -> list[str]:
    return [
        each.text.plain() + (f": {each.name.plain()}" if each.name.template else "")
        for each in foreseen.consequences
    ]


def taken_back(one: IncidentBook, changes: tuple[IncidentChange, ...]) -> tuple[Merge | Split, ...]:
    return one.hands.back(changes)


def test_a_merge_says_what_ends_what_goes_on_who_has_it_and_who_was_told() -> None:
    """Numbers, the name that comes of it, the owner and the channels; nothing is done by asking."""
    one = book("kestrin", "orbit")
    told(one, I_2="ops pager")
    one.hands.acknowledge("I-2", "Jo", "", at(5.0))
    before = one.open()
    foreseen = one.hands.foresee(Merge(into="I-1", what=("i-2",), who="Mira"))
    assert foreseen.question.plain() == "Make I-2 part of I-1?"
    assert said(foreseen) == [
        "I-2 ends as a part of I-1: orbit hangs",
        "I-1 keeps its number and is then called: 2 game providers hang",
        "Jo has all of it",
        "I-2 was told to ops, pager: that it is over is told there when I-1 is over",
        "A split takes a part out again, with a new number and the owner of the whole",
    ]
    assert one.open() == before
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    after = found(one, "I-1")
    assert (after.title.plain(), after.owner) == ("2 game providers hang", "Jo")


def test_of_two_owners_the_one_of_what_goes_on_stays() -> None:
    """Who loses a part is named."""
    one = book("kestrin", "orbit")
    for identity, who in (("I-1", "Mira"), ("I-2", "Jo")):
        one.hands.acknowledge(identity, who, "", at(5.0))
    lines = said(one.hands.foresee(Merge(into="I-1", what=("I-2",), who="Mira")))
    assert lines[2:5] == ["Mira has all of it", "It is taken from Jo", "I-2 was told to nobody"]


def test_a_split_says_what_leaves_what_stays_and_what_both_are_called() -> None:
    """The new one has a number of its own; the next number is not used up by asking."""
    one = book("kestrin", "orbit")
    one.hands.merge("I-1", ("I-2",), "Mira", at(9.0))
    told(one, I_1="ops")
    one.hands.acknowledge("I-1", "Jo", "", at(9.5))
    foreseen = one.hands.foresee(Split(what="I-1", part=("orbit",), who="Mira"))
    assert foreseen.question.plain() == "Take orbit out of I-1?"
    assert said(foreseen) == [
        "What leaves becomes a new incident with a number of its own, called: orbit hangs",
        "I-1 keeps its number and is then called: kestrin hangs",
        "Runbook, timeline and number stay with I-1; the new one begins its own",
        "Jo has both",
        "I-1 was told to ops: nothing is told anew, and the end of each is told there",
        "A merge makes them one again, under the number that you choose then",
    ]
    assert one.next_number == 3


@pytest.mark.parametrize(
    ("wish", "why"),
    [
        (Merge(into="I-1", what=("I-9",), who="Mira"), "no open incident is called 'I-9'"),
        (Merge(into="I-1", what=("I-1",), who="Mira"), "it is not said what becomes part of I-1"),
        (Split(what="I-1", part=("kestrin",), who="Mira"), "a part of I-1 must stay, and a part must leave"),
        (Merge(into="I-1", what=("I-2",) * 101, who="Mira"), "at most 100 at once"),
        (Split(what="I-1", part=("kestrin",) * 101, who="Mira"), "at most 100 at once"),
        (Split(what="I-1", part=("pay",), who="Mira"), "I-1 does not hold 'pay'"),
    ],
)
def test_what_cannot_be_is_said_when_it_is_asked(wish: Merge | Split, why: str) -> None:
    """The refusal is that of the wish itself."""
    with pytest.raises(Mistaken, match=why):
        book("kestrin", "orbit").hands.foresee(wish)


def test_a_merge_is_taken_back_by_splits_and_a_split_by_a_merge() -> None:
    """What comes back holds what it held before."""
    one = book("kestrin", "orbit", "pay")
    merged = one.hands.merge("I-1", ("I-2", "I-3"), "Mira", at(9.0))
    back = taken_back(one, merged)
    assert back == (Split(what="I-1", part=("orbit",), who=""), Split(what="I-1", part=("pay",), who=""))
    split = one.hands.split("I-1", ("orbit",), "Mira", at(10.0))
    assert taken_back(one, split) == (Merge(into="I-1", what=("I-4",), who=""),)
    one.hands.merge("I-1", ("I-4",), "Mira", at(11.0))
    assert set(found(one, "I-1").targets) == {"kestrin", "pay", "orbit"}


def test_incidents_of_one_target_are_parted_by_checks() -> None:
    """Where both hold alerts of a target, its name would take more than came."""
    one = IncidentBook(1)
    checks = [check(f"kestrin/{name}") for name in ("launch", "wallet", "lobby")]
    one.targets({"kestrin": target("kestrin")}, checks)
    for number, each in enumerate(checks):
        take(one, AlertEvent.FIRED, each.id, 1.0 + number)
    one.hands.split("I-1", ("kestrin/wallet",), "Mira", at(9.0))
    merged = one.hands.merge("I-1", ("I-2",), "Mira", at(10.0))
    assert taken_back(one, merged) == (Split(what="I-1", part=("kestrin/wallet",), who=""),)
