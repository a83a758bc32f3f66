"""Pages of a plan: what they show, what of it is bad, and where an incident is seen best."""

from itertools import count

import pytest
from msgspec.structs import replace

from app.model.own import SIGHT
from app.model.state import ErrorClass, State
from app.model.target import ElementClass
from app.model.wall import PageKind, PageView, WallPage
from tests.shell.boards import NOW, board, check, incident
from widgets.views.big_number import big_number
from widgets.views.planned import is_bad, named_pages, page_of, page_title, scene_of_page
from widgets.views.scene import scene_of

KESTREL = replace(check("kestrin"), state=State.CRITICAL)
BOARD = board(KESTREL, check("other"), incidents=(incident(),))
OVERVIEW = PageView(page=WallPage(kind=PageKind.OVERVIEW))
PROVIDERS = PageView(page=WallPage(kind=PageKind.ELEMENT, element=ElementClass.GAME_PROVIDER))
KESTRIN = PageView(page=WallPage(kind=PageKind.ELEMENT), checks=("kestrin/up",))
OTHER = PageView(page=WallPage(kind=PageKind.ELEMENT), checks=("other/up",))
INCIDENTS = PageView(page=WallPage(kind=PageKind.INCIDENTS))
PAYMENTS = PageView(page=WallPage(kind=PageKind.ELEMENT, element=ElementClass.PAYMENT))


def number(**settings: object) -> PageView:
    """Return a page of a big number."""
    return PageView(page=replace(WallPage(kind=PageKind.BIG_NUMBER), **settings))


def test_a_page_keeps_its_name_wherever_it_stands() -> None:
    """An inventory in another order makes no page anew, and no name ever means another page."""
    numbers = count()
    first = named_pages((OVERVIEW, KESTRIN, KESTRIN), {}, numbers)
    assert list(first) == ["plan:0", "plan:1", "plan:2"]
    later = named_pages((KESTRIN, OTHER, OVERVIEW), first, numbers)
    assert later == {"plan:1": KESTRIN, "plan:3": OTHER, "plan:0": OVERVIEW}
    assert list(later) == ["plan:1", "plan:3", "plan:0"]
    assert "plan:2" not in named_pages((OVERVIEW, OTHER, KESTRIN, KESTRIN), later, numbers)


def test_a_page_shows_its_checks_and_their_incidents() -> None:
    """Of a scene only what the page names is left, incidents and figures too; the verdict stays the whole."""
    scene = scene_of(BOARD, NOW, lost=False)
    mine, others = scene_of_page(KESTRIN, scene), scene_of_page(OTHER, scene)
    assert [view.id for view in mine.views] == ["kestrin/up"]
    assert [each.id for each in mine.board.incidents] == ["I-1"]
    assert others.board.incidents == ()
    assert others.board.summary == BOARD.summary
    assert [view.id for view in others.by_class[ElementClass.GAME_PROVIDER]] == ["other/up"]
    assert scene_of_page(OVERVIEW, scene) is scene


def test_an_alarm_of_this_monitor_is_on_every_page() -> None:
    """What is wrong with the program itself is no filter's business."""
    own = replace(incident(), alerts=(SIGHT,))
    scene = scene_of(replace(BOARD, incidents=(own,)), NOW, lost=False)
    assert scene_of_page(OTHER, scene).board.incidents == (own,)


@pytest.mark.parametrize(
    ("view", "bad"),
    [
        (OVERVIEW, True),
        (PROVIDERS, True),
        (KESTRIN, True),
        (OTHER, False),
        (PAYMENTS, False),
        (INCIDENTS, True),
        (number(check="other/up"), False),
        (number(check="kestrin/up"), True),
    ],
)
def test_what_is_bad_on_a_page(view: PageView, bad: bool) -> None:
    """Only what the page shows makes its look longer."""
    assert is_bad(view, BOARD) is bad


def test_an_incident_is_shown_where_it_is_seen_best() -> None:
    """The narrowest page that has it; a page of other things never before one that shows it."""
    it = incident()
    assert page_of(it, (OVERVIEW, PROVIDERS, KESTRIN, OTHER)) == 2
    assert page_of(it, (OVERVIEW, PROVIDERS, OTHER)) == 1
    assert page_of(it, (OTHER, PAYMENTS, OVERVIEW, INCIDENTS)) == 3
    assert page_of(it, (OTHER, number(count="ok"), OVERVIEW)) == 2
    assert page_of(it, (OVERVIEW, number(check="kestrin/up"))) == 1
    assert page_of(it, (number(check="kestrin/up"), INCIDENTS)) == 1


def test_titles() -> None:
    """A page is called as its inventory says, or as pages of its kind are."""
    assert page_title(PROVIDERS) == "Game providers"
    assert page_title(KESTRIN) == "Checks"
    assert page_title(replace(OVERVIEW, page=replace(OVERVIEW.page, title="Malta"))) == "Malta"


def test_a_big_number_says_what_it_is() -> None:
    """Value, unit and state of a series; a count with how many it is of."""
    scene = scene_of(BOARD, NOW, lost=False)
    found = big_number(number(check="kestrin/up", series="response_time"), scene)
    assert (found.title, found.value, found.dim) == ("kestrin", "10 ms", False)
    assert found.state.startswith("Critical")
    assert "Nobody has it yet" in found.state
    assert found.sign is not None
    counted = big_number(number(count="critical"), scene)
    assert (counted.title, counted.value, counted.note) == ("Critical", "1", "of 2 checks")
    assert big_number(number(count="untaken", title="Nobody's"), scene)[:2] == ("Nobody's", "1")
    assert big_number(number(count="ok"), scene).sign is None


def test_a_big_number_says_since_when_and_who_has_it() -> None:
    """What deviates has its age, its owner and the limit that is broken; a count names the loudest."""
    series = replace(KESTREL.series[0], value=1.2, warning=0.45, critical=0.9)
    taken = replace(KESTREL, owner="Mira", series=(series,))
    found = big_number(
        number(check="kestrin/up", series="response_time"), scene_of(board(taken), NOW, lost=False)
    )
    assert "limit 900 ms" in found.note
    assert "Mira has it" in found.state
    assert found.state.startswith("Critical ")
    told = big_number(number(count="untaken"), scene_of(BOARD, NOW, lost=False))
    assert told.state.startswith(f"{BOARD.incidents[0].title.plain()} since ")


def test_what_nobody_is_told_of_needs_nobody() -> None:
    """An incident that is silenced or explained is not counted among those that nobody has."""
    hushed = replace(BOARD, incidents=tuple(replace(each, blocked_by="I-9") for each in BOARD.incidents))
    assert big_number(number(count="untaken"), scene_of(hushed, NOW, lost=False)).value == "0"


def test_a_number_without_proof_is_none() -> None:
    """With the link lost, or of a check that is gone, no old number stands there as if it were new."""
    lost = scene_of(BOARD, NOW, lost=True)
    assert big_number(number(check="kestrin/up", series="response_time"), lost).value == "No proof"
    assert big_number(number(count="untaken"), lost).value == "No proof"
    silent = replace(KESTREL, error=ErrorClass.REFUSED, series=(replace(KESTREL.series[0], value=None),))
    scene = scene_of(board(silent), NOW, lost=False)
    assert big_number(number(check="kestrin/up", series="response_time"), scene).value == "No answer"
    assert big_number(number(count="critical"), scene).note == "of 1 check"
    gone = big_number(number(check="gone/up", series="response_time"), lost)
    assert (gone.value, gone.dim) == ("No proof", True)
