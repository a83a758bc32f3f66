"""Why a value does not fit its type: every reason, at its own place, with the remedy."""

import re
from typing import Any

from msgspec import inspect

from app.inventory.entry.forms import ID
from app.inventory.entry.shape import choices, in_words, is_duration, members, plain, takes_nothing
from app.inventory.text.nearest import allowed
from app.inventory.text.tree import BROKEN, Spot
from app.inventory.text.units import duration
from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Secret
from app.model.quantity import Unit, age, quantity


class Explanation:
    """Walks a value along its type and reports what does not fit; ``said``: there was something."""

    def __init__(self) -> None:
        self.said = False

    def struct(self, value: Any, kind: inspect.StructType, spot: Spot) -> None:
        """Look at settings of the form key: value."""
        if not isinstance(value, dict):
            self._unfit(value, kind, spot)
            return
        fields = {field.encode_name: field for field in kind.fields}
        tag = [kind.tag_field] if kind.tag_field else []
        self._tag(value, kind, spot)
        for key, each in value.items():
            if key in fields:
                self.value(each, fields[key].type, spot.at(key))
            elif key not in tag:
                self._say(
                    spot.at(key),
                    "unknown-key",
                    phrase("nothing is called {key} here", key=foreign(key, 60)),
                    allowed(key, [*tag, *fields]),
                    key=True,
                )
        for name, field in fields.items():
            if field.required and name not in value:
                self._missing(name, field.type, spot)

    def _tag(self, value: dict[str, Any], kind: inspect.StructType, spot: Spot) -> None:
        given = value.get(kind.tag_field or "", kind.tag)
        if given is BROKEN:
            self.said = True
        elif given != kind.tag:
            self._say(
                spot.at(str(kind.tag_field)),
                "unknown-value",
                phrase("there is no {word}", word=_shown(given)),
                allowed(str(given), [str(kind.tag)]),
            )

    def value(self, value: Any, kind: inspect.Type, spot: Spot) -> None:
        """Look at one value."""
        if value is BROKEN:
            self.said = True
            return
        if value is None and takes_nothing(kind):
            return
        kinds = members(kind)
        fitting = [member for member in kinds if _takes(member, value)]
        if not fitting:
            self._unfit(value, kind, spot)
        elif len(fitting) == 1:
            self._within(value, fitting[0], spot)
        else:
            self._one_of(value, fitting, spot)

    def _within(self, value: Any, kind: inspect.Type, spot: Spot) -> None:
        match bare := plain(kind):
            case inspect.StrType():
                self._text(value, bare, spot)
            case inspect.IntType() | inspect.FloatType():
                self._number(value, bare, spot, timed=is_duration(kind))
            case inspect.EnumType() | inspect.LiteralType():
                self._word(value, bare, spot)
            case inspect.StructType():
                self.struct(value, bare, spot)
            case inspect.DictType(key_type=key_type, value_type=value_type):
                for key, each in value.items():
                    self.value(key, key_type, spot.at(key))
                    self.value(each, value_type, spot.at(key))
            case _:
                self._list(value, bare, spot)

    def _one_of(self, value: Any, kinds: list[inspect.Type], spot: Spot) -> None:
        """Several types take this value: a tagged union, or words beside free text."""
        structs = [bare for bare in map(plain, kinds) if isinstance(bare, inspect.StructType)]
        if not structs or not isinstance(value, dict):
            self._within(value, kinds[0], spot)
            return
        tag_field = structs[0].tag_field or "kind"
        by_tag = {str(struct.tag): struct for struct in structs}
        tag = value.get(tag_field)
        if tag is BROKEN:
            self.said = True
        elif tag is None:
            self._say(
                spot,
                "missing-key",
                phrase("{key} is missing", key=tag_field),
                phrase("{key}: one of {words}", key=tag_field, words=", ".join(by_tag)),
            )
        elif not isinstance(tag, str) or tag not in by_tag:
            self._say(
                spot.at(tag_field),
                "unknown-value",
                phrase("there is no {word}", word=foreign(str(tag), 60)),
                allowed(str(tag), by_tag),
            )
        else:
            self.struct(value, by_tag[tag], spot)

    def _text(self, value: str, kind: inspect.StrType, spot: Spot) -> None:
        if kind.max_length is not None and len(value) > kind.max_length:
            self._say(
                spot,
                "text-too-long",
                phrase("it has {count} signs", count=str(len(value))),
                phrase("at most {limit} are allowed", limit=str(kind.max_length)),
            )
        elif kind.min_length and len(value) < kind.min_length:
            self._say(
                spot, "text-too-short", phrase("the text is empty"), phrase("write it, or remove the line")
            )
        elif kind.pattern == ID:
            if not re.search(ID, value):
                self._say(spot, "bad-name", *bad_name(value))
        elif kind.pattern is not None and not re.search(kind.pattern, value):
            self._say(
                spot,
                "bad-form",
                phrase("{text} does not have the right form", text=foreign(value, 60)),
                phrase("it must match {pattern}", pattern=kind.pattern),
            )

    def _number(
        self, value: float, kind: inspect.IntType | inspect.FloatType, spot: Spot, *, timed: bool
    ) -> None:
        if isinstance(kind, inspect.IntType) and isinstance(value, float):
            self._say(
                spot,
                "not-whole",
                phrase("{value} is not a whole number", value=f"{value:g}"),
                phrase("write {value}", value=str(round(value))),
            )
            return
        for limit, wrong, low in (
            (kind.ge, kind.ge is not None and value < kind.ge, True),
            (kind.gt, kind.gt is not None and value <= kind.gt, True),
            (kind.le, kind.le is not None and value > kind.le, False),
            (kind.lt, kind.lt is not None and value >= kind.lt, False),
        ):
            if wrong and limit is not None:
                self._beyond(value, limit, spot, low=low, timed=timed)

    def _beyond(self, value: float, limit: float, spot: Spot, *, low: bool, timed: bool) -> None:
        shown = span if timed else _number_text
        wrong = (
            phrase("{value} is too little", value=shown(value))
            if low
            else phrase("{value} is too much", value=shown(value))
        )
        remedy = (
            phrase("at least {limit}", limit=shown(limit))
            if low
            else phrase("at most {limit}", limit=shown(limit))
        )
        kind = ("duration-too-short" if low else "duration-too-long") if timed else None
        self._say(spot, kind or ("too-small" if low else "too-large"), wrong, remedy)

    def _word(self, value: Any, kind: inspect.Type, spot: Spot) -> None:
        words = choices(kind)
        if value not in words:
            self._say(
                spot,
                "unknown-value",
                phrase("there is no {word}", word=foreign(str(value), 60)),
                allowed(str(value), words),
            )

    def _list(self, value: Any, kind: inspect.Type, spot: Spot) -> None:
        item = getattr(kind, "item_type", None)
        if item is None or not isinstance(value, list):
            return
        least = getattr(kind, "min_length", None)
        if least and len(value) < least:
            self._say(spot, "list-too-short", phrase("the list is empty"), phrase("name at least one"))
        most = getattr(kind, "max_length", None)
        if most and len(value) > most:
            long = phrase("the list has {n} entries", n=str(len(value)))
            self._say(spot, "list-too-long", long, phrase("at most {most} are allowed", most=str(most)))
        for index, each in enumerate(value):
            self.value(each, item, spot.at(index))

    def _missing(self, name: str, kind: inspect.Type, spot: Spot) -> None:
        self._say(
            spot,
            f"missing-{name}" if name in {"id", "class", "probe", "checks"} else "missing-key",
            phrase("{key} is missing", key=name),
            phrase("add {key}: {form}", key=name, form=in_words(kind)),
        )

    def _unfit(self, value: Any, kind: inspect.Type, spot: Spot) -> None:
        """Nothing of what is expected looks like this value."""
        kinds = members(kind)
        if isinstance(value, str) and any(_is_secret(member) for member in kinds):
            self._say(spot, "secret-in-plain", *secret_in_plain())
            return
        bare = plain(kinds[0])
        if isinstance(bare, inspect.StrType) and isinstance(value, int | float):
            wrong = phrase("this is a number or a truth value, a text is needed")
            self._say(spot, "not-text", wrong, phrase("put it into quotes"))
            return
        self._say(
            spot,
            _kind_of_mismatch(bare),
            phrase("{text} does not fit here", text=_shown(value)),
            phrase("write {form}", form=" or ".join(in_words(member) for member in kinds)),
        )

    def _say(self, spot: Spot, kind: str, wrong: Phrase, remedy: Phrase, *, key: bool = False) -> None:
        self.said = True
        spot.report(kind, wrong, remedy, key=key)


