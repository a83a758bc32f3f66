"""What the command palette offers: one line that can be chosen."""

import enum
from typing import NamedTuple

from widgets.sign import Sign
from widgets.tr import tr


class Kind(enum.Enum):
    """What is opened or done."""

    ACT = enum.auto()
    PAGE = enum.auto()
    DESK = enum.auto()
    INCIDENT = enum.auto()
    TARGET = enum.auto()
    CHECK = enum.auto()


class Offer(NamedTuple):
    """One line. ``aside`` stands at its edge: the keys of an act, the state of a check.

    ``why_not``: why it cannot be had now; it is offered all the same, so that nobody looks for it in vain.
    """

    kind: Kind
    what: object  # an Act, the number of a page, the name of one of the desk, an id
    text: str
    aside: str = ""
    sign: Sign | None = None
    why_not: str = ""

    @property
    def edge(self) -> str:
        """What is read at the edge."""
        parts = [part for part in (self.why_not, self.aside) if part]
        return tr("{first} · {second}", first=parts[0], second=parts[1]) if parts[1:] else "".join(parts)

    @property
    def words(self) -> str:
        """The whole line in words, for a screen reader."""
        return ", ".join(part for part in (self.text, self.aside, self.why_not) if part)
