"""An inventory as MessagePack, between the child that reads the files and the engine."""

import functools
import operator
from typing import Any

import msgspec

from app.model.check import Check, Inventory
from app.model.probe import Probe
from app.model.target import Target

Kinds = tuple[type[Probe], ...]
LAST_INVENTORY = "last-inventory.msgpack"  # in the state folder: what the engine took last
_EMPTY: dict[str, Any] = {}


def encode_inventory(inventory: Inventory) -> bytes:
    """Return the inventory as MessagePack; probes carry their kind."""
    return msgspec.msgpack.encode(inventory)


def decode_inventory(data: bytes, kinds: Kinds) -> Inventory:
    """Return the inventory. Raises ``msgspec.DecodeError`` for what ``encode_inventory`` did not write."""
    found = _decoder(kinds).decode(data)
    once = _Once()
    for target in found.targets:
        once.texts(target)
    # All fields of an inventory, whichever it has: one that is forgotten here would be lost on the way.
    fields = msgspec.structs.asdict(found)
    return Inventory(**fields | {"checks": tuple(once.check(check) for check in found.checks)})


class _Once:
    """Keeps one of each: what ten thousand checks have alike (rules, names, times) is in memory once."""

    def __init__(self) -> None:
        self._known: dict[tuple[type, Any], Any] = {}

    def __call__(self, value: Any) -> Any:
        """Return the first value that was equal to this one; texts, numbers and tuples of frozen values."""
        return self._known.setdefault((type(value), value), value)

    def texts(self, target: Target) -> None:
        """Share the texts of a new target."""
        for name in ("id", "name", "short", "owner", "runbook"):
            msgspec.structs.force_setattr(target, name, self(getattr(target, name)))
        _bare(target)

    def check(self, decoded: Check) -> Check:
        """Return the check with its parts shared, as a plain ``Check``."""
        fields = msgspec.structs.asdict(decoded)
        own = {"id": fields.pop("id"), "probe": _bare(fields.pop("probe"))}
        return Check(**own, **{name: self(value) for name, value in fields.items()})


def _bare(value: Any) -> Any:
    """Return a new frozen value with one empty mapping for all of its empty ones; nobody writes into them."""
    for name in value.__struct_fields__:
        if getattr(value, name) == {}:
            msgspec.structs.force_setattr(value, name, _EMPTY)
    return value


@functools.cache
def _decoder(kinds: Kinds) -> msgspec.msgpack.Decoder[Any]:
    """Return a decoder of inventories whose checks hold probes of these kinds, not just any probe."""
    probe: Any = functools.reduce(operator.or_, kinds)
    check = msgspec.defstruct("_Check", [("probe", probe)], bases=(Check,), frozen=True, kw_only=True)
    row: Any = tuple[check, ...]  # type: ignore[valid-type]
    whole = msgspec.defstruct(
        "_Inventory", [("checks", row, ())], bases=(Inventory,), frozen=True, kw_only=True
    )
    return msgspec.msgpack.Decoder(whole)