def bad_name(name: str) -> tuple[Phrase, Phrase]:
    """Return what is wrong and the remedy."""
    return (
        phrase("{text} is not a name of the right form", text=foreign(name, 60)),
        phrase("use letters, digits, '.', '-' and '_' only, beginning with a letter or digit"),
    )


def secret_in_plain() -> tuple[Phrase, Phrase]:
    """Return what is wrong and the remedy; the text itself is never repeated."""
    return (
        phrase("a secret stands in the file itself"),
        phrase("write {form} here and set it with: nocwall secret set NAME", form="{secret: NAME}"),
    )


def span(seconds: float) -> str:
    """Return a duration as people read it: ``200 ms``, ``5 s``, ``4 min``."""
    return quantity(seconds, Unit.SECONDS) if seconds < 60 else age(seconds)


def _number_text(value: float) -> str:
    return f"{value:.12g}"


def _is_secret(kind: inspect.Type) -> bool:
    bare = plain(kind)
    return isinstance(bare, inspect.StructType) and bare.cls is Secret


def _takes(kind: inspect.Type, value: Any) -> bool:
    match plain(kind):
        case inspect.StrType() | inspect.EnumType() | inspect.LiteralType():
            return isinstance(value, str)
        case inspect.BoolType():
            return isinstance(value, bool)
        case inspect.IntType() | inspect.FloatType():
            return isinstance(value, int | float) and not isinstance(value, bool)
        case inspect.StructType() | inspect.DictType():
            return isinstance(value, dict)
        case inspect.AnyType():
            return True
        case _:
            return isinstance(value, list)


def _kind_of_mismatch(kind: inspect.Type) -> str:
    match kind:
        case inspect.BoolType():
            return "not-a-truth-value"
        case inspect.IntType() | inspect.FloatType():
            return "not-a-number"
        case inspect.StructType() | inspect.DictType():
            return "not-a-mapping"
        case inspect.StrType() | inspect.EnumType() | inspect.LiteralType():
            return "not-text"
        case _:
            return "not-a-list"


def _shown(value: Any) -> str:
    if isinstance(value, dict):
        return "a block of keys"
    if isinstance(value, list):
        return "a list"
    if value is None:
        return "nothing"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str) and duration(value) is None and len(value) > 40:
        return "this text"
    return foreign(str(value), 60)
