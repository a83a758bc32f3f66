"""The one loop: honest timers, and no fault without a word."""

import asyncio
import os
import signal
import time
from typing import Any

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app.shell import loop
from app.shell.garbage import Collector
from app.shell.pulse import Pulse
from app.shell.tasks import Tasks
from tests.plugins.quiet import Expect
from tests.shell.conftest import Live


def test_timers_are_never_early(live: Live) -> None:
    """A sleep lasts at least as long as it was asked for."""

    async def work() -> Any:
        for seconds in (0.03, 0.11, 0.3):
            began = time.monotonic()
            await asyncio.sleep(seconds)
            assert time.monotonic() - began >= seconds

    live(work())


def test_faults_of_tasks_and_of_slots_are_told(
    qapp: QApplication, expect_log: Expect, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failed task and an exception in a slot both reach the window, and the program goes on."""
    expect_log("nocwall.shell")
    told: list[tuple[str, str]] = []

    async def work(_collector: Collector) -> int:
        tasks = Tasks()
        tasks.start(_failing(), "a task")
        QTimer.singleShot(0, _slot)
        await asyncio.sleep(0.1)
        await tasks.close()
        return 7

    # pytest-qt takes exceptions in slots for failures of the test; this one is wanted.
    monkeypatch.setattr("sys.excepthook", lambda *_: None)
    code = loop.run(qapp, work, lambda error, what: told.append((str(error), what)))
    assert code == 7
    assert ("of a task", "a task failed") in told
    assert ("of a slot", "fault in the window") in told


async def _failing() -> None:
    raise ValueError("of a task")


def _slot() -> None:
    raise ValueError("of a slot")


def test_a_signal_from_outside_ends_it(qapp: QApplication) -> None:
    """SIGTERM is heard while the loop is idle."""

    async def work(_collector: Collector) -> int:
        stop = asyncio.Event()
        loop.on_signals(stop.set)
        asyncio.get_running_loop().call_later(0.05, os.kill, os.getpid(), signal.SIGTERM)
        async with asyncio.timeout(3):
            await stop.wait()
        for number in (signal.SIGTERM, signal.SIGINT):
            asyncio.get_running_loop().remove_signal_handler(number)
        return 0

    assert loop.run(qapp, work, lambda *_: None) == 0


def test_a_blocked_window_shows_no_sign_of_life(live: Live) -> None:
    """The pulse is used up by who asks, and comes again only when the Qt loop has turned."""

    async def work() -> Any:
        pulse = Pulse()
        await pulse.turn()
        assert pulse.alive()
        assert not pulse.alive()
        time.sleep(0.5)  # noqa: ASYNC251 - the window stands still
        assert not pulse.alive()
        await pulse.turn()
        assert pulse.alive()
        pulse.stop()

    live(work())
