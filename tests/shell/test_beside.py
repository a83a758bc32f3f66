"""Work beside the window leaves nothing behind."""

import threading
from functools import partial

import pytest

from app.shell import beside as beside_module
from app.shell import loading
from app.shell.beside import beside
from tests.shell.conftest import Live
from widgets.steps import Steps


def test_work_runs_in_a_thread_that_ends_with_it() -> None:
    """The result comes from another thread, and afterwards that thread is gone."""
    thread = beside(threading.current_thread).result(5)
    assert thread is not threading.current_thread()
    thread.join(5)
    assert not thread.is_alive()


def test_what_the_work_raises_reaches_who_asks() -> None:
    """A fault of the work is no silent one."""

    def broken() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        beside(broken).result(5)


def test_both_ways_into_a_thread_make_what_is_named(live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
    """An import beside the window, and work of any kind, begin when the types of Qt are there."""
    made: list[int] = []

    def anew() -> None:
        made.clear()
        steps = Steps(partial(made.append, number) for number in range(3))
        for module in (beside_module, loading):
            monkeypatch.setattr(module, "NAMED", steps)

    anew()
    assert beside(lambda: list(made)).result(5) == [0, 1, 2]
    anew()
    live(loading.loaded("widgets.tr"))
    assert made == [0, 1, 2]
