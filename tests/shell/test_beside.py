"""Work beside the window leaves nothing behind."""

import threading

import pytest

from app.shell.beside import beside


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
