"""Probe kinds, one a file; this folder is their only register."""

import importlib
import pkgutil

from app.model.probe import Probe


def kinds() -> tuple[type[Probe], ...]:
    """Return every probe kind found in this folder, sorted by tag.

    Raises ``RuntimeError`` where two files claim the same tag.
    """
    found: dict[str, type[Probe]] = {}
    for file in pkgutil.iter_modules(__path__):
        for kind in _kinds_in(f"{__name__}.{file.name}"):
            tag = str(kind.__struct_config__.tag)
            if tag in found:
                raise RuntimeError(f"two probe kinds are called {tag}: {found[tag]} and {kind}")
            found[tag] = kind
    return tuple(found[tag] for tag in sorted(found))


def _kinds_in(name: str) -> list[type[Probe]]:
    module = importlib.import_module(name)
    return [
        value
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Probe) and value.__module__ == name
    ]
