import pytest
from msgspec.structs import replace

from app.commands.why import meant
from app.commands.why_form import why_form
from app.commands.why_text import why_lines
from app.model.alert import AlertPhase
from app.model.board import Board, CheckView
from app.model.notice import NoticeKind
from app.model.phrase import phrase
from app.model.quantity import Unit
from app.model.state import State
from app.model.verdict import Level
from app.model.why import ChannelWhy, ParentWhy, Quiet, RuleWhy, Why
from tests.alerts.making import at, incident, view

NOW = at(100.0)
SHOWN: CheckView = replace(
    view(State.CRITICAL),
    since=at(40.0),
    last=at(97.0),
    attempts=3,
    sentence=phrase("Response time 2.4 s, limit 2 s"),
)
SLOW = RuleWhy(
    rule="response_time",
    level=Level.CRITICAL,
    reason=phrase("Response time 2.4 s, limit 2 s"),
    metric="response_time",
    unit=Unit.SECONDS,
    value=2.4,
    limit=2.0,
    phase=AlertPhase.FIRING,
    alert_level=Level.CRITICAL,
    attempts=3,
    since=at(40.0),
    hard=at(60.0),
)
WHY = Why(
    now=NOW,
    view=SHOWN,
    retry_interval=5.0,
    next_run=at(104.0),
    rules=(SLOW,),
    parents=(ParentWhy(target="edge", name="Edge", down=True, incident="I-2", explains=True),),
    quiet=(
        Quiet(kind="parent-down", text=phrase("A failure above explains it"), by="I-2"),
        Quiet(kind="silence", text=phrase("deploy"), by="S-3", who="Ann", until=at(3700.0)),
    ),
    incident=incident("I-3"),
    players=(phrase("Games of Kestrin have a fault"),),
    channels=(
        ChannelWhy(channel="desktop", told=True, kind=NoticeKind.PROBLEM, reason="new", at=at(61.0)),
        ChannelWhy(
            channel="ops", told=False, reason="silenced", next=phrase("It is told when the silence ends")
        ),
    ),
)


def test_all_of_it_is_told_in_order() -> None:
    """State, rules, causes, incident, silence, channels and sound stand one below the other."""
    text = "\n".join(why_lines(WHY))
    expected = (
        "is CRITICAL since",
        "Response time 2.4 s, limit 2 s",
        "Confirmed: 3 bad in a row",
        "Last result 3 s ago, next run in 4 s",
        "alarm (critical) since",
        "Edge (edge): does not answer, I-2: that explains it",
        "I-3: kestrin hangs, critical",
        "Tell players",
        "Games of Kestrin have a fault",
        "parent-down [I-2]: A failure above explains it",
        "silence [S-3]: deploy, Ann, until",
        "desktop (pop-up): told",
        "ops: not told (silenced). It is told when the silence ends",
        "It is not heard: parent-down, silence.",
    )
    places = [text.index(each) for each in expected]
    assert places == sorted(places)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"soft": True, "attempt": 2, "state": State.OK},
            "bad result 2 of 3; it becomes an alarm if the next one is",
        ),
        ({"soft": True, "attempt": 1, "state": State.OK}, "if the next 2 are bad too"),
        ({"stale": True, "state": State.UNKNOWN, "was": State.OK}, "no result for three intervals"),
        ({"flapping": True}, "good and bad in turn"),
        ({"state": State.OK}, "Proved by its newest result"),
        ({"state": State.PENDING, "last": None}, "No result yet"),
        ({"enabled": False}, "switched off"),
    ],
)
def test_each_state_says_what_it_rests_on(changes: dict[str, object], said: str) -> None:
    """What is not confirmed, not proved, in turn or switched off is called so."""
    assert said in "\n".join(why_lines(replace(WHY, view=replace(SHOWN, **changes))))


def test_the_json_says_the_same() -> None:
    """Every part has its field; what is not known is null."""
    form = why_form(WHY)
    assert form["check"]["state"] == "CRITICAL"
    assert form["rules"][0]["limit"] == 2.0
    assert form["depends_on"] == [
        {"target": "edge", "name": "Edge", "down": True, "incident": "I-2", "explains": True}
    ]
    assert [each["kind"] for each in form["quiet"]] == ["parent-down", "silence"]
    assert form["quiet"][0]["until"] is None
    assert form["players"] == "Games of Kestrin have a fault"
    assert form["channels"][1]["next"] == "It is told when the silence ends"


def test_a_check_a_target_or_an_incident_is_meant() -> None:
    """The id of any of them names checks; another name ends with a suggestion."""
    board = Board(now=NOW, checks=(SHOWN, view(identity="kestrin/wallet")), incidents=(incident("I-3"),))
    assert meant(board, "kestrin/wallet") == ["kestrin/wallet"]
    assert meant(board, "kestrin") == ["kestrin/launch", "kestrin/wallet"]
    assert meant(board, "i-3") == ["kestrin/launch"]
    with pytest.raises(SystemExit, match="did you mean kestrin"):
        meant(board, "kestrim")
