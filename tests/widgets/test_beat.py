"""What is new beats three times, slowly, and then stands."""

from collections.abc import Iterable

from pytestqt.qtbot import QtBot

from widgets.beat import Beat


def test_only_what_came_later_beats(qtbot: QtBot) -> None:
    """At the start nothing moves; a plate that comes does, one that was taken stops at once."""
    told: list[tuple[str, ...]] = []

    def changed(ids: Iterable[str]) -> None:
        told.append(tuple(ids))

    beat = Beat(changed)
    beat.show(["I-1"])
    assert beat.faded("I-1") == 0
    beat.show(["I-1", "I-2"])
    qtbot.waitUntil(lambda: beat.faded("I-2") > 0.1, timeout=2000)
    assert beat.faded("I-1") == 0
    assert 0 < beat.faded("I-2") <= 0.45
    beat.show(["I-1"])
    assert beat.faded("I-2") == 0
    qtbot.waitUntil(lambda: told[-1:] in ([()], [("I-2",)]), timeout=2000)
    before = len(told)
    qtbot.wait(300)
    assert len(told) <= before + 1


def test_it_ends(qtbot: QtBot) -> None:
    """After three beats the plate stands, and nothing is painted any more."""
    told: list[int] = []
    beat = Beat(lambda _ids: told.append(1))
    beat.show([])
    beat.show(["I-1"])
    qtbot.waitUntil(lambda: beat.faded("I-1") > 0, timeout=2000)
    qtbot.waitUntil(lambda: beat.faded("I-1") == 0 and len(told) > 20, timeout=6000)
    qtbot.wait(250)
    before = len(told)
    qtbot.wait(300)
    assert len(told) == before
