"""The palette offers everything, as it stands now."""

from msgspec.structs import replace

from app.model.state import State
from app.shell.desk.offers import Known, offered_at_once, offers_of, subjects
from app.shell.desk.pages import PAGES
from app.shell.window.keys import KEYS, Act
from tests.shell.boards import NOW, board, check, incident
from tests.shell.desk.known import known_of, standing
from widgets.commands.offer import Kind, Offer
from widgets.commands.seeking import Corpus, Seeking

WALLET = tuple(
    replace(check("wallet", state), id=f"wallet/{name}", name=f"wallet {name}")
    for name, state in (("db", State.OK), ("api", State.CRITICAL))
)
SHOWN = board(check("kestrin", State.WARNING), *WALLET, incidents=(incident(17),))


def found(typed: str, known: Known) -> list[Offer]:
    """Return what is offered for what is typed."""
    seeking = Seeking(typed, Corpus(subjects(known)), 50)
    while seeking.step():
        pass
    return offers_of(seeking.found, known)


def test_every_act_page_and_incident_stands_there_at_once() -> None:
    """Before anything is typed all acts with their keys, pages and open incidents are there in turn."""
    rows = offered_at_once(known_of(SHOWN))
    acts = [row for row in rows if row.kind is Kind.ACT]
    assert [row.what for row in acts] == [key.act for key in KEYS if key.act is not Act.PALETTE]
    assert next(row for row in acts if row.what is Act.HELP).aside == "?  F1"
    assert [row.text for row in rows if row.kind is Kind.PAGE] == ["Page: Overview", "Page: Charts"]
    assert tuple(row.what for row in rows if row.kind is Kind.DESK) == PAGES
    assert rows[-1].what == "I-17"
    assert rows[-1].aside == "I-17 · nobody has it"


def test_checks_targets_and_incidents_are_found_by_a_few_letters() -> None:
    """A check is found by its name, its id or letters of it in order; a target by its own line."""
    known = known_of(SHOWN)
    assert found("kestrin/up", known)[0].what == "kestrin/up"
    assert found("wapi", known)[0].what == "wallet/api"
    assert found("i-17", known)[0].kind is Kind.INCIDENT
    target = next(row for row in found("wallet", known) if row.kind is Kind.TARGET)
    assert (target.what, target.aside) == ("wallet/api", "2 checks, worst: Critical")
    assert not found("zzz", known)


def test_a_line_tells_the_state_of_now_and_not_of_when_it_was_found() -> None:
    """What was found once is shown as the newest board has it; what is old is stale, never OK."""
    known = known_of(SHOWN)
    seeking = Seeking("wallet db", Corpus(subjects(known)), 50)
    seeking.step()
    worse = replace(SHOWN, checks=(*SHOWN.checks[:1], replace(WALLET[0], state=State.CRITICAL), WALLET[1]))
    row = next(row for row in offers_of(seeking.found, known_of(worse)) if row.kind is Kind.CHECK)
    assert row.aside == "wallet/db · Critical"
    old = known._replace(now=NOW.later(3600.0))
    assert offers_of(seeking.found, old)[0].aside == "wallet/db · Stale"


def test_without_an_engine_checks_are_stale_and_say_why_they_cannot_be_opened() -> None:
    """With the engine away nothing is proved, and what needs it is barred with the reason."""
    away = known_of(SHOWN, standing(SHOWN, connected=False))
    row = found("wallet db", away)[0]
    assert row.edge == "There is no connection to the engine · Stale"
