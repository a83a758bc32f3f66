"""What reading the inventory files brought."""

from app.model.check import Inventory
from app.model.inventory_error import InventoryError
from app.model.value import Value


class Loaded(Value, frozen=True, kw_only=True):
    """Either an inventory or errors, never both: an inventory with one error in it is not used at all.

    ``fingerprint`` is a hash over the contents of ``files``, also where they were refused.
    """

    inventory: Inventory | None = None
    errors: tuple[InventoryError, ...] = ()
    files: tuple[str, ...] = ()
    fingerprint: str = ""
