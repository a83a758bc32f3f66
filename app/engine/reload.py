"""A new inventory takes the place of the old one; what stays in it loses nothing."""

from pathlib import PurePath

from msgspec.structs import replace

from app.engine.banners import Banners
from app.engine.check_memory import CheckMemory
from app.engine.core import Core
from app.engine.pipeline import Pipeline
from app.engine.suppressing import SuppressDesk
from app.model.check import Check, Inventory
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.inventory_error import InventoryError
from app.model.loaded import Loaded
from app.model.own import is_own
from app.model.phrase import phrase
from app.model.rule import FLAPPING, NO_DATA, SAID, UP
from app.model.state import State


def _brief(error: InventoryError) -> str:
    """Return an error for a strip: the way to the file takes the room of what is wrong in it."""
    return replace(error, file=PurePath(error.file).name).plain()


class Reload:
    """Applies what reading the files brought."""

    def __init__(self, core: Core, *, banners: Banners, pipeline: Pipeline, suppress: SuppressDesk) -> None:
        self._books = core.books
        self._journal = core.journal
        self._banners = banners
        self._pipeline = pipeline
        self._suppress = suppress

    def refuse(self, loaded: Loaded, now: Moment) -> None:
        """Keep the last good inventory and say what is wrong with the new one."""
        count = len(loaded.errors)
        first = loaded.errors[0].plain() if loaded.errors else "unknown error"
        brief = _brief(loaded.errors[0]) if loaded.errors else first
        if self._books.checks:
            template = "The inventory has errors ({count}); the last good one goes on. First: {first}"
        else:
            template = "The inventory has errors ({count}); nothing is watched. First: {first}"
        text = phrase(template, count=str(count), first=first)
        self._journal.event(EventKind.ENGINE, "inventory", "refused", now, reason=str(count), text=text)
        self._banners.lift("inventory", State.WARNING, phrase(template, count=str(count), first=brief))

    def take(self, inventory: Inventory, now: Moment) -> None:
        """Take a checked inventory."""
        books = self._books
        before = books.checks
        books.inventory = inventory
        books.targets = {target.id: target for target in inventory.targets}
        # Alerts are withdrawn while the incidents still know the removed targets by name.
        self._withdraw(inventory, now)
        books.incidents.targets(books.targets, inventory.checks)
        books.incidents.group(inventory.grouping, inventory.reopen_within)
        books.refer_to(_memory(check, before.get(check.id), now) for check in inventory.checks)
        self._pipeline.neighbours.refer()
        self._suppress.take(inventory, now)
        self._banners.lower("inventory")
        for memory in books.checks.values():
            self._pipeline.show(memory, now)
        text = phrase(
            "Inventory with {checks} checks of {targets} targets",
            checks=str(len(inventory.checks)),
            targets=str(len(inventory.targets)),
        )
        self._journal.event(
            EventKind.ENGINE, "inventory", "loaded", now, reason=inventory.fingerprint, text=text
        )

    def _withdraw(self, inventory: Inventory, now: Moment) -> None:
        enabled = {check.id: check for check in inventory.checks if check.enabled}
        for name in {alert.key.check for alert in self._books.alerts.all()}:
            if not is_own(name):
                self._pipeline.withdraw(name, now, _rules(enabled.get(name)))


def _rules(check: Check | None) -> tuple[str, ...]:
    if check is None:
        return ()
    said = (SAID,) if check.probe.outspoken else ()
    up = (UP,) if check.probe.asks else ()
    in_turn = (FLAPPING,) if check.flapping is not None else ()
    return (*up, NO_DATA, *said, *in_turn, *(rule.id for rule in check.rules))


def _memory(check: Check, before: CheckMemory | None, now: Moment) -> CheckMemory:
    if before is None:
        return CheckMemory(check, now)
    before.renew(check)
    return before
