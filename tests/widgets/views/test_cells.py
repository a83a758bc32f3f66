"""What the cells of a grid say."""

from msgspec.structs import replace

from app.model.board import Glyph
from app.model.state import State
from app.model.target import ElementClass
from app.model.wall import WallCell, WidgetKind
from tests.widgets.boards import NOW, Sample, bad_day, good_day, one_incident, pending, streaming
from tests.widgets.plans import PAYING, PLANS
from widgets.views.cells import CellView, Charted, Words, cell_view, cell_views
from widgets.views.planned import narrowed
from widgets.views.scene import scene_of


def cell(
    widget: WidgetKind,
    sample: Sample,
    *,
    checks: tuple[str, ...] | None = None,
    lost: bool = False,
    **more: object,
) -> CellView:
    """Return a cell on a day."""
    made = replace(WallCell(widget=widget, column=1, row=1), **more)
    return cell_view(made, checks, narrowed(checks, scene_of(sample.board, NOW, lost=lost)))


def state(sample: Sample, *, lost: bool = False) -> Words:
    """Return the state of all that pays."""
    return cell(WidgetKind.STATE, sample, checks=PAYING, lost=lost, element=ElementClass.PAYMENT).words


def test_the_worst_speaks_for_many() -> None:
    """Word, name, age and reason of the worst, and how many are good."""
    words = state(bad_day())
    assert (words.title, words.value, words.state) == ("Payments", "Critical", State.CRITICAL)
    assert words.notes == ("Paygrove in 7 min", "Deposits take 9.8 s, limit 2 s", "9 of 12 good")
    assert words.spot == "paygrove-in/main"


def test_good_is_said_only_of_what_is_proved() -> None:
    """What waits, is planned or is lost is not good; an empty cell says that nothing is watched."""
    assert (state(good_day()).value, state(good_day()).loud) == ("Good", False)
    assert state(pending()).value == "12 wait"
    lost = state(good_day(), lost=True)
    assert (lost.value, lost.sign is not None and lost.sign.glyph) == ("No proof", Glyph.UNKNOWN)
    assert cell(WidgetKind.STATE, good_day(), checks=()).words.value == "Nothing watched here"
    board = good_day().board
    planned = tuple(replace(view, maintenance="M-1") if view.id in PAYING else view for view in board.checks)
    assert state(Sample(replace(board, checks=planned), ())).value == "In maintenance"


def test_numbers_are_those_of_the_page_of_one_number() -> None:
    """Of a check its value and its usual; of a count how many."""
    deposit = cell(
        WidgetKind.NUMBER,
        bad_day(),
        checks=("paygrove-in/main",),
        check="paygrove-in/main",
        series="response_time",
    ).words
    assert (deposit.title, deposit.value, deposit.loud) == ("Paygrove in", "9.8 s", True)
    count = cell(WidgetKind.NUMBER, bad_day(), count="untaken").words
    assert (count.value, count.notes[0]) == ("2", "of 4 open")


def test_no_answer_is_a_proof() -> None:
    """A check that fails now without a value is no old news: it is not hatched."""
    one = ("kestrin-live/main",)
    words = cell(WidgetKind.NUMBER, one_incident(), checks=one, check=one[0], series="response_time").words
    assert (words.value, words.stale, words.loud) == ("No answer", False, True)
    old = cell(
        WidgetKind.NUMBER, good_day(), checks=one, lost=True, check=one[0], series="response_time"
    ).words
    assert (old.value, old.stale) == ("No proof", True)


def test_a_chart_has_its_track_and_its_usual() -> None:
    """Without the series there is no chart, and the words say what there is."""
    one = ("kestrin-live/main",)
    made = cell(WidgetKind.CHART, bad_day(), checks=one, check=one[0], series="response_time").large
    assert isinstance(made, Charted)
    assert made.key == (one[0], "response_time")
    assert made.view.title == "Kestrin Live · Response time"
    assert made.view.strong
    assert cell(WidgetKind.CHART, bad_day(), checks=one, check=one[0], series="games").large is None
    assert cell(WidgetKind.CHART, bad_day(), checks=("gone/x",), check="gone/x").words.value == "No proof"


def test_incidents_and_errors_are_counted_where_they_have_no_room() -> None:
    """With how many need someone, and what lasts."""
    words = cell(WidgetKind.INCIDENTS, bad_day()).words
    assert (words.value, words.notes[0]) == ("4", "2 need someone")
    assert cell(WidgetKind.INCIDENTS, good_day()).words.value == "None open"
    assert cell(WidgetKind.INCIDENTS, bad_day(), lost=True).words.value == "No proof"
    errors = cell(WidgetKind.ERRORS, streaming()).words
    assert (errors.value, errors.notes[1]) == ("3", "Kestrin Live: No answer in time")
    assert cell(WidgetKind.ERRORS, good_day()).words.value == "None lasts"


def test_each_cell_shows_its_own_checks() -> None:
    """A filter of one cell is none of another."""
    views = cell_views(PLANS["grid"], scene_of(streaming().board, NOW, lost=False))
    assert len(views) == len(PLANS["grid"].page.cells)
    assert views[2].words.title == "Payments"
    assert views[6].words.value == "2"
    assert views[8].words == Words(
        "Night shift", "Call 555 0142, then the provider's desk. Keys: room 14.", text=True
    )
