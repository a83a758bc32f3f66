"""Qt objects in cycles are destroyed where they live."""

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from app.shell.garbage import Collector


@pytest.fixture
def collector() -> Iterator[Collector]:
    """Give a collector; the automatic collection is back afterwards."""
    made = Collector()
    yield made
    made.stop()
    assert gc.isenabled()


class Knot:
    """A cycle that holds a Qt object and notes the thread of its end."""

    ended: list[str]

    def __init__(self, ended: list[str]) -> None:
        self.ended = ended
        self.thing = QObject()
        self.self = self

    def __del__(self) -> None:
        self.ended.append(threading.current_thread().name)


def test_cycles_end_in_the_thread_of_the_windows(qtbot: QtBot, collector: Collector) -> None:
    """Allocations of other threads collect nothing; the timer collects here."""
    ended: list[str] = []
    Knot(ended)

    def allocate() -> None:
        kept = [[number] for number in range(50_000)]
        assert kept

    thread = threading.Thread(target=allocate)
    thread.start()
    thread.join()
    assert ended == []
    kept = [[number] for number in range(5_000)]
    qtbot.waitUntil(lambda: ended == [threading.main_thread().name], timeout=3000)
    del kept
    collector.settle()
