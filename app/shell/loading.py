"""Loading what is heavy beside the window."""

import asyncio
import importlib
from types import ModuleType


async def loaded(module: str) -> ModuleType:
    """Import in a thread: in its own the window would stand still for as long. Raises what that raises."""
    return await asyncio.to_thread(importlib.import_module, module)
