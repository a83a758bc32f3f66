"""What the composition root hands to the shell."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Literal

import msgspec

from app.desktop.falls import Falls
from app.model.clock import Clock


class Options(msgspec.Struct, frozen=True, kw_only=True):
    """Places, commands and the clock. No command for the engine: attach to one only."""

    role: Literal["desk", "wall"]
    build: str
    who: str  # the user's name, until a person says another
    clock: Clock
    environment: Mapping[str, str]
    socket: Path
    preferences: Path
    last_board: Callable[[], Path | None] = lambda: None  # where the newest board is kept for the next start
    sounds: Path
    theme: str = ""  # over the preferences
    page: str = ""
    screen: str = ""  # name of the one to fill; empty: as kept, or where the desktop puts the window
    engine_command: tuple[str, ...] = ()
    engine_log: Path = Path("engine.log")
    demo_command: tuple[str, ...] = ()
    demo_control: Path | None = None
    fill: bool = False  # the whole screen from the start
    picture: Path | None = None  # write what the window shows into this file, again and again
    falls: Falls | None = None  # how windows before this one fell, and where this one leaves its stack

    @property
    def kiosk(self) -> bool:
        """Whether this wall can change nothing."""
        return self.role == "wall"
