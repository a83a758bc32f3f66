"""The page of support people, painted: nothing is hidden without a count, every act has a place."""

import pytest
from pytestqt.qtbot import QtBot

from tests.language.seen import clashes
from tests.widgets.boards import SAMPLES
from widgets.look import Look
from widgets.sections.support_sheet import SupportSheet
from widgets.support import SupportPage
from widgets.views.support import support_view


def painted(qtbot: QtBot, sample: str, width: int, height: int) -> SupportPage:
    """Return the page of a sample board in a window of that size."""
    shown = SAMPLES[sample]()
    made = SupportPage(Look("dark"))
    qtbot.addWidget(made)
    made.resize(width, height)
    made.show()
    made.show_view(support_view(shown.board, shown.board.now.later(shown.age), lost=shown.lost))
    made.grab()
    return made


def spots(sheet: SupportSheet, kind: str) -> list[str]:
    """Return what can be chosen of a kind."""
    return [spot.id for spot in sheet.spots if spot.id.partition(":")[0] == kind]


@pytest.mark.parametrize("size", [(1920, 1080), (1440, 830), (900, 670), (1080, 1920), (3440, 1440)])
@pytest.mark.parametrize("sample", ["bad-day", "good-day", "sixty-alarms", "long-names", "engine-lost"])
def test_no_text_stands_upon_another(sample: str, size: tuple[int, int], qtbot: QtBot) -> None:
    """In any shape of window texts stand apart, and only names from outside lose letters."""
    page = painted(qtbot, sample, *size)
    sheet = page.sheet
    assert not list(clashes(sheet))
    assert not [each.text for each in sheet.writings if each.cut and not each.foreign]
    assert all(each.x + each.width <= sheet.wide() for each in sheet.writings)


def test_what_has_no_room_is_counted_and_what_is_wrong_is_shown(qtbot: QtBot) -> None:
    """Where not all services fit, those that are not right stand first, and the rest is a number."""
    sheet = painted(qtbot, "bad-day", 1440, 830).sheet
    assert sheet.view is not None
    shown = {spot.removeprefix("check:") for spot in spots(sheet, "check")}
    wrong = {service.id for service in sheet.view.services if service.state.value != "OK"}
    assert wrong <= shown
    rest = next(spot for spot in sheet.spots if spot.id == "checks")
    assert f"+{len(sheet.view.services) - len(shown)} more" in rest.words


def test_every_act_is_a_wish(qtbot: QtBot) -> None:
    """What to tell is copied whole; a card opens its incident, a tile its check, a count the tables."""
    page = painted(qtbot, "bad-day", 1920, 1080)
    told: list[tuple[str, str]] = []
    page.copy_wished.connect(lambda words: told.append(("copy", words)))
    page.incident_wished.connect(lambda name: told.append(("incident", name)))
    page.check_wished.connect(lambda name: told.append(("check", name)))
    page.more_wished.connect(lambda name: told.append(("more", name)))
    view = page.sheet.view
    assert view is not None
    first = view.troubles[0]
    for spot in (
        f"copy:{first.id}",
        f"incident:{first.id}",
        f"check:{view.services[0].id}",
        "more",
        "checks",
    ):
        page.sheet.spot_chosen.emit(spot)
    assert told == [
        ("copy", first.tell),
        ("incident", first.id),
        ("check", view.services[0].id),
        ("more", "incidents"),
        ("more", "checks"),
    ]


def test_a_second_repaints_the_clock_only(qtbot: QtBot) -> None:
    """Where nothing but the time has changed the page keeps its picture, and the clock goes on."""
    shown = SAMPLES["good-day"]()
    page = painted(qtbot, "good-day", 1440, 830)  # which keeps the sheet alive
    sheet = page.sheet
    assert sheet._layer is not None
    layer = sheet._layer.cacheKey()
    sheet.show_view(support_view(shown.board, shown.board.now.later(shown.age + 1), lost=False))
    sheet.grab()
    assert page.sheet._layer is not None
    assert page.sheet._layer.cacheKey() == layer
    assert "proved 14 s ago" in {each.text for each in sheet.live_writings}
