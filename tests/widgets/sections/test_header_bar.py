"""The header says everything that is to be said at once."""

import pytest
from msgspec.structs import replace
from pytestqt.qtbot import QtBot

from app.model.board import CheckView, Counts
from app.model.state import State
from tests.language.pseudo import Pseudo
from tests.language.seen import clashes
from tests.widgets.boards import NOW, bad_day, good_checks, good_day
from widgets.look import Look
from widgets.palette import ThemeName
from widgets.sections.header_bar import FULL, HEIGHT, HeaderBar
from widgets.unit import LEAST
from widgets.views.head import counts_in_places, head_view

U = 8.0


def shown(qtbot: QtBot, counts: Counts, theme: ThemeName = "dark") -> HeaderBar:
    """Return a painted header of the bad day with these counts."""
    bar = HeaderBar(Look(theme))
    qtbot.addWidget(bar)
    bar.resize(int(FULL * U), int(HEIGHT * U))
    bar.set_unit(U)
    board = bad_day().board
    bar.show_head(head_view(board, board.checks, NOW, lost=False)._replace(counts=counts_in_places(counts)))
    bar.grab()
    return bar


@pytest.mark.parametrize(("planned", "waiting"), [(3, 12), (12, 120), (345, 678)])
@pytest.mark.parametrize("pseudo", [False, True])
def test_maintenance_and_waiting_are_said_at_once(
    qtbot: QtBot, planned: int, waiting: int, *, pseudo: bool
) -> None:
    """Both stand in their place with number and word, whole and apart; a screen reader says both."""
    counts = Counts(critical=3, warning=4, unknown=5, maintenance=planned, pending=waiting, ok=9_999)
    if pseudo:
        with Pseudo():
            bar = shown(qtbot, counts)
    else:
        bar = shown(qtbot, counts)
        assert f"{planned} Maintenance, {waiting} Waiting" in bar.accessibleDescription()
    texts = [writing.text for writing in bar.writings]
    assert texts.index(str(planned)) < texts.index(str(waiting))
    assert not clashes(bar)
    assert not [writing.text for writing in bar.writings if writing.cut or writing.size < LEAST]


def test_one_of_them_has_the_whole_place(qtbot: QtBot) -> None:
    """Without the other each is as large as the other counts."""
    sizes = {
        writing.text: writing.size
        for counts in (Counts(critical=1, maintenance=77), Counts(critical=1, pending=88))
        for writing in shown(qtbot, counts).writings
    }
    assert sizes["77"] == sizes["88"] == sizes["1"]


def test_a_wall_with_both_counts_both() -> None:
    """Of checks in maintenance and checks without a first answer neither number is left out."""
    checks: list[CheckView] = [*good_checks(4)]
    checks[0] = replace(checks[0], maintenance="m-1")
    checks[1] = replace(checks[1], state=State.PENDING, last=None)
    head = head_view(bad_day().board, checks, NOW, lost=False)
    assert [(count.number, count.words[0]) for count in head.every_count][3:] == [
        ("1", "Maintenance"), ("1", "Waiting"), (str(len(checks) - 2), "OK"),
    ]  # fmt: skip


def test_the_loudest_is_named_on_every_page(qtbot: QtBot) -> None:
    """Below the verdict stand what calls loudest, since when and, once it is taken, who has it."""
    board = bad_day().board
    head = head_view(board, board.checks, NOW, lost=False)
    first = board.incidents[0]
    assert head.lines[0].startswith(f"{first.title.plain()} since ")
    assert head.lines[0].endswith(head.line)
    taken = replace(board, incidents=(replace(first, owner="Mira"),))
    assert "Mira has it" in head_view(taken, board.checks, NOW, lost=False).spoken
    bar = shown(qtbot, Counts(critical=1))
    assert not [writing.text for writing in bar.writings if writing.cut]


def test_one_unknown_check_is_told_in_the_singular() -> None:
    """What has grown stale since the engine said that all is good is counted in a right sentence."""
    good = good_checks(4)
    views = [replace(good[0], state=State.UNKNOWN, stale=True), *good[1:]]
    board = replace(good_day().board, checks=tuple(good))
    assert head_view(board, views, NOW, lost=False).headlines == ("1 check unknown",)
