"""PySide without what it loads only to word errors and to offer other spellings (decision 0079).

Its library loads a package ``shibokensupport`` at each start: sources in a zip file in base64, compiled each
time. From then on that reads and keeps the source of every module that is imported, to see whether it wishes
``snake_case``. Where a folder ``files.dir`` stands beside ``shiboken6``, the package is taken from there
(``SBK_EMBED=0`` makes one). So ``shiboken6`` is given our folder as its place while it is loaded; what is in
there loads the real package when it is first asked for something.
"""

import os
import sys
from importlib import import_module
from importlib.util import find_spec, module_from_spec
from types import ModuleType

# Of Linux only, and of the one release whose questions were read. One that asks otherwise would end the
# process, so any other loads its package as ever; then a test (tests/shell/test_pyside.py) says so.
LIBRARY, RELEASE = "libshiboken6.abi3.so.6.11", "shiboken6-6.11.3.dist-info"
LATER = ("tempfile", "zipfile")  # loaded by shiboken6 for that package alone
_OWN = "files.dir"


class _Later(ModuleType):
    """Stands for a module that is loaded when something of it is asked for."""

    def __getattr__(self, name: str) -> object:
        return getattr(import_module(self.__name__), name)


def prefer_late() -> None:
    """Load ``shiboken6`` so, where nobody has loaded it yet and its version is known."""
    spec = find_spec("shiboken6")
    if "shiboken6" in sys.modules or spec is None or spec.loader is None or spec.origin is None:
        return
    place = os.path.dirname(spec.origin)  # noqa: PTH120 - three looks; pathlib is slower than they are
    own = os.path.join(place, _OWN)  # noqa: PTH118 - same
    release = os.path.join(os.path.dirname(place), RELEASE)  # noqa: PTH118, PTH120 - same
    library = os.path.join(place, LIBRARY)  # noqa: PTH118 - same
    known = os.path.exists(library) and os.path.exists(release)  # noqa: PTH110 - same
    # With the variable PySide writes into that folder or deletes it, and ours is not its to delete.
    if not known or os.path.exists(own) or "SBK_EMBED" in os.environ:  # noqa: PTH110 - same
        return
    made = sys.modules["shiboken6"] = module_from_spec(spec)
    made.__file__ = __file__
    later = {name: _Later(name) for name in LATER if name not in sys.modules}
    sys.modules.update(later)
    try:
        spec.loader.exec_module(made)
    finally:
        made.__file__ = spec.origin
        for name, stand_in in later.items():
            if sys.modules.get(name) is stand_in:
                del sys.modules[name]
