"""Stored moments brought onto today's clocks, wherever they stand inside a value."""

from typing import TypeVar, cast

import msgspec

from app.model.clock import Moment, recalled
from app.model.maintenance import Run
from app.model.silence import Silence
from app.model.suppression import Suppression

S = TypeVar("S", bound=msgspec.Struct)


def recalled_in(value: S, now: Moment) -> S:
    """Return ``value`` with every moment in it recalled from its wall time (``clock.recalled``)."""
    return cast("S", _recalled(value, now))


def forward(until: Moment, now: Moment) -> Moment | None:
    """Return a stored moment of the future on today's clocks, None when it is over.

    The nearer of both clocks counts: after a step back of the wall clock a silence must not grow longer.
    """
    left = min(until.wall - now.wall, until.mono - now.mono)
    return now.later(left) if left > 0 else None


def lasting(silence: Silence, now: Moment) -> Silence:
    """Return a silence on today's clocks; what of it is still to come, comes at its real time."""
    return msgspec.structs.replace(
        recalled_in(silence, now),
        starts=forward(silence.starts, now) or recalled(silence.starts.wall, now),
        ends=forward(silence.ends, now) or recalled(silence.ends.wall, now),
    )


def going_on(run: Run, now: Moment) -> Run:
    """Return the occurrence of a maintenance window on today's clocks."""
    until = forward(run.until, now) or recalled(run.until.wall, now)
    return msgspec.structs.replace(recalled_in(run, now), until=until)


def _recalled(value: object, now: Moment) -> object:
    if isinstance(value, Moment):
        return recalled(value.wall, now)
    if isinstance(value, Suppression):
        if value.until is None:
            return value
        return msgspec.structs.replace(
            value, until=forward(value.until, now) or recalled(value.until.wall, now)
        )
    if isinstance(value, tuple):
        return tuple(_recalled(item, now) for item in value)
    if isinstance(value, msgspec.Struct):
        return _struct(value, now)
    return value


def _struct(value: msgspec.Struct, now: Moment) -> msgspec.Struct:
    changes = {}
    for name in value.__struct_fields__:
        before = getattr(value, name)
        if isinstance(before, Moment | tuple | msgspec.Struct):
            after = _recalled(before, now)
            if after is not before:
                changes[name] = after
    return msgspec.structs.replace(value, **changes) if changes else value
