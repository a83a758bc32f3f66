"""Pages that only a plan has, as they are painted."""

from collections.abc import Iterator
from functools import cache

import pytest
from PySide6.QtCore import QSize
from PySide6.QtWidgets import QApplication
from shiboken6 import delete

from tests.widgets.boards import SAMPLES, Sample
from tests.widgets.plans import PLANS
from tests.widgets.seeing import faults
from tests.widgets.test_layout import FULL_HD, ULTRA_HD, sections
from widgets.palette import ThemeName
from widgets.wall import Wall

DAYS = (
    ("response_times", "bad-day"),
    ("error_stream", "streaming"),
    ("provider", "business"),
    ("payments", "business"),
    ("grid", "streaming"),
)
OTHERS = ("long-names", "other-scripts", "pending", "one-target", "engine-lost", "thousand")
SCREENS: tuple[tuple[QSize, ThemeName], ...] = (
    (ULTRA_HD, "light"),
    (QSize(1440, 860), "high_contrast"),
)


@cache  # a thousand checks take a while to be made
def sample(name: str) -> Sample:
    """Return a sample without the points of its charts, which have no texts."""
    return SAMPLES[name]()._replace(points=())


class Studio:
    """Makes walls and holds them: one that nobody held might be collected while it raises a plot."""

    def __init__(self) -> None:
        self._walls: list[Wall] = []

    def __call__(self, day: str, page: str, size: QSize = FULL_HD, theme: ThemeName = "dark") -> Wall:
        """Return a painted wall that shows a page of a plan."""
        shown, wall = sample(day), Wall(theme)
        self._walls.append(wall)
        wall.resize(size)
        wall.set_page(wall.set_plan([PLANS[page]])[0] if page in PLANS else page)
        wall.show_board(shown.board, shown.age, shown.lost)
        wall.grab()
        return wall

    def close(self) -> None:
        """Take all walls away, with all that they would still do."""
        for wall in self._walls:
            delete(wall)


@pytest.fixture
def planned(qapp: QApplication) -> Iterator[Studio]:  # noqa: ARG001 - walls need it
    """Give what makes walls."""
    studio = Studio()
    yield studio
    studio.close()


def wrong(wall: Wall, *, may_cut: bool = False) -> list[str]:
    """Return what is wrong with the texts of a wall."""
    return [fault for section in sections(wall) for fault in faults(section, may_cut=may_cut)]


@pytest.mark.parametrize(("page", "day"), DAYS)
def test_texts_are_whole_large_enough_and_apart(planned: Studio, page: str, day: str) -> None:
    """On a bad day nothing is cut but messages of others, too small, outside or over another."""
    assert wrong(planned(day, page), may_cut=page == "grid") == []


@pytest.mark.parametrize("day", OTHERS)
@pytest.mark.parametrize("page", [page for page, _ in DAYS])
def test_every_day_can_be_shown(planned: Studio, page: str, day: str) -> None:
    """Also where a page's checks wait, are gone, are stale, or are a thousand; only long names are cut."""
    wall = planned(day, page)
    assert wrong(wall, may_cut=day == "long-names") == []
    assert all(section.accessibleName() for section in sections(wall))


@pytest.mark.parametrize(("page", "day"), DAYS)
def test_other_screens_keep_the_rules(planned: Studio, page: str, day: str) -> None:
    """At 4K and in a small window too."""
    walls = [planned(day, page, size, theme) for size, theme in SCREENS]
    assert [wrong(wall, may_cut=page == "grid") for wall in walls] == [[], []]


@pytest.mark.parametrize(("page", "day"), [*DAYS, ("network_map", "outage")])
def test_from_far_away_less_is_shown_and_all_of_it_whole(planned: Studio, page: str, day: str) -> None:
    """Type that grows with the distance takes room: what is left is whole, the rest is counted."""
    wall = planned(day, page)
    wall.viewing.set(1217.6 / 1920, 9000)
    wall.show_board(sample(day).board)
    wall.grab()
    inside = [section for section in sections(wall) if section.parent() is not wall]
    assert wrong(wall, may_cut=page == "grid") == []
    for section in inside:
        page_of = section.parentWidget()
        assert page_of is not None
        assert section.geometry().bottom() <= page_of.height()


def test_small_cells_say_it_in_words(planned: Studio) -> None:
    """Where a chart, a class, incidents or errors have no room, their cells say how it stands."""
    wall = planned("streaming", "grid-small")
    assert wrong(wall, may_cut=True) == []
    texts = [writing.text for section in sections(wall) for writing in section.writings]
    assert texts.count("Critical") >= 2
    assert {"9.8 s", "10 s", "Incidents", "Errors"} <= set(texts)


def test_a_page_without_checks_says_so(planned: Studio) -> None:
    """Nothing is green, and nothing is counted, where no check is left."""
    wall = planned("one-target", "response_times-cpu")
    texts = [writing.text for section in sections(wall) for writing in section.writings]
    assert any("CPU load" in text for text in texts)
    wall = planned("one-target", "provider")
    texts = [writing.text for section in sections(wall) for writing in section.writings]
    assert {"No figure yet", "Nothing watched here", "No proof"} <= set(texts)


def test_a_chosen_chart_opens_the_window_of_charts(planned: Studio) -> None:
    """A click on a multiple asks for its chart, on a figure of errors for its check."""
    wall = planned("bad-day", "response_times")
    asked: list[str] = []
    wall.chart_chosen.connect(asked.append)
    section = next(each for each in sections(wall) if type(each).__name__ == "TileGrid")
    section.spot_chosen.emit(section.spots[0].id)
    assert asked == ["app-core-1/main"]
