"""What msgspec knows of a type, as far as reading a file by hand needs it."""

import functools
import re
from collections.abc import Hashable
from typing import Final

from msgspec import inspect

from app.model.probe import Secret


@functools.cache
def info(kind: Hashable) -> inspect.StructType:
    """Return the description of a struct type."""
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found


@functools.cache
def spelled_fields(kind: Hashable) -> tuple[tuple[str, inspect.Type], ...]:
    """Return the fields (name in the file, type) that are not written as they are meant, at any depth.

    Durations are; so are words such as the version 1.2, which YAML takes for a number.
    """
    return tuple((field.encode_name, field.type) for field in info(kind).fields if _is_spelled(field.type))


@functools.cache
def secret_fields(kind: Hashable) -> frozenset[str]:
    """Return the fields that take a reference to a secret, directly or in a list or mapping of theirs."""
    return frozenset(field.encode_name for field in info(kind).fields if holds_secret(field.type))


def is_duration(kind: inspect.Type) -> bool:
    """Whether this very type is a duration."""
    return isinstance(kind, inspect.Metadata) and (kind.extra or {}).get("form") == "duration"


def plain(kind: inspect.Type) -> inspect.Type:
    """Return the type without the wrapping that carries its description."""
    return plain(kind.type) if isinstance(kind, inspect.Metadata) else kind


def members(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the types that a value may have, apart from "nothing"."""
    bare = plain(kind)
    if not isinstance(bare, inspect.UnionType):
        return (kind,)
    return tuple(member for member in bare.types if not isinstance(plain(member), inspect.NoneType))


def takes_nothing(kind: inspect.Type) -> bool:
    """Whether the word null may be written for it."""
    bare = plain(kind)
    if isinstance(bare, inspect.UnionType):
        return any(takes_nothing(member) for member in bare.types)
    return isinstance(bare, inspect.NoneType | inspect.AnyType)


def parts(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the types directly within this one."""
    match plain(kind):
        case inspect.UnionType(types=types):
            return types
        case inspect.DictType(value_type=value):
            return (value,)
        case inspect.ListType(item_type=item) | inspect.VarTupleType(item_type=item):
            return (item,)
        case inspect.SetType(item_type=item) | inspect.FrozenSetType(item_type=item):
            return (item,)
        case inspect.StructType(fields=fields):
            return tuple(field.type for field in fields)
        case _:
            return ()


def _is_spelled(kind: inspect.Type) -> bool:
    return is_duration(kind) or bool(number_words(kind)) or any(_is_spelled(part) for part in parts(kind))


def number_words(kind: inspect.Type) -> dict[str, float]:
    """Return the words among the choices of a type that YAML takes for numbers, with those numbers."""
    words = [word for member in members(kind) for word in choices(member)]
    return {word: float(word) for word in words if re.fullmatch(r"\d+(\.\d+)?", word)}


def holds_secret(kind: inspect.Type) -> bool:
    """Whether a reference to a secret stands in it at any depth."""
    bare = plain(kind)
    if isinstance(bare, inspect.StructType) and bare.cls is Secret:
        return True
    return any(holds_secret(part) for part in parts(kind))


_WORDS: Final[dict[type[inspect.Type], str]] = {
    inspect.StrType: "text",
    inspect.BoolType: "true or false",
    inspect.IntType: "a whole number",
    inspect.FloatType: "a number",
    inspect.DictType: "lines of the form key: value",
    inspect.AnyType: "{kind: …}",
}


def in_words(kind: inspect.Type) -> str:
    """Return what is expected, as a person would say it."""
    if is_duration(kind):
        return "a duration such as 10s"
    match bare := plain(kind):
        case inspect.EnumType() | inspect.LiteralType():
            return "one of " + ", ".join(choices(kind))
        case inspect.StructType(cls=cls):
            return "{secret: name}" if cls is Secret else "settings of the form key: value"
        case inspect.UnionType():
            return " or ".join(in_words(member) for member in members(kind))
        case _:
            return _WORDS.get(type(bare), "a list")


def choices(kind: inspect.Type) -> list[str]:
    """Return the allowed words of an enumeration."""
    match plain(kind):
        case inspect.EnumType(cls=cls):
            return [str(member.value) for member in cls]
        case inspect.LiteralType(values=values):
            return [str(value) for value in values]
        case _:
            return []
