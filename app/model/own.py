"""Alarms about this monitor itself; they stand in the books beside those of targets, by ids of their own."""

from app.model.alert import AlertKey

_SIGN = "@"  # no id of an inventory begins with it

SIGHT = AlertKey(check="@sight/references", rule="cut-off")
NAMES = AlertKey(check="@names/servers", rule="names")
LOAD = AlertKey(check="@load/pace", rule="overload")


def is_own(identity: str) -> bool:
    """Return whether a check or a target is this monitor itself."""
    return identity.startswith(_SIGN)
