"""One entry of the file to its type: msgspec decides, and what it refuses is explained in full."""

import re
from contextlib import suppress
from typing import Any, TypeVar

import msgspec
from msgspec import inspect

from app.inventory.entry.explain import Explanation
from app.inventory.entry.shape import info, is_duration, members, number_words, plain, spelled_fields
from app.inventory.text.tree import BROKEN, Document, Spot
from app.inventory.text.units import duration
from app.model.phrase import foreign, phrase

T = TypeVar("T", bound=msgspec.Struct)
_PLACE = re.compile(r" - at `(?:key in )?\$((?:\.\w+|\[\d+\])*)[^`]*`$")
_STEP = re.compile(r"\.(\w+)|\[(\d+)\]")


def fit(value: Any, kind: type[T], spot: Spot, *, explained: bool = False) -> T | None:
    """Return ``value`` as ``kind``, or report every reason why it is not one and return None.

    ``explained``: an error was reported here already, which may be what the type itself objects to.
    """
    ready = _read_struct(value, kind, spot)
    try:
        return msgspec.convert(ready, kind)
    except msgspec.ValidationError as refusal:
        explanation = Explanation()
        explanation.struct(ready, info(kind), spot)
        if not explanation.said and not explained:
            _refuse(str(refusal), spot)
        return None


def _refuse(reason: str, spot: Spot) -> None:
    """Report what a type's own rules say, at the place that msgspec names in its path."""
    found = _PLACE.search(reason)
    if found is not None:
        steps = (name or int(index) for name, index in _STEP.findall(found[1]))
        reason, spot = reason[: found.start()], spot.at(*steps)
    spot.report(
        "refused", phrase("{reason}", reason=foreign(reason)), phrase("see the schema: nocwall schema")
    )


def salvage(value: Any, kind: type[T]) -> tuple[T, frozenset[str]]:
    """Return a struct of optional fields from the settings that are right, and the names of the others.

    Nothing is reported: that was done when the whole did not fit.
    """
    silent = Spot(Document(""))
    names = frozenset(field.encode_name for field in info(kind).fields)
    if not isinstance(value, dict):
        return kind(), names
    right: dict[str, Any] = {}
    for name in names & value.keys():
        ready = _read_struct({name: value[name]}, kind, silent)
        with suppress(msgspec.ValidationError):
            msgspec.convert(ready, kind)
            right |= ready
    return msgspec.convert(right, kind), names & value.keys() - right.keys()


def _read_struct(value: Any, kind: type[msgspec.Struct], spot: Spot) -> Any:
    """Return ``value`` with durations as seconds and words as texts; what aliases share is left as it is."""
    if not isinstance(value, dict):
        return value
    changed = {
        name: _read(value[name], field, spot.at(name))
        for name, field in spelled_fields(kind)
        if name in value
    }
    return {**value, **changed} if changed else value


def _read(value: Any, kind: inspect.Type, spot: Spot) -> Any:
    if isinstance(value, str):
        return _text_as_seconds(value, kind, spot)
    if isinstance(value, int | float):
        return _number_as_word(value, kind)
    for member in map(plain, members(kind)):
        match member:
            case inspect.StructType(cls=cls) if isinstance(value, dict):
                return _read_struct(value, cls, spot)
            case inspect.DictType(value_type=item) if isinstance(value, dict):
                return {key: _read(each, item, spot.at(key)) for key, each in value.items()}
            case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item) if isinstance(
                value, list
            ):
                return [_read(each, item, spot.at(index)) for index, each in enumerate(value)]
            case _:
                continue
    return value


def _number_as_word(value: float, kind: inspect.Type) -> Any:
    """Return the word that is written like this number, as the version 1.2, where such a word is meant."""
    return str(value) if str(value) in number_words(kind) else value


def _text_as_seconds(value: str, kind: inspect.Type, spot: Spot) -> Any:
    kinds = members(kind)
    if not any(is_duration(member) for member in kinds):
        return value
    seconds = duration(value)
    others = [plain(member) for member in kinds]
    words = [word for each in others if isinstance(each, inspect.LiteralType) for word in each.values]
    if seconds is not None or value in words or any(isinstance(each, inspect.StrType) for each in others):
        return value if seconds is None else seconds
    spot.report(
        "bad-duration",
        phrase("{text} is not a duration", text=foreign(value, 60)),
        phrase("write a number with a unit: 200ms, 10s, 5m, 1h, 1d"),
    )
    return BROKEN
