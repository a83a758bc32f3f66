"""Alarms about this monitor itself; they stand in the books beside those of targets, by ids of their own."""

from app.model.alert import AlertKey

_SIGN = "@"  # no id of an inventory begins with it

SIGHT = AlertKey(check="@sight/references", rule="cut-off")
NAMES = AlertKey(check="@names/servers", rule="names")
LOAD = AlertKey(check="@load/pace", rule="overload")
UNHEARD = AlertKey(check="@deadman/heartbeat", rule="unheard")

_CHANNEL = "@channel-"


def undelivered(channel: str) -> AlertKey:
    """Return the alarm that notices do not reach an outside channel."""
    return AlertKey(check=f"{_CHANNEL}{channel}/deliveries", rule="undelivered")


def channel_of(identity: str) -> str:
    """Return the channel of which an alarm's check or target speaks; empty for every other one."""
    return identity.removeprefix(_CHANNEL).partition("/")[0] if identity.startswith(_CHANNEL) else ""


def is_own(identity: str) -> bool:
    """Return whether a check or a target is this monitor itself."""
    return identity.startswith(_SIGN)
