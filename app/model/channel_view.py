"""An outside channel as it is shown."""

import enum

from app.model.clock import Moment
from app.model.value import Value


class ChannelState(enum.StrEnum):
    """What is known of a channel."""

    UNPROVED = "unproved"  # nothing was sent since the start
    WORKING = "working"  # the newest delivery arrived
    WAITING = "waiting"  # something waits, or is being tried again
    UNDELIVERED = "undelivered"  # a notice was given up, or waits for over a minute


class ChannelView(Value, frozen=True, kw_only=True):
    """One channel; ``scheme`` is all that is ever shown of an address that is a secret."""

    id: str
    kind: str
    scheme: str
    min_severity: str
    state: ChannelState = ChannelState.UNPROVED
    delivered: Moment | None = None  # the last delivery that arrived, since the start
    failed: Moment | None = None  # the last notice that was given up, since the start
    why: str = ""  # what is wrong now
    waiting: int = 0
    waiting_for: float = 0.0  # seconds since the oldest was queued
    undelivered: int = 0  # given up since the start
