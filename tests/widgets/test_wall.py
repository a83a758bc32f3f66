"""The wall ages by itself, tells what was chosen and never shows old proof as new."""

import subprocess
import sys
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from app.commands.wall import PAGES
from app.model.board import Banner, Glyph
from app.model.phrase import phrase
from app.model.state import State
from app.model.target import ElementClass
from tests.widgets.boards import NOW, SAMPLES, Sample, bad_day, good_day
from widgets.canvas import Spot
from widgets.painted import Painted
from widgets.sections.class_panel import ClassPanel
from widgets.sections.header_bar import HeaderBar
from widgets.sections.incident_column import IncidentColumn
from widgets.wall import Wall

ROOT = Path(__file__).parents[2]


@pytest.fixture
def wall(qtbot: QtBot) -> Wall:
    made = Wall()
    qtbot.addWidget(made)
    made.resize(1920, 1080)
    return made


def show(wall: Wall, sample: Sample) -> None:
    wall.show_board(sample.board, sample.age, sample.lost)
    wall.grab()


def words(wall: Wall) -> list[str]:
    seen = [section for section in wall.findChildren(Painted) if section.isVisibleTo(wall)]
    return [writing.text for section in seen for writing in section.writings]


def spot(section: Painted, name: str) -> Spot:
    return next(spot for spot in section.spots if spot.id == name)


def middle(section: Painted, spot: Spot) -> QPoint:
    box = spot.box
    return QPoint(int((box.x + box.w / 2) * section.u), int((box.y + box.h / 2) * section.u))


def panel(wall: Wall, name: str) -> ClassPanel:
    return next(p for p in wall.findChildren(ClassPanel) if p.accessibleName() == name)


def test_a_wall_without_a_board_can_be_painted(wall: Wall) -> None:
    """Before the first board there is a picture, and no state in it."""
    assert not wall.grab().isNull()
    assert "OK" not in words(wall)


def test_the_good_day_says_so(wall: Wall) -> None:
    """With every check proved the verdict stands in words, with the counts."""
    show(wall, good_day())
    assert "All 96 checks are good" in words(wall)
    assert "96" in words(wall)
    assert any(text.startswith("Quiet for") for text in words(wall))


def test_proof_grows_old_without_any_new_board(wall: Wall) -> None:
    """The same board ten minutes later is unknown everywhere: no verdict, no OK, no count of OK."""
    show(wall, good_day()._replace(age=600.0))
    texts = words(wall)
    assert "All 96 checks are good" not in texts
    assert "96 checks unknown" in texts
    assert not any(text.startswith("Quiet for") for text in texts)
    for section in wall.findChildren(ClassPanel):
        assert section._view is not None
        assert all(cell.state is State.UNKNOWN for cell in section._view.cells)
        assert all(cell.sign.glyph is Glyph.UNKNOWN for cell in section._view.cells)


def test_a_lost_engine_proves_nothing(wall: Wall) -> None:
    """With the link lost the headline says so and every check is unknown, however fresh it was."""
    show(wall, good_day()._replace(age=6.0, lost=True))
    texts = words(wall)
    assert "The engine is silent" in texts
    assert any("Nothing is proved since" in text for text in texts)
    for section in wall.findChildren(ClassPanel):
        assert section._view is not None
        assert all(cell.sign.glyph is Glyph.UNKNOWN for cell in section._view.cells)


def test_a_blind_monitor_shows_one_plate(wall: Wall) -> None:
    """Blindness replaces every page, and the kept picture can be called."""
    show(wall, SAMPLES["blind"]())
    assert "This monitor is blind" in words(wall)
    assert "name server 192.0.2.53." in " ".join(words(wall))
    assert "Nothing on this wall is proved since 14:29:40, 2 min ago" in words(wall)
    assert "Databases" not in words(wall)
    assert "not proved, asked" in " ".join(
        words(wall)
    )  # a run that failed is no answer, and one from before is no proof
    assert "last answer" not in " ".join(words(wall))
    assert "The last proved picture is kept. Press B to see it, hatched." in words(wall)
    wall.set_kept_picture(True)
    wall.grab()
    assert "Databases" in words(wall)
    assert {"This monitor is blind", "as it was, not proved"} <= set(words(wall))
    for section in wall.findChildren(ClassPanel):
        assert section._view is not None
        assert all(cell.sign.glyph is Glyph.UNKNOWN for cell in section._view.cells)


