"""A screen in memory."""

import os
from pathlib import Path

import pytest

from app.desktop.has_screen import has_screen
from app.desktop.virtual_screen import NoVirtualScreen, virtual_screen


def test_a_screen_is_known_by_the_session() -> None:
    """X11 and Wayland sessions have one, an empty environment has none."""
    assert has_screen({"DISPLAY": ":0"})
    assert has_screen({"WAYLAND_DISPLAY": "wayland-0"})
    assert not has_screen({"DISPLAY": ""})


def place(display: str) -> Path:
    """Return where an X server's socket lies."""
    return Path(f"/tmp/.X11-unix/X{display[1:]}")


async def test_a_screen_is_made_and_taken_away() -> None:
    """Xvfb runs as long as it is wanted, under a number of its own choice."""
    async with (
        virtual_screen(os.environ, "640x480") as first,
        virtual_screen(os.environ, "640x480") as second,
    ):
        assert first != second
        assert place(first).exists()
    assert not place(first).exists()


async def test_where_no_screen_can_be_made_it_is_said() -> None:
    """A machine without Xvfb is told what to install."""
    with pytest.raises(NoVirtualScreen, match="install the package xvfb"):
        async with virtual_screen({"PATH": "/nowhere"}):
            pass
