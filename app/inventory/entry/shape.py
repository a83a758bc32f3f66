"""What msgspec knows of a type, as far as reading a file by hand needs it."""

import functools
from typing import Any

from msgspec import inspect

from app.model.probe import Secret


def info(kind: type[Any]) -> inspect.StructType:
    """Return the description of a struct type."""
    return _info(kind)


@functools.cache
def _info(kind: type[Any]) -> inspect.StructType:
    found = inspect.type_info(kind)
    assert isinstance(found, inspect.StructType)
    return found


@functools.cache
def timed_fields(kind: type[Any]) -> tuple[tuple[str, inspect.Type], ...]:
    """Return the fields (name in the file, type) somewhere within which a duration may stand."""
    return tuple((field.encode_name, field.type) for field in info(kind).fields if holds_duration(field.type))


@functools.cache
def secret_fields(kind: type[Any]) -> frozenset[str]:
    """Return the fields that take a reference to a secret, directly or in a list or mapping of theirs."""
    return frozenset(field.encode_name for field in info(kind).fields if holds_secret(field.type))


def is_duration(kind: inspect.Type) -> bool:
    """Whether this very type is a duration."""
    return isinstance(kind, inspect.Metadata) and (kind.extra or {}).get("form") == "duration"


def plain(kind: inspect.Type) -> inspect.Type:
    """Return the type without the wrapping that carries its description."""
    return plain(kind.type) if isinstance(kind, inspect.Metadata) else kind


def members(kind: inspect.Type) -> tuple[inspect.Type, ...]:
    """Return the types that a value may have; "nothing" is none, for the file has no empty values."""
    bare = plain(kind)
    if not isinstance(bare, inspect.UnionType):
        return (kind,)
    return tuple(member for member in bare.types if not isinstance(plain(member), inspect.NoneType))


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


def holds_duration(kind: inspect.Type) -> bool:
    """Whether a duration stands in it at any depth."""
    return is_duration(kind) or any(holds_duration(part) for part in parts(kind))


def holds_secret(kind: inspect.Type) -> bool:
    """Whether a reference to a secret stands in it at any depth."""
    bare = plain(kind)
    if isinstance(bare, inspect.StructType) and bare.cls is Secret:
        return True
    return any(holds_secret(part) for part in parts(kind))


def in_words(kind: inspect.Type) -> str:
    """Return what is expected, as a person would say it."""
    if is_duration(kind):
        return "a duration such as 10s"
    match plain(kind):
        case inspect.StrType():
            return "text"
        case inspect.BoolType():
            return "true or false"
        case inspect.IntType():
            return "a whole number"
        case inspect.FloatType():
            return "a number"
        case inspect.EnumType() | inspect.LiteralType():
            return "one of " + ", ".join(choices(kind))
        case inspect.StructType(cls=cls):
            return "{secret: name}" if cls is Secret else "settings of the form key: value"
        case inspect.DictType():
            return "lines of the form key: value"
        case inspect.UnionType():
            return " or ".join(in_words(member) for member in members(kind))
        case _:
            return "a list"


def choices(kind: inspect.Type) -> list[str]:
    """Return the allowed words of an enumeration."""
    match plain(kind):
        case inspect.EnumType(cls=cls):
            return [str(member.value) for member in cls]
        case inspect.LiteralType(values=values):
            return [str(value) for value in values]
        case _:
            return []
