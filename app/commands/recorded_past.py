"""What a state folder says of the past, whether an engine runs over it or not."""

from pathlib import Path

import msgspec

from app.inventory.wire import LAST_INVENTORY, decode_inventory
from app.model.check import Inventory
from probes import kinds


class NoRecord(Exception):  # noqa: N818 - it is the name of the outcome
    """There is nothing to look at; the sentence says why, and what to do."""


def running_inventory(state: Path) -> Inventory:
    """Return the inventory that the engine of this folder took last; raises ``NoRecord``."""
    path = state / LAST_INVENTORY
    try:
        return decode_inventory(path.read_bytes(), kinds())
    except FileNotFoundError:
        raise NoRecord(
            f"no engine has run over {state} yet: start one, or name the folder of another with --state"
        ) from None
    except OSError as error:
        raise NoRecord(f"{path} cannot be read: {error.strerror}") from None
    except msgspec.DecodeError:
        raise NoRecord(f"{path} is of another Nocwall: name the inventory with --inventory") from None


def history_file(state: Path) -> Path:
    """Return the file of the record; raises ``NoRecord``."""
    path = state / "history.db"
    if not path.exists():
        raise NoRecord(f"nothing is recorded in {state}: name the engine's folder with --state")
    return path
