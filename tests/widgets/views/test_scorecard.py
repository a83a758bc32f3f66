"""What the page of one provider says of it."""

from dataclasses import replace

from msgspec.structs import replace as replaced

from app.model.board import CheckView, SeriesView
from app.model.state import State
from probes.http import Http
from tests.widgets.boards import NOW, business, good_day, pending
from tests.widgets.plans import PLANS
from widgets.views.planned import scene_of_page
from widgets.views.scene import Scene, scene_of
from widgets.views.scorecard import Scorecard, figure_picks, scorecard

HTTP_SIZE = next(metric.name for metric in Http.metrics if metric.title == "Body")


def scene(page: str = "provider", *, good: bool = False, lost: bool = False) -> Scene:
    """Return what a page shows of a day."""
    board = good_day().board if good else business().board
    return scene_of_page(PLANS[page], scene_of(board, NOW, lost=lost))


def card(page: str = "provider", **more: bool) -> Scorecard:
    """Return a page."""
    return scorecard("Kestrin Live", (), scene(page, **more))


def _sizes(view: CheckView) -> tuple[SeriesView, ...]:
    """Return the sizes of answers, of a check that counts players."""
    return tuple(replaced(each, name=HTTP_SIZE) for each in view.series if each.name == "players")


def test_what_works_is_read_first() -> None:
    """The share that the inventory measures stands in place of the availability, which is told beside."""
    hero = card().hero
    assert (hero.title, hero.word, hero.state) == ("Kestrin Live", "Critical", State.CRITICAL)
    assert (hero.value, hero.what) == ("81.3 %", "Launches that work")
    assert hero.notes[0] == "for 4 min · 2 of 3 checks good · 1 incident open · 99.14 % available"
    good = card(good=True).hero
    assert (good.word, good.what, good.sign) == ("All good", "available", None)


def test_business_figures_come_before_times_and_errors() -> None:
    """In the inventory's order; technical series are not among them."""
    names = [chosen.key[1] for chosen in figure_picks("x", scene())]
    assert names == ["success_rate", "players", "calls_per_second", "games", "response_time", "error_rate"]


def test_the_size_of_an_answer_is_no_figure_of_the_business() -> None:
    """What a probe measures of its answers stands on a page of one provider only where it is chosen."""
    page = scene()
    views = (replaced(view, series=(*view.series, *_sizes(view))) for view in page.views)
    sized = replace(page, views=tuple(views))
    assert HTTP_SIZE not in [chosen.key[1] for chosen in figure_picks("x", sized)]
    assert [chosen.key[1] for chosen in figure_picks("x", sized, (HTTP_SIZE,))] == [HTTP_SIZE]


def test_chosen_figures_are_those_and_no_others() -> None:
    """They stand in the order of the inventory; one of which nothing is known is said to have no value."""
    made = scorecard("x", ("response_time", "games", "cpu"), scene())
    assert [figure.vital.key[1] for figure in made.figures] == ["response_time", "games"]
    assert "no value: cpu" in made.hero.notes[0]
    assert made.hero.what == "available"
    assert not figure_picks("x", scene(), ("games:none",))


def test_a_figure_beyond_its_limit_is_marked_by_its_own_limit() -> None:
    """A pending count that is unusual is no critical one because its check's answers are slow."""
    figures = {figure.vital.key[1]: figure for figure in card("payments").figures}
    assert figures["pending"].sign is not None
    assert figures["pending"].sign.glyph.value == "warning"
    assert figures["response_time"].sign is not None
    assert figures["response_time"].sign.glyph.value == "critical"
    assert figures["response_time"].vital.style.coloured == "critical"
    assert figures["webhook_lag"].sign is None


def test_its_incidents_and_checks_are_its_own() -> None:
    """Those of other providers are not on its page."""
    page = card()
    assert [each.title for each in page.incidents.cards] == ["Kestrin Live hangs"]
    assert [tile.check for tile in page.tiles] == ["wallet-api/main", "bet-api/main", "kestrin-live/main"]


def test_a_lost_engine_proves_nothing() -> None:
    """No state is told as if it were so now."""
    hero = card(lost=True).hero
    assert (hero.word, hero.sign, hero.stale, hero.notes) == (
        "No fresh proof",
        None,
        True,
        ("as it was, not proved",),
    )
    waiting = scene_of_page(PLANS["provider"], scene_of(pending().board, NOW, lost=False))
    assert scorecard("x", (), waiting).hero.word == "Waiting for 3 first answers"
    assert scorecard("x", (), waiting).hero.value == "No proof"
