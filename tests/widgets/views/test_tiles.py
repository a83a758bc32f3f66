"""What a tile says beside its value."""

from msgspec.structs import replace

from app.model.phrase import phrase
from app.model.state import ErrorClass, State
from tests.widgets.boards import NOW, ago, good_checks
from widgets.views.tiles import element_tiles

HEALTHY = good_checks(1)[0]


def test_beside_words_the_age_is_the_last_that_goes() -> None:
    """Where only one word has room, a value that is a number has its state, and "No answer" since when."""
    slow = replace(HEALTHY, state=State.CRITICAL, since=ago(180), sentence=phrase("Too slow"))
    gone = tuple(replace(each, value=None) for each in HEALTHY.series)
    silent = replace(slow, series=gone, error=ErrorClass.REFUSED)
    told = [(tile.value, tile.notes[-1]) for tile in element_tiles((slow, silent), NOW)]
    assert [note for _, note in told] == ["Critical", "3 min"]
    assert told[1][0] == "No answer"
