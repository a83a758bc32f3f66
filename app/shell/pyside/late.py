"""What ``libshiboken`` asks its package for, answered by the real one, which is loaded for that."""

import sys
from collections.abc import Callable
from importlib import import_module
from threading import RLock
from types import ModuleType
from typing import Any

PACKAGE = "shibokensupport"
_loading = RLock()
_real: list[ModuleType] = []


def loader() -> ModuleType:
    """Return the loader of the real package."""
    with _loading:
        if not _real:
            # The library has made that module; it has the package within.
            _, importer = sys.modules["signature_bootstrap"].prepare_zipfile()
            for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
                del sys.modules[name]
            sys.meta_path.insert(0, importer)
            try:
                _real.append(import_module(f"{PACKAGE}.signature.loader"))
            finally:
                sys.meta_path.remove(importer)
        return _real[0]


def mapping() -> dict[str, object]:
    """Return the names by which texts call types, of all modules that are loaded by now."""
    real = loader().mapping
    real.update_mapping()
    return {name: value for name, value in vars(real).items() if name != "update_mapping"}


def _asked(name: str) -> Callable[..., Any]:
    def ask(*given: object, **named: object) -> Any:
        return getattr(loader(), name)(*given, **named)

    return ask


# Names that signature.cpp asks for.
pyside_type_init = _asked("pyside_type_init")
create_signature = _asked("create_signature")
seterror_argument = _asked("seterror_argument")
make_helptext = _asked("make_helptext")


def finish_import(module: ModuleType) -> None:
    """Do nothing after an import: it mends deprecated functions, of which this version has none."""


def feature_import(*_given: object) -> None:
    """Do nothing for an import: nobody here spells Qt's names otherwise."""


def feature_imported(module: ModuleType) -> None:
    """Do nothing after an import: the real one reads the source of each module, and it is kept."""


def post_init() -> None:
    """Leave ``__import__`` as it is: the real one puts a function in its place that asks the two above."""
