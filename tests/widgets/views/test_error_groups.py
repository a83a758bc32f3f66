from msgspec.structs import replace

from app.model.clock import Moment
from app.model.probe import ErrorGroup
from tests.widgets.boards import SAMPLES
from widgets.views.error_groups import error_sections


def test_the_latest_messages_of_a_log_are_shown_with_their_number() -> None:
    """Each kind of message is a line with how often it came and since when."""
    board = SAMPLES["good-day"]().board
    now = board.now
    group = ErrorGroup(
        template="ERROR debit <*> failed",
        count=1204,
        first=Moment(wall=now.wall - 240, mono=now.mono - 240),
        last=Moment(wall=now.wall - 8, mono=now.mono - 8),
        example="ERROR debit 7 failed",
    )
    view = replace(board.checks[0], kind="log", last=now, errors=(group,))
    section = error_sections((view,), now)[-1]
    assert [(line.sentence, line.rate, line.age) for line in section.lines] == [
        ("ERROR debit <*> failed", "1,204 times, first 4 min ago", "8 s")
    ]
