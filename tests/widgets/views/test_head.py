"""The header agrees with what stands below it, and cannot be misread."""

import pytest

from app.model.board import SoundState, Summary
from tests.widgets.boards import NOW, SAMPLES, bad_day
from widgets.views.deviations import good_of
from widgets.views.head import head_view, sound_chip


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


@pytest.mark.parametrize(("seconds", "words"), [(761, "12 min left"), (42, "42 s left"), (-5, "0 s left")])
def test_what_is_left_of_a_mute_cannot_be_read_as_a_clock(seconds: float, words: str) -> None:
    """It is told in words, as every span of time."""
    summary = Summary(sound=SoundState.MUTED, muted_until=NOW.later(seconds), muted_by="Mira K.")
    assert sound_chip(summary, NOW).words[0] == words
