"""What may be said to players."""

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.board import CheckView
from app.model.incident import Incident
from app.model.players import noticed, told_to_players, used_by_players
from app.model.rule import NO_DATA
from app.model.state import State
from app.model.suppression import Suppression, SuppressionKind
from app.model.target import ElementClass, PlayerWords
from app.model.verdict import Level
from tests.alerts.making import incident, view

OWN = PlayerWords(critical="{name} fails: {5} wait.", unknown="Not known.")
SILENCE = Suppression(kind=SuppressionKind.SILENCE, by="S-1")
PLEASE = "has a fault at the moment. Please do not pay twice; we tell you when it works."


def seen(
    target: str,
    element: ElementClass = ElementClass.PAYMENT,
    words: PlayerWords | None = None,
    state: State = State.CRITICAL,
) -> CheckView:
    """Return the check of a target as it is shown."""
    shown = view(state, identity=f"{target}/launch")
    return replace(shown, target_name=target.upper(), element=element, players=words)


def said(*incidents: Incident, views: tuple[CheckView, ...]) -> dict[str, str]:
    """Return what is said of each incident."""
    told = told_to_players(incidents, views).sentences
    return {name: " ".join(each.plain() for each in sentences) for name, sentences in told.items()}


BAD = incident("I-1", target="pay")
ROOT = replace(incident("I-9", target="db"), element=ElementClass.DATABASE)
DATABASE = seen("db", ElementClass.DATABASE)


def test_own_words_come_first() -> None:
    """The inventory's words are said as they stand, with the name; what it does not word we word."""
    named = replace(seen("pay", words=OWN), target_name="Pay {x}")
    assert said(BAD, views=(named,)) == {"I-1": "Pay {x} fails: {5} wait."}
    slow = said(replace(BAD, level=Level.WARNING), views=(named,))
    assert slow == {"I-1": "Pay {x} does not work as usual at the moment. We look after it."}
    unproved = replace(BAD, alerts=(AlertKey(check="pay/launch", rule=NO_DATA),))
    assert said(unproved, views=(named,)) == {"I-1": "Not known."}


def test_only_what_players_notice_is_told() -> None:
    """A database has no sentence unless the inventory words one; what is silenced has none."""
    assert said(ROOT, views=(DATABASE,)) == {}
    assert said(ROOT, views=(replace(DATABASE, players=OWN),)) == {"I-9": "DB fails: {5} wait."}
    assert said(replace(BAD, suppressed=SILENCE), views=(seen("pay"),)) == {}
    assert [used_by_players(each) for each in (seen("pay"), DATABASE)] == [True, False]
    assert noticed(replace(ROOT, targets=("db", "pay")), {"pay"})
    assert not noticed(ROOT, {"pay"})


def test_it_is_named_what_players_use_and_not_what_lies_behind() -> None:
    """An incident of a database that hits what players use is told of that, each thing at its own level."""
    both = replace(
        ROOT,
        targets=("db", "pay", "slow", "back", "planned"),
        alerts=tuple(
            AlertKey(check=f"{name}/launch", rule="up") for name in ("db", "pay", "slow", "planned")
        ),
        past=(AlertKey(check="back/launch", rule="up"),),
    )
    planned = replace(seen("planned"), maintenance="M-1")
    views = (DATABASE, seen("pay"), seen("slow", state=State.WARNING), seen("back", state=State.OK), planned)
    slow = "SLOW does not work as usual at the moment. We look after it."
    assert said(both, views=views) == {"I-9": f"PAY {PLEASE} {slow}"}


def test_a_cause_is_told_by_what_it_explains() -> None:
    """What players use below a failed database is told with the database's incident, once, and counted."""
    below = tuple(incident(f"I-{n}", target=f"pay{n}", blocked_by="I-9") for n in range(1, 7))
    views = (DATABASE, *(seen(each.target) for each in below))
    told = told_to_players((*below, ROOT), views)
    assert said(*below, ROOT, views=views) == {
        "I-9": f"PAY1 {PLEASE} The same is true of PAY2, PAY3, PAY4 and 2 more."
    }
    assert all(told.of(each.id) == told.of("I-9") for each in below)
    worded = tuple(replace(each, players=PlayerWords(critical="No signing in.")) for each in views[1:])
    assert said(*below, ROOT, views=(DATABASE, *worded)) == {"I-9": "No signing in."}


def test_what_a_quiet_cause_explains_is_told_by_itself() -> None:
    """A silenced cause says nothing, and hides nothing else; after a cause a result is waited for."""
    child = replace(BAD, blocked_by="I-9")
    views = (DATABASE, seen("pay"))
    assert said(child, replace(ROOT, suppressed=SILENCE), views=views) == {"I-1": f"PAY {PLEASE}"}
    assert said(replace(child, suppressed=SILENCE), ROOT, views=views) == {}
    assert said(child, views=views) == {}
    loop = (replace(BAD, blocked_by="I-9"), replace(ROOT, blocked_by="I-1"))
    assert said(*loop, views=views) == {}


def test_a_target_that_is_gone_is_told_by_its_class() -> None:
    """An incident of what is watched no more is told by what it says of itself."""
    gone = replace(BAD, element=ElementClass.API)
    assert said(gone, views=()) == {"I-1": "pay has a fault at the moment. Please try again later."}
