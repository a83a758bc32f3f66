"""Both event loops of the program: asyncio's own and uvloop."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop

Loop = Callable[[], asyncio.AbstractEventLoop]
LOOPS: list[Loop] = [asyncio.new_event_loop, uvloop.new_event_loop]
each_loop = pytest.mark.parametrize("loop", LOOPS, ids=["asyncio", "uvloop"])


def under(loop: Loop, work: Coroutine[Any, Any, None]) -> None:
    """Run a coroutine under a certain event loop."""
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(work)
