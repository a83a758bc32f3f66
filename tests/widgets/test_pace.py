"""Pages open without holding the window: what is built is built over several turns."""

import time
from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.widgets.beside import at_once
from tests.widgets.boards import bad_day
from widgets.loading import Loading
from widgets.pace import BACK, Pace
from widgets.strip_field import StripField
from widgets.wall import Wall


def test_a_turn_has_its_measure_of_work(qtbot: QtBot) -> None:
    """One piece is always let through; another once the turn's time is over waits for the next turn."""
    pace = Pace(3.0)
    assert pace.may()
    time.sleep(0.005)
    assert not pace.may()
    qtbot.waitUntil(pace.may, timeout=1000)
    qtbot.wait(20)
    assert all(Pace().may() for _ in range(3))


def test_a_turn_holds_the_painting_of_what_comes_of_it() -> None:
    """What takes long to be shown is the only work of its turn; what takes little is not."""
    pace = Pace(1000.0)
    assert pace.may(2000.0)
    assert not pace.may()
    other = Pace(1000.0)
    assert all(other.may(300.0) for _ in range(3))
    assert not other.may(300.0)


def test_in_a_hurry_turns_are_longer_and_follow_at_once(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While nothing is whole yet more is built in a turn, without a rest between two; then it is as ever."""
    monkeypatch.setattr("widgets.pace.MORE", 5000.0)
    pace = Pace(1.0)
    pace.hurry(5000)
    assert pace.back == 0
    assert pace.may()
    time.sleep(0.004)
    assert pace.may()
    pace.hurry(0)
    qtbot.waitUntil(lambda: pace.back == BACK, timeout=1000)
    qtbot.waitUntil(pace.may, timeout=1000)
    time.sleep(0.004)
    assert not pace.may()


def test_plots_are_loaded_once_and_beside(qtbot: QtBot) -> None:  # noqa: ARG001 - needs Qt
    """Where there is a thread the plots are ready when it has loaded them; without one they are."""
    begun: list[Callable[[], object]] = []

    class Later:
        done_now = False

        def done(self) -> bool:
            return self.done_now

        def result(self) -> None:
            return None

    work = Later()

    def begin(load: Callable[[], object]) -> Later:
        begun.append(load)
        return work

    loading = Loading(begin, "widgets.plot")  # type: ignore[arg-type]  # its work gives nothing
    assert not loading.ready()
    assert not loading.ready()
    assert len(begun) == 1
    work.done_now = True
    assert loading.ready()
    assert Loading().ready()


@pytest.mark.parametrize("theme", ["light", "high_contrast"])
def test_another_theme_or_size_builds_all_anew(qtbot: QtBot, theme: str) -> None:
    """After a change of theme and size every strip is there again, though over several turns."""
    wall = Wall(beside=at_once)  # type: ignore[arg-type]  # its work is done at once
    qtbot.addWidget(wall)
    wall.resize(1280, 720)
    sample = bad_day()
    wall.add_points(sample.points)
    wall.show_board(sample.board)
    wall.show()
    qtbot.wait(200)
    wall.set_theme(theme)  # type: ignore[arg-type]  # one of the names
    wall.resize(1600, 900)

    def whole() -> bool:
        fields = [field for field in wall.findChildren(StripField) if field.isVisible()]
        strips = [(field, chart) for field in fields for chart in field.charts()]
        return bool(strips) and all(f.strip(c.name).has(f._place(c, 1.0).frame) for f, c in strips)

    qtbot.waitUntil(whole, timeout=5000)
