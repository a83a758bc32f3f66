"""The header agrees with what stands below it, and cannot be misread."""

import pytest

from app.model.board import SoundState, Summary
from tests.widgets.boards import NOW, SAMPLES, bad_day
from widgets.views.deviations import good_of
from widgets.views.head import head_view, sound_chip
from widgets.views.words import clock_time


@pytest.mark.parametrize("name", ["good-day", "bad-day", "sixty-alarms", "business", "pending", "stale"])
def test_the_good_ones_of_all_classes_are_those_of_the_header(name: str) -> None:
    """Who adds the panels up comes to the header's number, whatever is tried again or planned."""
    board = SAMPLES[name]().board
    classes = {view.element for view in board.checks}
    good = sum(good_of([view for view in board.checks if view.element is each]) for each in classes)
    assert head_view(board, board.checks, board.now, lost=False).counts[-1].number == f"{good:,}"
    assert board.checks


def test_a_check_that_is_tried_again_is_good_until_it_is_confirmed() -> None:
    """It is marked where it stands, and lowers no number."""
    views = [view for view in bad_day().board.checks if view.soft]
    assert good_of(views) == len(views) > 0


def test_the_end_of_a_mute_is_told_as_a_time() -> None:
    """Beside the clock it cannot be read as an age, nor what is left as a second clock."""
    summary = Summary(sound=SoundState.MUTED, muted_until=NOW.later(761), muted_by="Mira K.")
    chip = sound_chip(summary)
    assert (chip.words[0], chip.line[0]) == (f"until {clock_time(NOW.wall + 761)}", "Muted by Mira K.")
