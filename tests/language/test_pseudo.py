"""In a language that is 40 % longer every word of ours is translated, whole, and stands alone."""

import functools
from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

import catalogue
from app.shell.dialogs.acknowledge import AcknowledgeDialog
from app.shell.dialogs.quit import QuitDialog
from app.shell.tray import Tray, tooltip
from app.shell.window.keys import KEYS
from app.shell.window.keys_overlay import KeysOverlay
from app.shell.window.main_window import MainWindow
from tests.language.pseudo import Pseudo, untranslated
from tests.language.sample import detail_of, engine_words, outside, templates
from tests.language.seen import Painting, Record, clashes, sections, spoken, squeezed, written
from tests.widgets.boards import SAMPLES, Sample, bad_day
from widgets.detail import CheckDetailView
from widgets.fault_panel import FaultPanel, Service
from widgets.popover import Popover
from widgets.wall import Wall

OVERVIEWS = (
    "good-day",
    "bad-day-banner",
    "sixty-alarms",
    "blind",
    "stale",
    "engine-lost",
    "engine-lost-good",
    "empty",
    "one-target",
    "pending",
)
PICTURES = [*((name, "overview") for name in OVERVIEWS), *(("bad-day", page) for page in Wall.pages())]


KNOWN = functools.cache(lambda: frozenset(catalogue.texts()))


@pytest.fixture
def language(request: pytest.FixtureRequest) -> Iterator[Pseudo]:
    """Speak the pseudo-language."""
    request.getfixturevalue("qapp")
    with Pseudo() as speaking:
        yield speaking


def faults_of(window: QWidget, record: Record, sample: Sample, of_its_own: object = None) -> list[str]:
    """Return what is not translated, cut, or stands upon something else."""
    data = outside(sample.board)
    free = engine_words(sample.board) | engine_words(of_its_own) | data
    painted = {word for painting in record.paintings for word in painting.wordings}
    found = [
        f"not translated: {left} in {text!r}"
        for text in sorted(painted | spoken(window) | written(window))
        if (left := untranslated(text, data))
    ]
    found += [f"cut: {painting.lines[-1].text}" for painting in record.paintings if _lost(painting, free)]
    for section in sections(window):
        found += [f"{type(section).__name__}: {clash}" for clash in clashes(section)]
    return found


def _lost(painting: Painting, free: frozenset[str]) -> bool:
    """Whether words of ours have lost letters; foreign texts may, and sentences that hold them."""
    shortest = painting.wordings[-1] if painting.wordings else ""
    return any(line.cut for line in painting.lines) and not any(text in shortest for text in free)


@pytest.mark.parametrize(("name", "page"), PICTURES)
def test_the_wall_speaks_another_language(
    name: str, page: str, language: Pseudo, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each page at 1080p holds no English, cuts no word, and asks for none that translators do not have."""
    sample = SAMPLES[name]()
    wall = Wall("dark")
    qtbot.addWidget(wall)
    wall.resize(1920, 1080)
    wall.add_points(sample.points[::9])
    with Record().listening(monkeypatch) as record:
        wall.set_page(page)
        wall.show_board(sample.board, sample.age, sample.lost)
        wall.grab()
    assert not faults_of(wall, record, sample)
    assert not language.asked - KNOWN() - templates(sample.board)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", ["Paygrove in", "hooks-in", "promo"])
def test_the_detail_speaks_another_language(name: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    """The detail of a critical, a stale and a soft check holds no English and cuts no word of ours."""
    sample, detail = bad_day(), detail_of(name)
    view = CheckDetailView(buttons=True)
    qtbot.addWidget(view)
    view.resize(1280, 900)
    with Record().listening(monkeypatch) as record:
        view.show_detail(detail, now=sample.board.now)
        view.grab()
    assert not faults_of(view, record, sample, detail)


@pytest.mark.usefixtures("language")
@pytest.mark.parametrize("name", ["good-day", "bad-day-banner", "sixty-alarms", "blind", "engine-lost"])
def test_the_pop_over_speaks_another_language(
    name: str, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The pop-over of the tray holds no English and cuts no word of ours."""
    sample = SAMPLES[name]()
    view = Popover()
    qtbot.addWidget(view)
    with Record().listening(monkeypatch) as record:
        view.show_board(sample.board, sample.age, sample.lost)
        view.grab()
    assert not faults_of(view, record, sample)


@pytest.mark.usefixtures("language")
def test_dialogs_speak_another_language(qtbot: QtBot) -> None:
    """Dialogs and the fault panel hold no English, and no label or button has less room than it needs."""
    board = bad_day().board
    data = outside(board) | {"hang", "refuse"}
    panel = FaultPanel()
    panel.show_services([Service(id="1", name="1", faults=("hang", "refuse"), active="hang")])
    for window in (
        AcknowledgeDialog(board.incidents, "I-2317", ""),
        QuitDialog(window_lost=True),
        panel,
    ):
        qtbot.addWidget(window)
        window.show()
        assert not [text for text in written(window) | spoken(window) if untranslated(text, data)]
        assert not squeezed(window)


@pytest.mark.usefixtures("language")
def test_the_window_speaks_another_language(qtbot: QtBot) -> None:
    """Title, menus, the starting picture and the sheet of keys hold no English."""
    board = bad_day().board
    window = MainWindow("dark", kiosk=False, demo=True)
    qtbot.addWidget(window)
    assert not [text for text in written(window) if untranslated(text)]
    window.may_show_wall("overview")
    window.show_board(board, 0.0, lost=False)
    overlay = KeysOverlay(KEYS, Wall.pages(), window)
    keys = frozenset(part for key in KEYS for part in key.keys) | outside(board)
    assert not [text for text in written(window) | written(overlay) if untranslated(text, keys)]
    window.may_close = True


@pytest.mark.usefixtures("language")
def test_the_tray_speaks_another_language(qtbot: QtBot) -> None:
    """The tray's menu and tooltip hold no English."""
    board = bad_day().board
    tray = Tray()
    qtbot.addWidget(tray._menu)
    tray.show_board(board)
    texts = {*written(tray._menu), tooltip(board.summary)}
    assert not [text for text in texts if untranslated(text, outside(board))]


def test_the_checker_sees_what_is_not_translated() -> None:
    """English outside the marks is found; data, numbers and units are not mistaken for it."""
    assert untranslated("Memory 91 %") == "Memory"
    assert not untranslated("\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}Mëmörÿ")
    assert not untranslated("edge-1 12 ms, 3 min, 4 MB/s", frozenset({"edge-1"}))
