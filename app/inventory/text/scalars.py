"""Plain scalars after the core schema of YAML 1.2: ``no``, ``on`` and ``012`` hold no surprise."""

import math
import re
from typing import Final

_NULL: Final = frozenset({"", "~", "null", "Null", "NULL"})
_BOOL: Final = {
    "true": True,
    "True": True,
    "TRUE": True,
    "false": False,
    "False": False,
    "FALSE": False,
}
_NUMBER: Final = re.compile(
    r"""
    (?P<whole>[-+]?[0-9]+)
    |(?P<octal>0o[0-7]+)
    |(?P<hexadecimal>0x[0-9a-fA-F]+)
    |(?P<decimal>[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?)
    |(?P<infinite>[-+]?\.(?:inf|Inf|INF))
    |(?P<nothing>\.(?:nan|NaN|NAN))
    """,
    re.VERBOSE,
)
_NUMBER_STARTS: Final = frozenset("0123456789+-.")
_WORD_STARTS: Final = frozenset("tTfFnN~")
_LONGEST_NUMBER: Final = 40
_LARGEST: Final = 2**63


class NotFinite(ValueError):  # noqa: N818 - it is the name of the outcome
    """The scalar means infinity or "not a number", or is beyond what a 64-bit number holds."""


def resolve(text: str) -> str | int | float | bool | None:
    """Return what a plain (unquoted) scalar means. Raises ``NotFinite``."""
    start = text[:1]
    if start in _NUMBER_STARTS:
        return _number(text)
    if start in _WORD_STARTS or not start:
        return None if text in _NULL else _BOOL.get(text, text)
    return text


def _number(text: str) -> str | int | float:
    match = _NUMBER.fullmatch(text)
    if match is None:
        return text
    if match["infinite"] or match["nothing"] or len(text) > _LONGEST_NUMBER:
        raise NotFinite(text)
    if match["decimal"]:
        value = float(text)
        if not math.isfinite(value):
            raise NotFinite(text)
        return value
    whole = int(text, 10 if match["whole"] else 0)
    if abs(whole) >= _LARGEST:
        raise NotFinite(text)
    return whole
