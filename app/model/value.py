"""The base of every value that crosses a folder."""

import msgspec


class Value(msgspec.Struct, frozen=True, kw_only=True):
    """A frozen record; change makes a new one (``msgspec.structs.replace``).

    Subclasses repeat ``frozen=True, kw_only=True``: msgspec does not inherit them for new fields.
    """
