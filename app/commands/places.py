"""Where the program keeps things when it is not told."""

import os
import sys
from pathlib import Path

APPLICATION = "nocwall"


def state_folder() -> Path:
    """Return the folder for alerts, history and sockets, by the platform's custom.

    Linux and others: XDG Base Directory Specification 0.8, ``$XDG_STATE_HOME``.
    """
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Application Support" / APPLICATION
    if sys.platform == "win32":
        return _named("LOCALAPPDATA", Path.home() / "AppData" / "Local") / APPLICATION
    return _named("XDG_STATE_HOME", Path.home() / ".local" / "state") / APPLICATION


def configuration_folder() -> Path:
    """Return the folder for preferences and the standing inventory."""
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Preferences" / APPLICATION
    if sys.platform == "win32":
        return _named("APPDATA", Path.home() / "AppData" / "Roaming") / APPLICATION
    return _named("XDG_CONFIG_HOME", Path.home() / ".config") / APPLICATION


def configured_inventory() -> Path | None:
    """Return the standing inventory (``inventory.yaml``, or the folder ``inventory``), if there is one."""
    folder = configuration_folder()
    for name in ("inventory.yaml", "inventory.yml", "inventory"):
        if (folder / name).exists():
            return folder / name
    return None


def _named(variable: str, otherwise: Path) -> Path:
    # The specification: a relative path in these variables is to be ignored.
    path = Path(os.environ.get(variable, ""))
    return path if path.is_absolute() else otherwise
