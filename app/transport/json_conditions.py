"""What a JSON answer must say, and what is measured from it."""

import math
from typing import Annotated

import msgspec

from app.model.metric import Metric
from app.model.phrase import Phrase, phrase
from app.model.quantity import Unit
from app.model.value import Value
from app.transport.answer_text import MISSING, Json, at_path, number, shown, unfit

Path = Annotated[str, msgspec.Meta(min_length=1, max_length=200)]
SeriesName = Annotated[str, msgspec.Meta(pattern=r"^[a-z][a-z0-9_]{0,39}$")]
Scalar = str | int | float | bool | None


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
    exists: bool | None = None
    code: str = ""
    message: str = ""


class Extract(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A series from the number at ``path``, times ``factor`` (0.001 makes milliseconds the base unit).

    What is missing or null has no value; anything else that is no number fails.
    """

    name: SeriesName
    path: Path
    unit: Unit = Unit.NONE
    title: str = ""
    factor: float = 1.0

    @property
    def metric(self) -> Metric:
        """The metric that this adds to its check."""
        title = self.title or self.name.replace("_", " ").capitalize()
        return Metric(name=self.name, unit=self.unit, title=title)


def demand(answer: Json, conditions: tuple[Condition, ...], status: int) -> None:
    """Raise ``ProbeFailed`` (content) for the first condition that does not hold."""
    for condition in conditions:
        broken = _broken(at_path(answer, condition.path), condition)
        if broken is not None:
            raise unfit(_provider_error(answer, condition, status) or broken, broken.plain())


def extracted(answer: Json, extracts: tuple[Extract, ...]) -> dict[str, float]:
    """Return the series of an answer; raises ``ProbeFailed`` (content) for what is no number."""
    values = {}
    for extract in extracts:
        found = at_path(answer, extract.path)
        if found is MISSING or found is None:
            continue
        value = (number(found) or 0.0) * extract.factor
        if number(found) is None or not math.isfinite(value):
            raise unfit(phrase("{path} is {value}, not a number", path=extract.path, value=_quoted(found)))
        values[extract.name] = value
    return values


def provider_code(answer: Json, conditions: tuple[Condition, ...]) -> str:
    """Return the first error code that an answer shows where a condition says it would be."""
    codes = (at_path(answer, condition.code) for condition in conditions if condition.code)
    return next((shown(code) for code in codes if code is not MISSING and code is not None), "")


def _provider_error(answer: Json, condition: Condition, status: int) -> Phrase | None:
    code = at_path(answer, condition.code) if condition.code else MISSING
    message = at_path(answer, condition.message) if condition.message else MISSING
    code, message = ("" if told is MISSING or told is None else shown(told) for told in (code, message))
    if code and message:
        return phrase(
            "Says error {code} ({message}) inside a {status}", code=code, message=message, status=str(status)
        )
    if code or message:
        return phrase("Says error {code} inside a {status}", code=code or message, status=str(status))
    return None


def _broken(found: Json, condition: Condition) -> Phrase | None:
    path = condition.path
    if found is MISSING:
        return None if condition.exists is False else phrase("{path} is missing from the answer", path=path)
    if condition.exists is False:
        return phrase("{path} is in the answer, though it should not be", path=path)
    return _wrong_value(found, condition) or _out_of_range(found, condition)


def _wrong_value(found: Json, condition: Condition) -> Phrase | None:
    path, value = condition.path, _quoted(found)
    if condition.equals is not msgspec.UNSET and not _same(found, condition.equals):
        return phrase(
            "{path} is {value} instead of {expected}",
            path=path,
            value=value,
            expected=_quoted(condition.equals),
        )
    if condition.unlike is not msgspec.UNSET and _same(found, condition.unlike):
        return phrase("{path} is {value}", path=path, value=value)
    if condition.one_of and not any(_same(found, expected) for expected in condition.one_of):
        expected = ", ".join(_quoted(allowed) for allowed in condition.one_of)
        return phrase("{path} is {value}, none of {expected}", path=path, value=value, expected=expected)
    return None


def _out_of_range(found: Json, condition: Condition) -> Phrase | None:
    if condition.min is None and condition.max is None:
        return None
    path, value, measured = condition.path, _quoted(found), number(found)
    if measured is None:
        return phrase("{path} is {value}, not a number", path=path, value=value)
    if condition.min is not None and measured < condition.min:
        return phrase("{path} is {value}, below {limit}", path=path, value=value, limit=f"{condition.min:g}")
    if condition.max is not None and measured > condition.max:
        return phrase("{path} is {value}, above {limit}", path=path, value=value, limit=f"{condition.max:g}")
    return None


def _quoted(value: Json) -> str:
    """Tell the text "5" from the number 5."""
    return f'"{shown(value)}"' if isinstance(value, str) and value else shown(value)


def _same(found: Json, expected: Scalar) -> bool:
    """Equal and of one kind: true is not 1, and 5 is not "5"."""
    if isinstance(found, bool) or isinstance(expected, bool):
        return found is expected
    return bool(found == expected)
