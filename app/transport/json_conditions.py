"""What a JSON answer must say, and what is measured from it."""

import math
from collections.abc import Awaitable, Callable, Iterator
from typing import Annotated, Literal

import msgspec

from app.model.metric import Metric
from app.model.phrase import Phrase, foreign, phrase
from app.model.quantity import Unit
from app.model.value import Value
from app.transport.answer_text import number, shown, unfit
from app.transport.json_path import (
    LONGEST_LIST,
    MISSING,
    Json,
    TooMany,
    all_at,
    at_steps,
    leads_to_many,
    steps,
)
from app.transport.patterns import checked

Path = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
SeriesName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Pattern = Annotated[str, msgspec.Meta(max_length=500)]
Scalar = str | int | float | bool | None
Kind = Literal["string", "number", "integer", "boolean", "array", "object", "null"]
Found = Callable[[str, str], Awaitable[bool]]  # Matcher.found: whether a pattern is found in a text


class Condition(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A condition on the value at ``path``; all that are given must hold.

    ``code`` and ``message`` are paths to the other side's own error code and message: they are shown when
    the condition does not hold, for many a provider reports its errors inside a 200.
    """

    path: Path
    equals: Scalar | msgspec.UnsetType = msgspec.UNSET
    unlike: Scalar | msgspec.UnsetType = msgspec.field(default=msgspec.UNSET, name="not")
    one_of: tuple[Scalar, ...] = ()
    min: float | None = None
    max: float | None = None
    above: float | None = None
    below: float | None = None
    matches: Pattern = ""
    not_matches: Pattern = ""
    type: Kind | None = None
    length: Annotated[int, msgspec.Meta(ge=0)] | None = None
    exists: bool | None = None
    each: Literal["all", "any"] = "all"
    code: str = ""
    message: str = ""

    def __post_init__(self) -> None:
        """Refuse paths and patterns that are none."""
        steps(self.path)
        for path in (self.code, self.message):
            if leads_to_many(steps(path)):
                raise ValueError(f"{path!r} leads to many values; a code or a message is one")
        for pattern in (self.matches, self.not_matches):
            checked(pattern)
        limits = [limit for limit in (self.min, self.max, self.above, self.below) if limit is not None]
        if not all(map(math.isfinite, limits)):
            raise ValueError("a limit that is no number holds for everything")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max: no number fits")


class Extract(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A series from the number at ``path``, times ``factor`` (0.001 makes milliseconds the base unit).

    What is missing or null has no value; anything else that is no number fails.
    """

    name: SeriesName
    path: Path
    unit: Unit = Unit.NONE
    title: str = ""
    factor: float = 1.0

    def __post_init__(self) -> None:
        """Refuse a path that is none, or leads to more than one number."""
        if leads_to_many(steps(self.path)):
            raise ValueError(f"{self.path!r} leads to many values; a series is one number")
        if not math.isfinite(self.factor) or self.factor == 0:
            raise ValueError("the factor leaves nothing of the number")

    @property
    def metric(self) -> Metric:
        """The metric that this adds to its check."""
        title = self.title or self.name.replace("_", " ").capitalize()
        return Metric(name=self.name, unit=self.unit, title=title)


async def demand(answer: Json, conditions: tuple[Condition, ...], status: int, found: Found) -> None:
    """Raise ``ProbeFailed`` (content) for the first condition that does not hold."""
    for condition in conditions:
        broken = await _broken_at(answer, condition, found)
        if broken is not None:
            raise unfit(_provider_error(answer, condition, status) or broken, broken.plain())


def extracted(answer: Json, extracts: tuple[Extract, ...]) -> dict[str, float]:
    """Return the series of an answer; raises ``ProbeFailed`` (content) for what is no number."""
    values = {}
    for extract in extracts:
        found = at_steps(answer, steps(extract.path))
        if found is MISSING or found is None:
            continue
        value = (number(found) or 0.0) * extract.factor
        if number(found) is None or not math.isfinite(value):
            raise unfit(phrase("{path} is {value}, not a number", path=extract.path, value=_quoted(found)))
        values[extract.name] = value
    return values


def provider_code(answer: Json, conditions: tuple[Condition, ...]) -> str:
    """Return the first error code that an answer shows where a condition says it would be."""
    codes = (_told(answer, condition.code) for condition in conditions if condition.code)
    return next((code for code in codes if code), "")


def _provider_error(answer: Json, condition: Condition, status: int) -> Phrase | None:
    code, message = _told(answer, condition.code), _told(answer, condition.message)
    if code and message:
        return phrase(
            "Says error {code} ({message}) inside a {status}", code=code, message=message, status=str(status)
        )
    if code or message:
        return phrase("Says error {code} inside a {status}", code=code or message, status=str(status))
    return None


def _told(answer: Json, path: str) -> str:
    told = at_steps(answer, steps(path)) if path else MISSING
    return "" if told is MISSING or told is None else shown(told)


async def _broken_at(answer: Json, condition: Condition, found: Found) -> Phrase | None:
    way = steps(condition.path)
    if not leads_to_many(way):
        return await _broken(condition.path, at_steps(answer, way), condition, found)
    try:
        values = all_at(answer, way)
    except TooMany:
        return phrase(
            "{path} leads to more than {count} values", path=condition.path, count=str(LONGEST_LIST)
        )
    if not values:
        return _broken_exists(condition.path, MISSING, condition)
    for place, value in values:
        broken = await _broken(place or condition.path, value, condition, found)
        if broken is None and condition.each == "any":
            return None
        if broken is not None and (condition.each == "all" or len(values) == 1):
            return broken
    return _none_fits(*values[0], len(values)) if condition.each == "any" else None


def _none_fits(path: str, value: Json, count: int) -> Phrase:
    if value is MISSING:
        return phrase("None of {count} values fits; {path} is missing", count=str(count), path=path)
    return phrase(
        "None of {count} values fits; {path} is {value}", count=str(count), path=path, value=_quoted(value)
    )


async def _broken(path: str, value: Json, condition: Condition, found: Found) -> Phrase | None:
    if value is MISSING or condition.exists is False:
        return _broken_exists(path, value, condition)
    for judged in (_wrong_value, _out_of_range, _wrong_shape):
        broken = judged(path, value, condition)
        if broken is not None:
            return broken
    if condition.matches or condition.not_matches:
        return await _unlike_pattern(path, value, condition, found)
    return None


def _broken_exists(path: str, value: Json, condition: Condition) -> Phrase | None:
    if value is MISSING:
        return None if condition.exists is False else phrase("{path} is missing from the answer", path=path)
    return phrase("{path} is in the answer, though it should not be", path=path)


def _wrong_value(path: str, found: Json, condition: Condition) -> Phrase | None:
    if condition.equals is not msgspec.UNSET and not _same(found, condition.equals):
        return phrase(
            "{path} is {value} instead of {expected}",
            path=path,
            value=_quoted(found),
            expected=_quoted(condition.equals),
        )
    if condition.unlike is not msgspec.UNSET and _same(found, condition.unlike):
        return phrase("{path} is {value}", path=path, value=_quoted(found))
    if condition.one_of and not any(_same(found, expected) for expected in condition.one_of):
        expected = ", ".join(_quoted(allowed) for allowed in condition.one_of)
        return phrase(
            "{path} is {value}, none of {expected}", path=path, value=_quoted(found), expected=expected
        )
    return None


def _out_of_range(path: str, found: Json, condition: Condition) -> Phrase | None:
    limits = (condition.min, condition.max, condition.above, condition.below)
    if limits == (None, None, None, None):
        return None
    measured = number(found)
    if measured is None:
        return phrase("{path} is {value}, not a number", path=path, value=_quoted(found))
    return next(_passed(path, _quoted(found), measured, condition), None)


def _passed(path: str, value: str, measured: float, condition: Condition) -> Iterator[Phrase]:
    if condition.min is not None and measured < condition.min:
        yield phrase("{path} is {value}, below {limit}", path=path, value=value, limit=f"{condition.min:g}")
    if condition.max is not None and measured > condition.max:
        yield phrase("{path} is {value}, above {limit}", path=path, value=value, limit=f"{condition.max:g}")
    if condition.above is not None and measured <= condition.above:
        limit = f"{condition.above:g}"
        yield phrase("{path} is {value}, not above {limit}", path=path, value=value, limit=limit)
    if condition.below is not None and measured >= condition.below:
        limit = f"{condition.below:g}"
        yield phrase("{path} is {value}, not below {limit}", path=path, value=value, limit=limit)


_KINDS: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list,),
    "object": (dict,),
    "null": (type(None),),
}