def test_the_last_picture_is_of_one_blindness(wall: Wall) -> None:
    """Whoever looked at it is told the next blindness as plainly; without one there is nothing to show."""
    wall.set_kept_picture(True)
    show(wall, good_day())
    assert not wall.kept
    show(wall, SAMPLES["blind"]())
    assert "Press B" in " ".join(words(wall))


def test_nothing_watched_is_not_good(wall: Wall) -> None:
    """An empty inventory shows how to begin, and no count."""
    show(wall, SAMPLES["empty"]())
    assert "Nothing is watched yet" in words(wall)
    assert not any(section.isVisibleTo(wall) for section in wall.findChildren(HeaderBar))


def test_a_click_on_a_cell_chooses_its_check(wall: Wall, qtbot: QtBot) -> None:
    """The tile under the mouse is told by its check's id."""
    show(wall, good_day())
    databases = panel(wall, "Databases")
    place = middle(databases, spot(databases, "queue-1/main"))
    with qtbot.waitSignal(wall.check_chosen) as told:
        QTest.mouseClick(databases, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert told.args == ["queue-1/main"]


def test_a_click_on_a_card_wishes_to_acknowledge(wall: Wall, qtbot: QtBot) -> None:
    """An incident card tells its incident's id."""
    show(wall, bad_day())
    column = wall.findChild(IncidentColumn)
    assert isinstance(column, IncidentColumn)
    with qtbot.waitSignal(wall.acknowledge_wished) as told:
        QTest.mouseClick(
            column,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            middle(column, spot(column, "I-2317")),
        )
    assert told.args == ["I-2317"]


def test_tiles_are_reached_by_keyboard(wall: Wall, qtbot: QtBot) -> None:
    """Arrows walk from check to check, Enter chooses, and the ring moves along."""
    show(wall, good_day())
    databases = panel(wall, "Databases")
    databases.setFocus()
    databases._spot = "wallet-db/main"
    QTest.keyClick(databases, Qt.Key.Key_Down)
    QTest.keyClick(databases, Qt.Key.Key_Right)
    with qtbot.waitSignal(wall.check_chosen) as told:
        QTest.keyClick(databases, Qt.Key.Key_Return)
    assert told.args == ["ledger-db/main"]


def test_a_service_tile_opens_its_page(wall: Wall, qtbot: QtBot) -> None:
    """The availability tile of a class leads to all its checks."""
    show(wall, good_day())
    row = next(s for s in wall.findChildren(Painted) if s.accessibleName() == "Availability of services")
    with qtbot.waitSignal(wall.page_chosen) as told:
        QTest.mouseClick(
            row,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
            middle(row, spot(row, "page:payment")),
        )
    assert told.args == ["payment"]
    assert wall.page == "payment"


@pytest.mark.parametrize("page", Wall.pages())
def test_every_page_can_be_shown_on_every_board(wall: Wall, page: str) -> None:
    """No page fails on a good, bad, lost, pending or single-check board."""
    wall.set_page(page)
    for name in ("good-day", "bad-day", "engine-lost", "pending", "one-target"):
        show(wall, SAMPLES[name]())
        assert words(wall)


def test_an_unknown_page_is_the_overview(wall: Wall) -> None:
    """A page that does not exist does not leave the wall empty."""
    wall.set_page("nonsense")
    assert wall.page == "overview"


def test_states_stand_as_glyph_and_word(wall: Wall) -> None:
    """Each deviating check is spoken with its state's word, and the header counts each state in words."""
    show(wall, bad_day())
    texts = words(wall)
    assert {"Critical", "Warning", "Unknown", "OK"} <= set(texts)
    spoken = " ".join(s.words for section in wall.findChildren(ClassPanel) for s in section.spots)
    for word in ("Critical", "Warning", "stale", "OK"):
        assert word in spoken


def test_counts_follow_what_is_shown(wall: Wall) -> None:
    """The header counts the checks as the wall draws them, not as the board once said."""
    board = good_day().board
    old = replace(board.checks[0], last=NOW.later(-300))
    show(wall, Sample(replace(board, checks=(old, *board.checks[1:])), ()))
    header = wall.findChild(HeaderBar)
    assert isinstance(header, HeaderBar)
    texts = [writing.text for writing in header.writings]
    assert "95" in texts
    assert "1" in texts
    assert "1 checks unknown" in texts or "1 check unknown" in texts


def test_every_section_speaks(wall: Wall) -> None:
    """A screen reader finds name and description on all sections, and the wall's verdict in words."""
    show(wall, bad_day())
    for section in wall.findChildren(Painted):
        if section.isVisibleTo(wall):
            found = QAccessible.queryAccessibleInterface(section)
            assert found.text(QAccessible.Text.Name), section
            assert found.text(QAccessible.Text.Description), section
    header = wall.findChild(HeaderBar)
    assert isinstance(header, HeaderBar)
    assert header.accessibleDescription().startswith("2 incidents need someone")


def test_themes_change_in_place(wall: Wall) -> None:
    """Another theme repaints the same words on another ground."""
    show(wall, bad_day())
    before, dark = words(wall), wall.grab().toImage().pixelColor(2, 2)
    wall.set_theme("light")
    light = wall.grab().toImage().pixelColor(2, 2)
    assert words(wall) == before
    assert light.lightness() > dark.lightness() + 100


def test_points_draw_a_line(wall: Wall) -> None:
    """Points of a series make the chart of its class change."""
    sample = good_day()
    show(wall, sample)
    before = panel(wall, "Databases").grab().toImage()
    wall.add_points([p for p in sample.points if "db" in p.check])
    show(wall, sample)
    assert panel(wall, "Databases").grab().toImage() != before


def test_a_repaint_with_nothing_new_keeps_its_layers(wall: Wall) -> None:
    """A second board of the same words paints no layer anew but the clock's."""
    show(wall, good_day())
    painted = [section._layer.cacheKey() for section in wall.findChildren(ClassPanel) if section._layer]
    show(wall, good_day()._replace(age=0.2))
    again = [section._layer.cacheKey() for section in wall.findChildren(ClassPanel) if section._layer]
    assert painted == again


def test_the_first_picture_needs_neither_numpy_nor_pyqtgraph() -> None:
    """A wall that starts is seen before the heavy libraries are loaded."""
    code = (
        "import sys\n"
        "from PySide6.QtWidgets import QApplication\n"
        "application = QApplication([])\n"
        "from widgets.wall import Wall\n"
        "wall = Wall(); wall.resize(1920, 1080); wall.grab()\n"
        "print([name for name in ('numpy', 'pyqtgraph') if name in sys.modules])\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stdout.strip() == "[]"


def test_six_classes_have_their_places(wall: Wall) -> None:
    """The six class panels stand in the order of the vocabulary, three in a row."""
    show(wall, good_day())
    panels = sorted(wall.findChildren(ClassPanel), key=lambda p: (p.y(), p.x()))
    assert [p.accessibleName() for p in panels] == [
        "Application servers",
        "Databases",
        "API services",
        "Game providers",
        "Payments",
        "Network",
    ]
    assert len(ElementClass) == 6


def test_a_wall_that_is_empty_for_a_fault_says_which(wall: Wall) -> None:
    """An inventory that cannot be read leaves nothing to watch: the reason stands above the ways to begin."""
    sample = SAMPLES["empty"]()
    text = phrase("The inventory has errors")
    banner = Banner(id="inventory", state=State.WARNING, text=text, since=NOW)
    show(wall, sample._replace(board=replace(sample.board, banners=(banner,))))
    seen = [section for section in wall.findChildren(Painted) if section.isVisibleTo(wall)]
    places = {
        writing.text: section.mapTo(wall, QPoint(0, round(writing.y * section.u))).y()
        for section in seen
        for writing in section.writings
    }
    assert 0 < places["The inventory has errors"] < places["Nothing is watched yet"] - 40


def test_the_command_line_names_every_page() -> None:
    """The help of --page lists all pages but those of the classes, of which it speaks."""
    classes = [element.value for element in ElementClass]
    assert sorted(PAGES) == sorted(set(Wall.pages()) - set(classes))
