"""Loading what is heavy beside the window."""

import asyncio
import importlib
from types import ModuleType

from widgets.qt_types import NAMED


async def loaded(module: str) -> ModuleType:
    """Import in a thread: in its own the window would stand still for as long. Raises what that raises."""
    for _ in iter(NAMED.go_on, True):  # a turn each
        await asyncio.sleep(0)
    return await asyncio.to_thread(importlib.import_module, module)
