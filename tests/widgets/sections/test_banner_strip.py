"""What is wrong with the program itself, in one strip."""

from pytestqt.qtbot import QtBot

from app.model.state import State
from tests.widgets.test_layout import overlaps
from widgets.look import Look
from widgets.sections.banner_strip import HEIGHT, BannerStrip, BannerView
from widgets.unit import LEAST

U = 8.0
LONG = (
    "The inventory has errors (1); the last good one goes on. First: inventory.yaml:854:20: "
    "targets[12].checks[0].timeout: the timeout of 1 s is not below retry_interval, which is 1 s: "
    "give a timeout below 1 s, or a longer retry_interval"
)


def test_a_long_sentence_is_told_with_its_remedy(qtbot: QtBot) -> None:
    """Two lines within the strip, whole, apart, and none of them too small."""
    strip = BannerStrip(Look("dark"))
    qtbot.addWidget(strip)
    strip.resize(int(234 * U), int(HEIGHT * U))
    strip.set_unit(U)
    strip.show_banner(BannerView(State.WARNING, LONG, "2 s", 0))
    strip.grab()
    told = [writing for writing in strip.writings if writing.text != "2 s"]
    assert " ".join(writing.text for writing in told) == LONG
    assert all(not writing.cut and writing.size >= LEAST for writing in told)
    assert not overlaps(*told)
    assert all(writing.size * 0.37 < writing.y < HEIGHT - writing.size * 0.37 for writing in told)
