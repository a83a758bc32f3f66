"""The base of every value that crosses a folder."""

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True, gc=False):
    """A frozen record; change makes a new one (``msgspec.structs.replace``).

    Subclasses repeat ``frozen=True, kw_only=True``: msgspec does not inherit them for new fields.
    A value is made after what it holds and never changed, so values form no cycles: the garbage collector
    need not look at them, and they are most of what an engine with ten thousand checks holds.
    """
