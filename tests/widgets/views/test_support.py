"""What support people are told: plain, and never more than is proved."""

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.board import CheckView, Glyph, Rank
from app.model.phrase import phrase
from app.model.rule import NO_DATA
from app.model.state import ErrorClass, State
from app.model.suppression import Suppression, SuppressionKind
from app.model.target import ElementClass, PlayerWords
from app.model.verdict import Level
from tests.shell.boards import NOW, board, check, incident
from widgets.views.support import SupportView, support_view

GOOD = check("kestrin")
BAD = check("kestrin", State.CRITICAL)
SLOW = check("paygrove", State.WARNING)
STALE = replace(check("payout", State.UNKNOWN), stale=True, was=State.OK)
DATABASE = replace(check("wallet-db", State.CRITICAL), element=ElementClass.DATABASE)


def page(*checks: CheckView, lost: bool = False) -> SupportView:
    """Return the page of these checks without incidents."""
    return support_view(board(*checks), NOW, lost=lost)


def test_all_works_only_where_all_is_proved() -> None:
    """One unknown, one waiting, a lost engine or a blind monitor forbid the tick; soft trouble does not."""
    assert page(GOOD).headline == "Everything that players use works"
    assert page(GOOD).sign.glyph is Glyph.GOOD
    soft = replace(BAD, soft=True)
    assert page(soft).sign.glyph is Glyph.GOOD
    for view in (page(GOOD, STALE), page(GOOD, check("x", State.PENDING)), page(GOOD, lost=True)):
        assert view.sign.glyph is not Glyph.GOOD
    blind = replace(board(GOOD).summary, rank=Rank.BLIND)
    view = support_view(replace(board(GOOD), summary=blind), NOW, lost=False)
    assert view.sign.glyph is Glyph.UNKNOWN
    assert all(service.sign.glyph is not Glyph.GOOD for service in view.services)


def test_what_is_old_is_not_called_working() -> None:
    """A check whose answer is older than three intervals is not known, whatever the board once said."""
    view = support_view(board(GOOD), NOW.later(100), lost=False)
    assert view.services[0].word == "Not known just now"
    assert view.sign.glyph is Glyph.UNKNOWN


def test_an_unknown_is_named_before_anything_else_works() -> None:
    """Who says that everything else works names what is not known."""
    view = page(BAD, STALE, check("lobby"))
    assert view.headline == "One thing is not right for players now"
    assert view.line.startswith("payout: not known. Everything else works.")
    many = page(*(replace(STALE, id=f"{n}", target=f"{n}", target_name=f"n{n}") for n in range(5)))
    assert many.line.startswith("n0, n1, n2 and 2 more: not known.")
    assert "else works" not in many.line


def test_services_stand_in_their_places_with_their_worst() -> None:
    """A target is one tile, of its worst check; what players do not use has none, planned work is neither."""
    second = replace(
        BAD, id="paygrove/b", target="paygrove", target_name="paygrove", error=ErrorClass.REFUSED
    )
    planned = replace(check("chat", State.CRITICAL), maintenance="M-1")
    view = page(GOOD, SLOW, second, DATABASE, planned)
    assert [(each.name, each.word) for each in view.services] == [
        ("kestrin", "Works"),
        ("paygrove", "Does not work"),
        ("chat", "Planned work"),
    ]
    assert "1 in planned work" in view.line


def test_what_answers_is_not_called_broken() -> None:
    """A check that is critical by a limit works badly; one that gets no answer does not work."""
    slow, silent = BAD, replace(BAD, id="b", target="b", error=ErrorClass.REFUSED)
    assert [each.word for each in page(slow, silent).services] == ["Works badly", "Does not work"]


def test_incidents_that_players_notice_have_words_for_them() -> None:
    """A player is told what is known, never that money is safe; who works on it is said as it is."""
    told = replace(incident(1), told=("desktop",), cause=phrase("No answer in 10 s"))
    payment = replace(incident(2, owner="Mira"), element=ElementClass.PAYMENT, target="paygrove")
    slow = replace(incident(3), level=Level.WARNING)
    no_data = replace(incident(4), alerts=(AlertKey(check="kestrin/up", rule=NO_DATA),))
    inner = replace(incident(5), element=ElementClass.DATABASE, target="wallet-db")
    paying = replace(SLOW, element=ElementClass.PAYMENT)
    made = board(BAD, paying, DATABASE, incidents=(told, payment, slow, no_data, inner))
    first, second, third, fourth = support_view(made, NOW, lost=False).troubles
    assert first.tell.startswith("Games of kestrin have a fault at the moment.")
    assert first.known == "Engineers know it. Nobody works on it yet."
    assert "Please do not pay twice" in second.tell
    assert second.known == "Engineers know it. Mira works on it."
    assert "as usual" in third.tell
    assert "do not know" in fourth.tell
    assert "Incidents behind the scenes: 1." in support_view(made, NOW, lost=False).line
    assert not support_view(made, NOW, lost=True).troubles


def test_nothing_is_hidden_without_a_count() -> None:
    """What is kept quiet is counted; faults of the day are those that players notice, open or over."""
    silence = Suppression(kind=SuppressionKind.SILENCE, by="S-1")
    inner = replace(incident(2), element=ElementClass.DATABASE, target="wallet-db")
    made = board(BAD, DATABASE, incidents=(replace(incident(1), suppressed=silence), inner))
    view = support_view(made, NOW, lost=False, closed=(replace(inner, id="I-3", closed=NOW),))
    assert not view.troubles
    assert "Incidents behind the scenes: 1. Incidents kept quiet: 1." in view.line
    assert view.foot.startswith("Today: one fault")


def test_what_players_do_not_use_is_no_service() -> None:
    """Where nothing is watched that players use that is said: databases that work prove nothing to them."""
    view = page(replace(DATABASE, state=State.OK))
    assert (view.headline, view.services) == ("Nothing that players use is watched", ())
    assert view.line.startswith("Games, payments, interfaces and what has words")


def test_the_inventory_words_what_players_are_told() -> None:
    """Its words are told as they stand, and what has some is something that players notice, of any class."""
    inner = replace(DATABASE, players=PlayerWords(critical="{name} rests."))
    incidents = (replace(incident(5), element=ElementClass.DATABASE, target="wallet-db"),)
    view = support_view(board(GOOD, inner, incidents=incidents), NOW, lost=False)
    assert [each.tell for each in view.troubles] == ["wallet-db rests."]
    assert [(each.name, each.word) for each in view.services][1] == ("wallet-db", "Works badly")


def test_the_day_is_summed_up() -> None:
    """Faults of today with their length, and how many there were yesterday."""
    over = replace(incident(8), began=NOW.later(-1300), closed=NOW.later(-700))
    before = replace(incident(9), began=NOW.later(-86_400), closed=NOW.later(-86_000))
    view = support_view(board(GOOD), NOW, lost=False, closed=(over, before))
    assert view.foot.startswith("Today: one fault, 10 min in all · yesterday: 1")
    assert page(GOOD).foot.startswith("Today: no fault · yesterday: none")
