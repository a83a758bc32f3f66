"""Work in the window's thread goes on piece by piece."""

import sys
import time
from functools import partial

import pytest

from widgets.steps import Steps, imports


def test_each_turn_does_one_piece_or_what_its_time_allows() -> None:
    """Pieces are done once and in order: one a turn, or as many as begin within the time of a turn."""
    done: list[int] = []
    steps = Steps(partial(done.append, number) for number in range(3))
    assert [steps.go_on() for _ in range(4)] == [False, False, True, True]
    assert done == [0, 1, 2]
    slow = Steps([partial(done.append, 3), partial(time.sleep, 0.02), partial(done.append, 4)], turn=0.01)
    assert not slow.go_on()
    assert done[3:] == [3]
    slow.finish()
    assert done[3:] == [3, 4]


def test_modules_are_imported_one_by_one(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each turn imports a module, and what an import raises reaches whoever drives the steps."""
    monkeypatch.delitem(sys.modules, "colorsys", raising=False)
    steps = imports("colorsys", "no_such_module")
    assert not steps.go_on()
    assert "colorsys" in sys.modules
    with pytest.raises(ModuleNotFoundError):
        steps.go_on()
