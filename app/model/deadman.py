"""Who outside is told that this monitor lives, and what it tells them."""

import enum
from typing import Annotated, Literal

import msgspec

from app.model.clock import Moment
from app.model.phrase import NOTHING, Phrase
from app.model.probe import Secret
from app.model.value import Value

# Seconds by which two machines' clocks may differ; beyond them an old heartbeat could pass for a new one.
SKEW = 60.0
WALL_NAME = r"^[A-Za-z0-9]([A-Za-z0-9 ._-]{0,58}[A-Za-z0-9._-])?$"

Every = Annotated[float, msgspec.Meta(ge=1, le=3600, extra={"form": "duration"})]
WallName = Annotated[str, msgspec.Meta(pattern=WALL_NAME)]
_File = Annotated[str, msgspec.Meta(max_length=4096)]
_Url = Annotated[str, msgspec.Meta(max_length=2000)]


class PeerAddress(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another Nocwall that is told of our life: where it listens, and the secret both have."""

    url: Annotated[str, msgspec.Meta(min_length=1, max_length=2000)]
    secret: Secret
    ca_file: _File = ""


class Deadman(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How our life is told outside; nobody is told without a file, a url or peers."""

    name: Annotated[str, msgspec.Meta(pattern=f"^$|{WALL_NAME}")] = ""
    every: Every = 30.0
    file: _File = ""
    url: _Url | Secret = ""
    method: Literal["GET", "HEAD", "POST"] = "GET"
    fail: bool = False
    peers: Annotated[tuple[PeerAddress, ...], msgspec.Meta(max_length=16)] = ()


class Whole(enum.StrEnum):
    """The state of the whole monitor, as its heartbeat says it."""

    GOOD = "good"
    INCIDENTS = "incidents"
    OVERLOADED = "overloaded"
    BLIND = "blind"
    BROKEN = "broken"

    @property
    def ill(self) -> bool:
        """Whether the monitor itself cannot be relied on; open incidents are its daily work."""
        return self in (Whole.OVERLOADED, Whole.BLIND, Whole.BROKEN)


class SignOfLife(Value, frozen=True, kw_only=True):
    """One heartbeat, as it stands in the file and goes over the wire; fields are only ever added.

    ``counter`` rises with each, over restarts too; ``unix`` is the sender's wall clock in seconds.
    """

    version: Literal[1] = 1
    name: Annotated[str, msgspec.Meta(max_length=60)]
    counter: Annotated[int, msgspec.Meta(ge=0, le=2**62)]
    unix: Annotated[float, msgspec.Meta(ge=0, le=1e12)]
    time: Annotated[str, msgspec.Meta(max_length=40)] = ""
    state: Whole
    text: Annotated[str, msgspec.Meta(max_length=400)] = ""
    incidents: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    every: Annotated[float, msgspec.Meta(ge=0, le=86_400)] = 0.0
    pid: Annotated[int, msgspec.Meta(ge=0, le=2**31)] = 0
    build: Annotated[str, msgspec.Meta(max_length=60)] = ""


class Ear(Value, frozen=True, kw_only=True):
    """Somebody outside who is told of our life. ``accepted``: when he took the last heartbeat."""

    who: str  # never an address's path or query: they may hold a secret
    accepted: Moment | None = None
    trouble: Phrase = NOTHING  # why the newest attempt failed


class Pulse(Value, frozen=True, kw_only=True):
    """What is known of our own heartbeat, for the screens. ``withheld``: why none is sent."""

    every: float = 0.0
    ears: tuple[Ear, ...] = ()
    withheld: Phrase = NOTHING
