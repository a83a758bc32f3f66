"""Every text of every page is whole, large enough, in its place and readable on its real ground."""

import itertools
import math
from collections import Counter
from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QSize, QTranslator
from PySide6.QtGui import QColor, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.model.phrase import phrase
from tests.widgets.boards import SAMPLES, Sample
from tests.widgets.seeing import Rgb, contrast, linear
from widgets.canvas import Writing
from widgets.painted import Painted
from widgets.palette import THEMES, ThemeName
from widgets.sections.incident_list import IncidentList
from widgets.unit import LEAST, unit
from widgets.wall import Wall

FULL_HD, ULTRA_HD = QSize(1920, 1080), QSize(3840, 2160)
CAP, DESCENT = 0.7275, 0.24
# Names of 80 signs are foreign to any wall; the whole stands at a click.
FOREIGN_SAMPLES = ("long-names",)
# That 4K is the same layout is tested apart; these are the ones with most to go wrong.
LARGE_SAMPLES = ("bad-day-banner", "long-names", "other-scripts", "thousand")


# Upright, very wide, a desk window, and walls that are read from 6, 7 and more metres.
SHAPES = (
    (QSize(1080, 1920), 1.0),
    (QSize(3440, 1440), 1.0),
    (QSize(5120, 1440), 1.0),
    (QSize(900, 700), 1.0),
    (QSize(1280, 1024), 1.0),
    (FULL_HD, 1.2),
    (FULL_HD, 1.4),
    (FULL_HD, 1.5),
)
SHAPE_SAMPLES = ("good-day", "bad-day-banner", "sixty-alarms", "thousand")


def shown(
    qtbot: QtBot,
    sample: Sample,
    size: QSize,
    theme: ThemeName = "dark",
    page: str = "overview",
    *,
    reach: float = 1.0,
) -> Wall:
    """Return a painted wall."""
    wall = Wall(theme)
    qtbot.addWidget(wall)
    wall.resize(size)
    if reach > 1:
        wall.viewing.set(1.0, distance_for(reach, unit(size.width(), size.height())))
    wall.set_page(page)
    wall.show_board(sample.board, sample.age, sample.lost)
    wall.grab()
    return wall


def distance_for(reach: float, u: float) -> float:
    """Return how many pixels away the smallest text has to be ``reach`` times larger."""
    return LEAST * u * CAP / math.tan(math.radians(5.7 / 60 / reach))


def sections(wall: Wall) -> Iterator[Painted]:
    """Yield the sections that are to be seen."""
    yield from (s for s in wall.findChildren(Painted) if s.isVisibleTo(wall))


def overlaps(one: Writing, other: Writing) -> bool:
    """Whether the capitals of two texts touch."""
    apart = one.x + one.width <= other.x + 0.05 or other.x + other.width <= one.x + 0.05
    return not apart and abs(one.y - other.y) < (one.size + other.size) / 2 * CAP


@pytest.mark.parametrize(
    ("name", "size"),
    [*((name, FULL_HD) for name in SAMPLES), *((name, ULTRA_HD) for name in LARGE_SAMPLES)],
)
def test_texts_are_whole_large_enough_and_apart(qtbot: QtBot, name: str, size: QSize) -> None:
    """No text is cut, smaller than 2.25 u, outside its section or over another."""
    keeps_the_rules(shown(qtbot, SAMPLES[name](), size), cut=name in FOREIGN_SAMPLES)


def keeps_the_rules(wall: Wall, *, cut: bool = False) -> None:
    """Fail for a text of the wall that breaks a rule; ``cut``: foreign texts may be."""
    for section in sections(wall):
        for writing in section.writings:
            assert not writing.cut or (writing.foreign and cut), writing
            assert writing.size >= LEAST, writing
            assert writing.x >= -0.05, writing
            assert writing.x + writing.width <= section.wide() + 0.3, writing
            assert writing.y - writing.size * CAP / 2 >= -0.05, writing
            assert writing.y + writing.size * (CAP / 2 + DESCENT) <= section.high() + 0.3, writing
        for one, other in itertools.combinations(section.writings, 2):
            assert not overlaps(one, other), (one, other)


@pytest.mark.parametrize("name", SHAPE_SAMPLES)
@pytest.mark.parametrize(
    ("size", "reach"), SHAPES, ids=lambda value: str(value) if isinstance(value, float) else "size"
)
def test_any_shape_and_any_distance_keep_the_rules(
    qtbot: QtBot, size: QSize, reach: float, name: str
) -> None:
    """Upright, very wide, small and far: what has no room is counted, never cut."""
    keeps_the_rules(shown(qtbot, SAMPLES[name](), size, reach=reach), cut=True)


@pytest.mark.parametrize("page", Wall.pages())
def test_all_pages_keep_the_rules(qtbot: QtBot, page: str) -> None:
    """The further pages too: nothing of ours cut, too small or over another."""
    wall = shown(qtbot, SAMPLES["bad-day"](), FULL_HD, page=page)
    texts = 0
    for section in sections(wall):
        texts += len(section.writings)
        for writing in section.writings:
            assert not writing.cut, writing
            assert writing.size >= LEAST
        for one, other in itertools.combinations(section.writings, 2):
            assert not overlaps(one, other), (one, other)
    assert texts > 30


