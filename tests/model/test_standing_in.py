"""A wall stands in for a pop-up only where everything speaks for it."""

from typing import Any

import pytest
from msgspec.structs import replace

from app.model.clock import Moment
from app.model.notice import DESKTOP, Notice, NoticeKind, Reason
from app.model.phrase import phrase
from app.model.routing import PopUps
from app.model.standing_in import DARK, STALE, Missing, StandIn, WallSeen, stand_in
from app.model.verdict import Level
from tests.shell.boards import NOW, board, check, incident

BOARD = board(check("kestrin"), incidents=(incident(),))
WALL = WallSeen(screen="HDMI-1", kiosk=True, fills=True, seen=True, board=BOARD)


def notice(kind: NoticeKind = NoticeKind.PROBLEM, at: Moment = NOW) -> Notice:
    """Return a told notice of incident I-1."""
    return Notice(
        id=f"I-1:{kind}:1:{DESKTOP}",
        incident="I-1",
        channel=DESKTOP,
        kind=kind,
        level=Level.CRITICAL,
        told=True,
        reason=Reason.NEW,
        title=phrase("It hangs"),
        at=at,
    )


def test_a_wall_that_shows_it_stands_in() -> None:
    """One that fills its screen, is seen and shows the incident is named by its screen."""
    assert stand_in(notice(), PopUps.NOT_OVER_WALLS, [WALL]) == StandIn(screen="HDMI-1")
    other = replace(WALL, screen="HDMI-2", seen=False)
    assert stand_in(notice(), PopUps.NOT_OVER_WALLS, [other, WALL]).screen == "HDMI-1"


@pytest.mark.parametrize(
    ("change", "missing"),
    [
        ({"fills": False}, Missing.NO_WALL),
        ({"kiosk": False}, Missing.NO_WALL),
        ({"seen": False}, Missing.NOT_SEEN),
        ({"light": DARK / 2}, Missing.NOT_SEEN),
        ({"lost": True}, Missing.STALE),
        ({"age": STALE + 1}, Missing.STALE),
        ({"board": None}, Missing.NOT_YET),
        ({"board": board(check("kestrin"))}, Missing.NOT_YET),
        ({"board": replace(BOARD, now=NOW.later(-1))}, Missing.NOT_YET),
    ],
)
def test_whatever_is_in_doubt_brings_a_pop_up(change: dict[str, Any], missing: Missing) -> None:
    """A window that is small, of a desk, hidden, dark, cut off, stale or behind does not stand in."""
    found = stand_in(notice(), PopUps.NOT_OVER_WALLS, [replace(WALL, **change)])
    assert found == StandIn(missing=missing)


def test_the_inventory_decides_for_which_windows() -> None:
    """A desk's full screen stands in where that is wished, and no window where pop-ups always are."""
    desk = replace(WALL, kiosk=False)
    assert stand_in(notice(), PopUps.NOT_OVER_FULL_SCREENS, [desk]).screen == "HDMI-1"
    assert stand_in(notice(), PopUps.ALWAYS, [WALL]).missing is Missing.WISHED
    assert stand_in(notice(), PopUps.NOT_OVER_WALLS, []).missing is Missing.NO_WALL


def test_the_end_is_shown_by_its_absence() -> None:
    """That it is over is shown by a wall that shows it no more, once its board is no older."""
    over = replace(WALL, board=board(check("kestrin")))
    assert stand_in(notice(NoticeKind.RECOVERY), PopUps.NOT_OVER_WALLS, [over]).screen == "HDMI-1"
    assert stand_in(notice(NoticeKind.RECOVERY), PopUps.NOT_OVER_WALLS, [WALL]).missing is Missing.NOT_YET
