"""The base of every value that crosses a folder."""

import sys

# For Pythons before 3.11 msgspec takes from it, where it is there, what ``typing`` has now. It would bring
# ``inspect`` along: 5 ms of each start.
_EXTENSIONS = "typing_extensions"
if _EXTENSIONS in sys.modules:
    import msgspec
else:
    sys.modules[_EXTENSIONS] = None  # type: ignore[assignment]  # so an import of it fails, as the language says
    try:
        import msgspec
    finally:
        del sys.modules[_EXTENSIONS]


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen record; change makes a new one (``msgspec.structs.replace``).

    Subclasses repeat ``frozen=True, kw_only=True``: msgspec does not inherit them for new fields.
    A value is made after what it holds and never changed, so values form no cycles: the garbage collector
    need not look at them, and they are most of what an engine with ten thousand checks holds.
    """
