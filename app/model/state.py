"""States of a check, and the one order among them."""

import enum
from collections.abc import Iterable


class State(enum.StrEnum):
    """What is shown for a check, computed anew from its samples."""

    OK = "OK"
    WARNING = "WARNING"
    CRITICAL = "CRITICAL"
    UNKNOWN = "UNKNOWN"
    PENDING = "PENDING"


# Worst first. Unknown stands above warning: what nobody has proved may be an outage.
WORST_FIRST = (State.CRITICAL, State.UNKNOWN, State.WARNING, State.PENDING, State.OK)
RANK = {state: rank for rank, state in enumerate(WORST_FIRST)}

# Exit codes of the plugin convention (monitoring-plugins.org, "Plugin Return Codes").
EXIT_CODE = {State.OK: 0, State.WARNING: 1, State.CRITICAL: 2, State.UNKNOWN: 3, State.PENDING: 3}


# A result older than so many intervals of its check proves nothing any more: it is stale.
STALE_AFTER = 3


def worst(states: Iterable[State]) -> State:
    """Return the worst state; PENDING where there is none, for nothing is proved."""
    return min(states, key=RANK.__getitem__, default=State.PENDING)


class ErrorClass(enum.StrEnum):
    """Why a probe has no good answer."""

    DNS = "dns"
    UNREACHABLE = "unreachable"
    REFUSED = "refused"
    RESET = "reset"
    TIMEOUT_CONNECT = "timeout-connect"
    TIMEOUT_TLS = "timeout-tls"
    TIMEOUT_READ = "timeout-read"
    TLS_VERIFY = "tls-verify"
    PROTOCOL = "protocol"
    TOO_LARGE = "too-large"
    STATUS = "status"
    CONTENT = "content"
    AUTH = "auth"
    BLOCKED = "blocked"
    MISSING = "missing"
    CREDENTIAL = "credential"
    PERMISSION = "permission"
    INTERNAL = "internal"
    LATE = "late"
    CUT_OFF = "cut-off"
    WAITING = "waiting"


_OURS = (
    ErrorClass.CREDENTIAL,
    ErrorClass.PERMISSION,
    ErrorClass.INTERNAL,
    ErrorClass.LATE,
    ErrorClass.CUT_OFF,
)

# The target's fault is bad; ours proves nothing about the target, and neither does what is not due yet.
STATE_OF_ERROR = {error: State.UNKNOWN if error in _OURS else State.CRITICAL for error in ErrorClass}
STATE_OF_ERROR[ErrorClass.WAITING] = State.PENDING
