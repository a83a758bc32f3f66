"""The map as it is painted."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QSize
from pytestqt.qtbot import QtBot

from tests.widgets.boards import SAMPLES, Sample
from tests.widgets.networks import network
from tests.widgets.seeing import faults
from tests.widgets.test_layout import FULL_HD, ULTRA_HD, sections, shown
from widgets.palette import ThemeName
from widgets.wall import Wall

MAPS: dict[str, Callable[[], Sample]] = {
    "six": lambda: network(6),
    "six-bad": lambda: network(6, bad=True),
    "sixty": lambda: network(60, bad=True),
    "three-hundred": lambda: network(300, bad=True),
    "thousand": lambda: network(1000, bad=True),
    "long-names": lambda: network(60, bad=True, names="long"),
    "cyrillic": lambda: network(60, bad=True, names="Кошелёк"),
    "hebrew": lambda: network(25, bad=True, names="תשלומים"),
    "outage": SAMPLES["outage"],
    "lost": lambda: network(60, bad=True)._replace(lost=True),
}


def field(wall: Wall) -> list[str]:
    """Return the texts of a wall's sections."""
    return [writing.text for section in sections(wall) for writing in section.writings]


@pytest.mark.parametrize("name", MAPS)
def test_texts_are_whole_large_enough_and_apart(qtbot: QtBot, name: str) -> None:
    """No text is cut, too small, outside or over another, in any step; names of 80 signs may be cut."""
    wall = shown(qtbot, MAPS[name](), FULL_HD, page="network_map")
    found = [f for section in sections(wall) for f in faults(section, may_cut=name == "long-names")]
    assert found == []


@pytest.mark.parametrize(("size", "theme"), [(ULTRA_HD, "light"), (QSize(1080, 1920), "high_contrast")])
def test_other_screens_keep_the_rules(qtbot: QtBot, size: QSize, theme: ThemeName) -> None:
    """At 4K and upright too."""
    wall = shown(qtbot, MAPS["outage"](), size, theme, page="network_map")
    assert [f for section in sections(wall) for f in faults(section)] == []


def test_nothing_is_hidden_without_a_count(qtbot: QtBot) -> None:
    """Of a thousand targets every one is in a group with its number, or among those without ties."""
    wall = shown(qtbot, MAPS["thousand"](), FULL_HD, page="network_map")
    texts = field(wall)
    assert "88 without dependencies" in texts
    numbers = [int(text) for text in texts if text in ("8", "24", "160", "184", "192", "176", "168")]
    assert sum(numbers) >= 912


def test_a_click_opens_a_target(qtbot: QtBot) -> None:
    """Every target with ties is a spot that says what it is."""
    wall = shown(qtbot, MAPS["sixty"](), FULL_HD, page="network_map")
    spots = [spot for section in sections(wall) for spot in section.spots]
    assert any(spot.id == "rt-0/main" and "28 behind it" in spot.words for spot in spots)


def test_no_needs_say_what_to_write(qtbot: QtBot) -> None:
    """Without any dependency the page says how to write one."""
    sample: Sample = SAMPLES["thousand"]()
    texts = field(shown(qtbot, sample, FULL_HD, page="network_map"))
    assert any("depends_on" in text for text in texts)
