"""What the stream of errors says."""

from msgspec.structs import replace

from app.model.board import ErrorEntry
from app.model.state import ErrorClass, State
from tests.widgets.boards import NOW, ago, bad_day, good_day, streaming
from widgets.views.error_stream import stream_view
from widgets.views.scene import scene_of


def test_what_lasts_is_told_from_what_is_over() -> None:
    """Each line has its kind, its repeats and how long it lasted or has lasted."""
    view = stream_view(scene_of(streaming().board, NOW, lost=False))
    first = view.lines[0]
    assert (first.name, first.kind, first.number, first.now[0]) == (
        "Kestrin Live",
        "No answer in time",
        "24 times",
        "for 4 min",
    )
    assert first.lasts
    assert not first.sign.taken
    over = next(line for line in view.lines if not line.lasts and line.name == "sign-in")
    assert (over.kind, over.now[0], over.sign.taken) == ("Connection refused", "over, last for 30 s", True)
    assert ("No answer in time", 1) in view.kinds
    assert view.earlier == 12


def test_a_lost_engine_proves_no_error() -> None:
    """Nothing is said to last any more."""
    view = stream_view(scene_of(streaming().board, NOW, lost=True))
    assert not any(line.lasts for line in view.lines)
    assert stream_view(scene_of(good_day().board, NOW, lost=True)).empty == "No fresh proof"


def test_none_says_since_when() -> None:
    """An empty stream is a proof over the time that the engine has watched."""
    assert stream_view(scene_of(good_day().board, NOW, lost=False)).empty.startswith("No error since ")


def test_errors_of_other_checks_are_not_on_a_page_of_some() -> None:
    """A check that the page does not show has no line."""
    entry = ErrorEntry(
        check="gone/x",
        error=ErrorClass.DNS,
        text=bad_day().board.summary.headline,
        state=State.CRITICAL,
        first=ago(9),
        since=ago(9),
        last=ago(9),
    )
    board = replace(bad_day().board, stream=(entry,), stream_earlier=3)
    view = stream_view(scene_of(board, NOW, lost=False))
    assert (view.lines, view.earlier) == ((), 0)


def test_of_what_came_and_went_only_the_last_has_a_length() -> None:
    """That 32 of them are over after 3 s would say that all of them took three seconds."""
    board = bad_day().board
    entry = ErrorEntry(
        check=board.checks[0].id,
        error=ErrorClass.DNS,
        text=board.summary.headline,
        state=State.CRITICAL,
        count=32,
        first=ago(180),
        since=ago(9),
        last=ago(7),
        over=ago(6),
    )
    (line,) = stream_view(scene_of(replace(board, stream=(entry,)), NOW, lost=False)).lines
    assert (line.number, line.now[0]) == ("32 times", "over, last for 3 s")
