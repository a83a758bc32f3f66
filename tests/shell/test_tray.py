"""The tray says what the wall says."""

from collections.abc import Iterator

import pytest
from msgspec.structs import replace

from app.shell.tray import OFFERED, Tray, tooltip
from tests.shell.boards import board, check, incident

# Qt says so of every XEmbed icon; it is harmless.
pytestmark = pytest.mark.qt_log_ignore("systemTrayWindowChanged")


@pytest.fixture
def tray() -> Iterator[Tray]:
    """Give a tray icon without any host."""
    made = Tray()
    made.renew()
    yield made
    made.close()
    made.deleteLater()


def labels(tray: Tray) -> list[str]:
    """Return the menu's entries."""
    return [action.text() for action in tray._menu.actions() if action.text()]


def test_the_tooltip_is_verdict_and_counts() -> None:
    """The tooltip names the verdict first, then every number that is not zero."""
    shown = board(check("a"), check("kestrin"), incidents=(incident(),))
    assert tooltip(shown.summary) == "1 incident needs someone\n1 critical, 1 OK"


def test_the_menu_offers_what_nobody_has(tray: Tray) -> None:
    """Untaken incidents can be taken by the menu, worst first; the rest is counted, and a & is a letter."""
    many = tuple(incident(number, title=f"R&D {number} hangs") for number in range(1, OFFERED + 3))
    tray.show_board(board(check("a"), incidents=(*many, incident(99, owner="Mira K."))))
    assert labels(tray)[:2] == ["Open the wall", "Take I-1: R&&D 1 hangs"]
    assert "2 more on the wall" in labels(tray)
    assert not any("I-99" in label for label in labels(tray))
    taken: list[str] = []
    tray.take_wished.connect(taken.append)
    next(action for action in tray._menu.actions() if "I-2" in action.text()).trigger()
    assert taken == ["I-2"]


def test_the_entries_tell_their_wishes(tray: Tray) -> None:
    """Mute, test tone, quit and the wall itself are told."""
    told: list[str] = []
    for name in ("open", "mute", "test", "quit"):
        getattr(tray, f"{name}_wished").connect(lambda *_args, name=name: told.append(name))
    for action in tray._menu.actions():
        action.trigger()
    assert told == ["open", "mute", "test", "quit"]


def test_without_a_host_nobody_relies_on_it(tray: Tray) -> None:
    """Where no tray host runs the icon is not there, whatever Qt says of it."""
    assert not tray.there


def test_the_icon_changes_only_with_what_it_shows(tray: Tray) -> None:
    """A new picture is made for a new verdict, not for each board."""
    tray.show_board(board(check("a")))
    assert tray._icon is not None
    first = tray._icon.icon().cacheKey()
    tray.show_board(board(check("a"), check("b")))
    assert tray._icon.icon().cacheKey() == first
    tray.show_board(board(check("a"), incidents=(incident(),)))
    assert tray._icon.icon().cacheKey() != first


def test_while_it_is_muted_the_entry_gives_the_sound_back(tray: Tray) -> None:
    """The entry says what pressing it does: a mute is ended by it, never made longer."""
    calm = board(check("a"))
    tray.show_board(calm)
    assert "Mute 15 min" in labels(tray)
    tray.show_board(replace(calm, summary=replace(calm.summary, muted_until=calm.now)))
    assert "Sound on again" in labels(tray)
    assert "Mute 15 min" not in labels(tray)
