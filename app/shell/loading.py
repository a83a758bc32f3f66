"""Loading what is heavy beside the window."""

import asyncio
import importlib
import sys
from types import ModuleType

from widgets.qt_types import NAMED
from widgets.steps import Steps, imports

TURN = 0.001  # seconds that the loop has between two turns, to hear what the engine says


async def stepped(*modules: str) -> ModuleType:
    """Import some modules in the window's thread, one a turn, and return the last.

    For those that take some milliseconds each: a thread needs all types of Qt first, which takes 20 ms, and
    has to share the interpreter.
    """
    await _done(imports(*modules))
    return sys.modules[modules[-1]]


async def loaded(module: str) -> ModuleType:
    """Import in a thread: in its own the window would stand still for as long. Raises what that raises."""
    await _done(NAMED)
    return await asyncio.to_thread(importlib.import_module, module)


async def _done(steps: Steps) -> None:
    while not steps.go_on():  # noqa: ASYNC110 - each look is a piece of the work
        await asyncio.sleep(TURN)
