"""Whether there is a screen; asked before anything is loaded that waits."""

from collections.abc import Mapping


def has_screen(environment: Mapping[str, str]) -> bool:
    """Whether windows can be shown in this session."""
    return bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
