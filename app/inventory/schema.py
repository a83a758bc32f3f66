"""The inventory's form as JSON Schema 2020-12, for editors and other people's tools.

It is made of the very types that read the file. What only reading can judge (references, loops, the order
of limits) is not in it: whatever ``nocwall validate`` accepts, the schema accepts.
"""

import enum
from collections.abc import Sequence
from typing import Any, Final

import msgspec
from msgspec import inspect

from app.inventory.entry.default_rules import unasked
from app.inventory.entry.forms import CheckForm, ClassForm, FileForm, TargetForm, TimingForm
from app.inventory.entry.rules import AMOUNTS
from app.inventory.entry.shape import choices, info, is_duration, members, number_words, plain, takes_nothing
from app.model.channel import KINDS as CHANNELS
from app.model.probe import Probe, Secret
from app.model.rule import RULES, Rule

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
DURATION: Final = r"^\s*([0-9]+(\.[0-9]+)?\s*(us|µs|ms|s|m|min|h|d|w)\s*)+$"
QUANTITY: Final = r"^\s*[-+]?[0-9]+(\.[0-9]+)?\s*[^\s]*\s*"
Json = dict[str, Any]


def json_schema(probes: Sequence[type[Probe]]) -> Json:
    """Return the schema of one inventory file with these probe kinds."""
    definitions: Json = {
        "timing": struct(TimingForm),
        "class": struct(ClassForm),
        "target": _with(TargetForm, checks=_list("check", "The questions to the target.", least=1)),
        "check": _with(
            CheckForm,
            probe={"$ref": "#/$defs/probe", "description": "What is asked, by kind."},
            rules=_list("rule", f"Limits on what is measured. {unasked()}"),
        ),
        "probe": {"oneOf": [{"$ref": f"#/$defs/{_name(kind)}"} for kind in probes]},
        "rule": {"oneOf": [{"$ref": f"#/$defs/{kind.__struct_config__.tag}"} for kind in RULES]},
        "channel": {"oneOf": [struct(kind) for kind in CHANNELS]},
        "secret": struct(Secret),
    }
    definitions |= {str(kind.__struct_config__.tag): _rule(kind) for kind in RULES}
    definitions |= {_name(kind): struct(kind) for kind in probes}
    whole = _with(
        FileForm,
        defaults={"$ref": "#/$defs/timing", "description": "For every check that says nothing else."},
        classes=_classes(),
        targets=_list("target", "What is watched."),
        channels=_list("channel", "Whom else to tell."),
    )
    return {"$schema": DIALECT, "title": "Nocwall inventory", **whole, "$defs": definitions}


def _rule(kind: type[Rule]) -> Json:
    """Return the schema of a rule; amounts may also be texts with a unit."""
    made = struct(kind)
    for name in AMOUNTS.get(kind, ()):
        made["properties"][name] = _amount(made["properties"][name])
    return made


def _amount(bare: Json) -> Json:
    """Return the schema of a number that may be given with its unit."""
    given = [each for each in bare.get("anyOf", [bare]) if each.get("type") != "string"]
    rest = {key: each for key, each in bare.items() if key == "default"}
    numbers = [{key: each for key, each in number.items() if key != "default"} for number in given]
    text = {"type": "string", "pattern": QUANTITY}
    return {
        "description": "A number in the metric's base unit, or a text with a unit: 400ms, 90%, 10GB.",
        "anyOf": [numbers[0], text, *numbers[1:]],
    } | rest


def _name(kind: type[Probe]) -> str:
    return f"probe-{kind.__struct_config__.tag}"


def _list(name: str, description: str, least: int = 0) -> Json:
    items = {"$ref": f"#/$defs/{name}"}
    return {"type": "array", "description": description, "items": items, "minItems": least}


def _classes() -> Json:
    words = [str(field.value) for field in _element().cls]
    return {
        "type": "object",
        "description": "The same for each class of element.",
        "properties": {word: {"$ref": "#/$defs/class"} for word in words},
        "additionalProperties": False,
    }


def _element() -> inspect.EnumType:
    fields = {field.encode_name: field.type for field in info(TargetForm).fields}
    found = plain(fields["class"])
    assert isinstance(found, inspect.EnumType)
    return found


def _with(form: type[msgspec.Struct], **replaced: Json) -> Json:
    """Return the schema of a struct, some fields of which say more here than in their type."""
    made = struct(form)
    made["properties"] |= replaced
    return made


def struct(form: type[msgspec.Struct]) -> Json:
    """Return the schema of a struct type."""
    shape = info(form)
    properties: Json = {}
    required = [field.encode_name for field in shape.fields if field.required]
    if shape.tag_field is not None:
        properties[shape.tag_field] = {"const": shape.tag}
        required = [shape.tag_field, *required]
    for field in shape.fields:
        properties[field.encode_name] = value(field.type) | _default(field)
    made: Json = {"type": "object", "properties": properties, "additionalProperties": False}
    if form.__doc__:
        made["description"] = " ".join(form.__doc__.partition("\n\n")[0].split())
    return made | ({"required": required} if required else {})


def _default(field: inspect.Field) -> Json:
    given = field.default
    if given is msgspec.NODEFAULT or given is None or given in ("", ()):
        return {}
    if isinstance(given, bool | int | float | str):
        return {"default": given.value if isinstance(given, enum.Enum) else given}
    return {}


def value(kind: inspect.Type) -> Json:
    """Return the schema of a value."""
    extra = dict(kind.extra_json_schema or {}) if isinstance(kind, inspect.Metadata) else {}
    kinds = members(kind)
    nothing = (
        [{"type": "null"}] if takes_nothing(kind) and not isinstance(plain(kind), inspect.AnyType) else []
    )
    if len(kinds) > 1 or nothing:
        return {"anyOf": [*map(value, kinds), *nothing]} | extra
    if kinds[0] is not kind:
        return value(kinds[0]) | extra
    made = _bare(plain(kind))
    if is_duration(kind):
        made = {"anyOf": [made, {"type": "string", "pattern": DURATION}]}
    return made | extra


def _bare(kind: inspect.Type) -> Json:
    match kind:
        case inspect.StrType():
            return {"type": "string"} | _sizes(kind, "Length") | _given(pattern=kind.pattern)
        case inspect.BoolType():
            return {"type": "boolean"}
        case inspect.IntType() | inspect.FloatType():
            return {"type": "integer" if isinstance(kind, inspect.IntType) else "number"} | _given(
                minimum=kind.ge, exclusiveMinimum=kind.gt, maximum=kind.le, exclusiveMaximum=kind.lt
            )
        case inspect.EnumType() | inspect.LiteralType():
            return {"enum": [*choices(kind), *number_words(kind).values()]}
        case _:
            return _container(kind)


def _container(kind: inspect.Type) -> Json:
    match kind:
        case inspect.DictType(key_type=key, value_type=item):
            return {"type": "object", "propertyNames": value(key), "additionalProperties": value(item)}
        case inspect.StructType(cls=cls):
            return {"$ref": "#/$defs/secret"} if cls is Secret else struct(cls)
        case inspect.AnyType():
            return {}
        case _:
            item = getattr(kind, "item_type", inspect.AnyType())
            return {"type": "array", "items": value(item)} | _sizes(kind, "Items")


def _sizes(kind: Any, noun: str) -> Json:
    return _given(**{f"min{noun}": kind.min_length, f"max{noun}": kind.max_length})


def _given(**settings: Any) -> Json:
    return {name: setting for name, setting in settings.items() if setting is not None}
