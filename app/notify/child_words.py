"""What engine and Apprise child say over two pipes: a length of four bytes, then MessagePack."""

import enum
from typing import Final

from app.model.value import Value

LONGEST: Final = 64 * 1024  # bytes of one frame; a longer one is no word of ours
MORE: Final = 4  # bytes of a length


class Outcome(enum.StrEnum):
    """What the child knows of a letter's fate."""

    ARRIVED = "arrived"
    AGAIN = "again"  # the service has certainly not taken it
    REFUSED = "refused"  # it has not, and will not
    UNSURE = "unsure"  # it was on its way when something broke


class Order(Value, frozen=True, kw_only=True):
    """Send this within so many seconds. Both texts are plain."""

    url: str
    title: str
    body: str
    timeout: float
    kind: str  # "info", "success", "warning" or "failure", as Apprise has it


class Ready(Value, frozen=True, kw_only=True, tag="ready"):
    """The child has loaded what it needs."""


class Begun(Value, frozen=True, kw_only=True, tag="begun"):
    """From now on the letter may arrive; until this was said it certainly did not."""


class Done(Value, frozen=True, kw_only=True, tag="done"):
    """The end of an order. ``why`` holds nothing of the address; ``after``: seconds the service asks for."""

    outcome: Outcome
    why: str = ""
    after: float = 0.0


Word = Ready | Begun | Done


def frame(data: bytes) -> bytes:
    """Return what is written for a message."""
    return len(data).to_bytes(MORE) + data
