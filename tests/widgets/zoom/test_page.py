"""A page of zoomable charts opens turn by turn."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from pytestqt.qtbot import QtBot

import widgets.plot  # noqa: F401 - while a thread loads numpy, pytest.approx finds half of it
from tests.bench.charts.zoomed import Zoomed
from widgets.look import Look
from widgets.pace import Pace
from widgets.zoom.page import ZoomPage

CHARTS = 3
Make = Callable[[Pace], ZoomPage]


@pytest.fixture
def make(qtbot: QtBot) -> Make:
    """Return what makes a page of three charts."""

    def made(pace: Pace) -> ZoomPage:
        page = ZoomPage(look=Look("dark", pace=pace))
        qtbot.addWidget(page)
        page.show_views(Zoomed(CHARTS, 120).views())
        return page

    return made


def test_charts_are_seen_one_after_the_other(
    make: Make, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first picture of a page is its ground, each later turn brings a chart, and in the end all stand."""
    seen: list[int] = []
    reveal = ZoomPage._reveal

    def noted(page: ZoomPage) -> None:
        reveal(page)
        seen.append(sum(chart.isVisible() for chart in page.charts))

    monkeypatch.setattr(ZoomPage, "_reveal", noted)
    page = make(Pace(0.001))
    page.show()
    qtbot.waitUntil(page.is_whole)
    assert seen[0] == 0
    assert all(later - before in (0, 1) for before, later in pairwise(seen))
    assert seen[-1] == CHARTS


def test_without_a_measure_all_is_there_at_once(make: Make) -> None:
    """Where nobody waits, as for a picture, all charts are shown with their page."""
    page = make(Pace())
    page.show()
    assert [chart.isVisible() for chart in page.charts] == [True] * CHARTS


def test_each_chart_gets_its_newest_view(make: Make, qtbot: QtBot) -> None:
    """Views that follow one another faster than charts take them leave none behind."""
    page = make(Pace(0.001))
    page.show()
    qtbot.waitUntil(page.is_whole)
    shown = Zoomed(CHARTS, 120)
    for _ in range(5):
        shown.second()
        page.show_views(shown.views())
        qtbot.wait(2)
    qtbot.waitUntil(page.is_whole)
    assert [chart._zoom for chart in page.charts] == list(page._views)
