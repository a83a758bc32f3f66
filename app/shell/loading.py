"""Loading what is heavy beside the window."""

import asyncio
import importlib
from types import ModuleType

from widgets.qt_types import NAMED

TURN = 0.001  # seconds that the loop has between two, to hear what the engine says


async def stepped(*modules: str) -> ModuleType:
    """Import some modules in the window's thread, one a turn, and return the last.

    For those that take some milliseconds each: a thread needs all types of Qt first, which takes 20 ms, and
    has to share the interpreter.
    """
    for module in modules[:-1]:
        importlib.import_module(module)
        await asyncio.sleep(TURN)
    return importlib.import_module(modules[-1])


async def loaded(module: str) -> ModuleType:
    """Import in a thread: in its own the window would stand still for as long. Raises what that raises."""
    for _ in iter(NAMED.go_on, True):  # a turn each
        await asyncio.sleep(0)
    return await asyncio.to_thread(importlib.import_module, module)