@pytest.mark.parametrize(("size", "named"), [(FULL_HD, 35), (QSize(1080, 1920), 54)])
def test_a_flood_is_named_on_its_page(qtbot: QtBot, size: QSize, named: int) -> None:
    """Of sixty incidents as many have a name as there is room for, and the rest is counted."""
    wall = shown(qtbot, SAMPLES["sixty-alarms"](), size, page="incidents")
    keeps_the_rules(wall)
    page = next(section for section in sections(wall) if isinstance(section, IncidentList))
    assert len(page.spots) == named
    assert any(writing.text.startswith(f"+{60 - named} more") for writing in page.writings)


@pytest.mark.parametrize(("number", "title"), [(1, 6.5), (4, 4.5)])
def test_an_upright_screen_tells_timelines_whole(qtbot: QtBot, number: int, title: float) -> None:
    """Where few incidents leave room, timelines stand whole below their cards, and one alone is large."""
    sample = SAMPLES["bad-day"]()
    shown_on = "Shown on the wall of screen HDMI-1, no pop-up"
    entries = tuple(replace(e, text=phrase(shown_on)) for e in sample.board.incidents[0].timeline)
    incidents = tuple(replace(each, timeline=entries) for each in sample.board.incidents[:number])
    wall = shown(
        qtbot,
        sample._replace(board=replace(sample.board, incidents=incidents)),
        QSize(1080, 1920),
        page="incidents",
    )
    for section in sections(wall):
        assert not [w for w in section.writings if w.cut or w.size < LEAST]
        for one, other in itertools.combinations(section.writings, 2):
            assert not overlaps(one, other), (one, other)
    page = next(section for section in sections(wall) if isinstance(section, IncidentList))
    assert sum(writing.text == shown_on for writing in page.writings) == len(entries) * number
    assert title in {w.size for w in page.writings if w.text == incidents[0].title.plain()}


@pytest.mark.parametrize("name", ["good-day", "bad-day", "thousand"])
def test_1080p_and_4k_are_the_same_layout(qtbot: QtBot, name: str) -> None:
    """The same words in the same lines at the same places, in base modules."""
    small, large = (shown(qtbot, SAMPLES[name](), size) for size in (FULL_HD, ULTRA_HD))
    for one, other in zip(sections(small), sections(large), strict=True):
        assert [w.text for w in one.writings] == [w.text for w in other.writings]
        for a, b in zip(one.writings, other.writings, strict=True):
            assert abs(a.x - b.x) < 0.6
            assert abs(a.y - b.y) < 0.2
            assert a.size == b.size


@pytest.mark.parametrize("theme", THEMES)
def test_texts_can_be_read_on_their_real_ground(qtbot: QtBot, theme: ThemeName) -> None:
    """Each text has a contrast of at least 4.5 to the pixels round it."""
    wall = shown(qtbot, SAMPLES["bad-day-banner"](), FULL_HD, theme)
    checked = 0
    for section in sections(wall):
        image = section.grab().toImage()
        for writing in section.writings:
            ink = section.look.palette.named(writing.ink)
            assert contrast(_rgb(ink), _ground(image, writing, section.u)) >= 4.5, writing
            checked += 1
    assert checked > 150


def _ground(image: QImage, writing: Writing, u: float) -> Rgb:
    """Return the commonest colour under a text."""
    left, width = int(writing.x * u), int(writing.width * u)
    top, height = int((writing.y - writing.size / 2) * u), int(writing.size * u)
    points = [QPoint(x, y) for x in range(left, left + width, 3) for y in range(top, top + height, 3)]
    found = Counter(image.pixel(p) for p in points if image.rect().contains(p))
    return _rgb(QColor.fromRgb(found.most_common(1)[0][0]))


def _rgb(colour: QColor) -> Rgb:
    return linear(colour.red(), colour.green(), colour.blue())


class Longer(QTranslator):
    """A pseudo-language: 40 % longer, with accents; names in braces stay."""

    def translate(
        self,
        context: str | bytes,  # noqa: ARG002 - Qt's signature
        source: str | bytes,
        disambiguation: str | bytes | None = None,  # noqa: ARG002 - same
        n: int = -1,  # noqa: ARG002 - same
    ) -> str:
        text = source.decode() if isinstance(source, bytes) else source
        return text + "é" * max(1, len(text) * 2 // 5)

    def isEmpty(self) -> bool:
        return False


def test_longer_languages_fit(qtbot: QtBot, qapp: QApplication) -> None:
    """With every text of ours 40 % longer nothing overlaps, and only what has no room is cut."""
    translator = Longer(qapp)
    qapp.installTranslator(translator)
    try:
        wall = shown(qtbot, SAMPLES["bad-day"](), FULL_HD)
        for section in sections(wall):
            for one, other in itertools.combinations(section.writings, 2):
                assert not overlaps(one, other), (one, other)
    finally:
        qapp.removeTranslator(translator)
