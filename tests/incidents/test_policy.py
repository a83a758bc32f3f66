import pytest
from msgspec.structs import replace

from app.incidents.policy import Group, Policy
from app.model.grouping import Grouping
from app.model.matcher import Matcher
from app.model.state import ErrorClass
from tests.alerts.making import alert, check, target

KESTRIN = replace(target("kestrin"), labels={"region": "eu", "element": "hidden"})
CHECK = check("kestrin/launch")
ALERT = alert("kestrin/launch", error=ErrorClass.TIMEOUT_READ)


def group(*groupings: Grouping) -> Group:
    return Policy(groupings).group_of(ALERT, "kestrin", CHECK, KESTRIN)


def test_without_groupings_a_target_is_a_group() -> None:
    """What the inventory says nothing of becomes an incident a target, without a limit of time."""
    assert group() == Group(key="target=kestrin")


@pytest.mark.parametrize(
    ("by", "key"),
    [
        (("target",), "target=kestrin"),
        (("check",), "check=kestrin/launch"),
        (("element",), "element=game_provider"),
        (("element", "error"), "element=game_provider error=timeout-read"),
        (("rule",), "rule=up"),
        (("label:region",), "label:region=eu"),
        (("label:brand",), "label:brand="),
        (("label:element",), "label:element=hidden"),
    ],
)
def test_a_group_is_what_alerts_have_in_common(by: tuple[str, ...], key: str) -> None:
    """The key of a group holds each label with its value; a target's own labels stand behind ``label:``."""
    assert group(Grouping(by=by)).key == key


def test_the_first_that_matches_holds() -> None:
    """Groupings are asked in their order, and all matchers of one must hold."""
    payment = Grouping(match=(Matcher(label="element", value="payment"),), by=("element",))
    both = Grouping(
        match=(Matcher(label="element", value="game_provider"), Matcher(label="region", value="us")),
        by=("error",),
    )
    games = Grouping(match=(Matcher(label="region", operator="=~", value="e."),), by=("rule",), within=60.0)
    assert group(payment, both, games) == Group(key="rule=up", within=60.0)
    assert group(games, Grouping(by=("element",))) == Group(key="rule=up", within=60.0)
    assert group(payment, both) == Group(key="target=kestrin")


def test_a_limit_of_time_goes_with_targets_too() -> None:
    """Grouping by target may be limited in time, and stays the same group."""
    assert group(Grouping(within=120.0)) == Group(key="target=kestrin", within=120.0)


def test_alarms_about_ourselves_stand_alone() -> None:
    """What is said of this monitor never disappears in a group of targets."""
    own = alert("@sight/references", "cut-off")
    found = Policy([Grouping(by=("element",))]).group_of(own, "@sight", None, None)
    assert found == Group(key="target=@sight")


def test_what_is_not_in_the_inventory_has_a_group() -> None:
    """An alert of an earlier inventory is grouped by what is known of it."""
    found = Policy([Grouping(by=("element", "label:region"))]).group_of(ALERT, "kestrin", None, None)
    assert found.key == "element= label:region="