def _wrong_shape(path: str, found: Json, condition: Condition) -> Phrase | None:
    if condition.type is not None and type(found) not in _KINDS[condition.type]:
        return phrase("{path} is {value}, no {type}", path=path, value=_quoted(found), type=condition.type)
    if condition.length is None:
        return None
    if not isinstance(found, str | list | dict):
        return phrase("{path} is {value}, which has no length", path=path, value=_quoted(found))
    if len(found) != condition.length:
        return phrase(
            "{path} has the length {length} instead of {expected}",
            path=path,
            length=str(len(found)),
            expected=str(condition.length),
        )
    return None


async def _unlike_pattern(path: str, value: Json, condition: Condition, found: Found) -> Phrase | None:
    text = value if isinstance(value, str) else shown(value)
    if condition.matches and not await found(condition.matches, text):
        pattern = foreign(condition.matches, 80)
        return phrase(
            "{path} is {value}, which does not match {pattern}",
            path=path,
            value=_quoted(value),
            pattern=pattern,
        )
    if condition.not_matches and await found(condition.not_matches, text):
        pattern = foreign(condition.not_matches, 80)
        return phrase(
            "{path} is {value}, which matches {pattern}", path=path, value=_quoted(value), pattern=pattern
        )
    return None


def _quoted(value: Json) -> str:
    """Tell the text "5" from the number 5."""
    return f'"{shown(value)}"' if isinstance(value, str) and value else shown(value)


def _same(found: Json, expected: Scalar) -> bool:
    """Equal and of one kind: true is not 1, and 5 is not "5"."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    return bool(found == expected)
