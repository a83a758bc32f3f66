"""A loop of Qt and asyncio together, and boards to show."""

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from app.shell.loop import make_loop

Live = Callable[[Coroutine[Any, Any, Any]], Any]


@pytest.fixture(autouse=True)
def _application(request: pytest.FixtureRequest) -> None:
    """Windows need an application; like ours it does not end with the last of them."""
    request.getfixturevalue("qapp").setQuitOnLastWindowClosed(False)


@pytest.fixture
def live(qapp: QApplication) -> Iterator[Live]:
    """Return a function that runs a coroutine on the shell's own kind of loop."""
    loop = make_loop(qapp)
    asyncio.set_event_loop(loop)

    def run(work: Coroutine[Any, Any, Any]) -> Any:
        return loop.run_until_complete(asyncio.wait_for(work, 20))

    yield run
    loop.run_until_complete(loop.shutdown_asyncgens())
    loop.close()
    asyncio.set_event_loop(None)
    gc.collect()  # here, and not in a thread of a later test: the loop holds Qt's timers
