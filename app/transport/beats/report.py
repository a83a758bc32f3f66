"""What a heartbeat says beside that it came: how well it went, in words and numbers."""

import math
from typing import Any, Final, NamedTuple
from urllib.parse import parse_qsl

import msgspec

from app.model.phrase import foreign
from app.model.verdict import Level
from app.transport.beats.request import Answer, Refused, Request

NUMBERS: Final = 32
_FIELDS: Final = 16
_LEVELS: Final = {
    "ok": Level.GOOD,
    "warning": Level.WARNING,
    "critical": Level.CRITICAL,
    "fail": Level.CRITICAL,
}
_KNOWN: Final = frozenset({"status", "message", "numbers"})


class Report(NamedTuple):
    """Said by the other side, cut."""

    level: Level = Level.GOOD
    message: str = ""
    numbers: dict[str, float] = {}


def report(request: Request) -> Report:
    """Return what a request reports: in its query, or in its body as a form or as a JSON object.

    The body goes before the query; nothing at all is "ok". Raises ``Refused``.
    """
    found = {**_form(request.query), **_body(request.body)}
    if unknown := found.keys() - _KNOWN:
        raise _wrong(f"nothing is called {foreign(min(unknown), 40)}; there are status, message and numbers")
    status = found.get("status", "ok")
    level = _LEVELS.get(status) if isinstance(status, str) else None
    if level is None:
        raise _wrong("status is one of ok, warning, critical, fail")
    message = found.get("message", "")
    if not isinstance(message, str):
        raise _wrong("message is a text")
    return Report(level, foreign(message), _numbers(found.get("numbers", {})))


def _body(body: bytes) -> dict[str, Any]:
    text = body.strip()
    if not text.startswith(b"{"):
        try:
            return _form(text.decode("utf-8"))
        except UnicodeDecodeError:
            raise _wrong("the body is not UTF-8") from None
    return _object(text)


def _form(text: str) -> dict[str, Any]:
    try:
        pairs = parse_qsl(text, keep_blank_values=True, strict_parsing=bool(text), max_num_fields=_FIELDS)
    except ValueError:
        raise _wrong("the form is status=…&message=…") from None
    fields: dict[str, Any] = dict(pairs)
    if isinstance(fields.get("numbers"), str):
        fields["numbers"] = _object(fields["numbers"].encode("utf-8", "replace"))
    return fields


def _object(text: bytes) -> dict[str, Any]:
    try:
        found = msgspec.json.decode(text)
    except (msgspec.DecodeError, RecursionError, UnicodeDecodeError):
        raise _wrong("this is not a JSON object") from None
    if not isinstance(found, dict):
        raise _wrong("this is not a JSON object")
    return found


def _numbers(found: Any) -> dict[str, float]:
    if not isinstance(found, dict) or len(found) > NUMBERS:
        raise _wrong(f"numbers are an object with at most {NUMBERS} numbers")
    kept: dict[str, float] = {}
    for name, value in found.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or not _finite(value):
            raise _wrong(f"{foreign(name, 40)} is not a number")
        if label := foreign(name, 60):
            kept[label] = float(value)
    return kept


def _finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of hundreds of digits
        return False


def _wrong(text: str) -> Refused:
    return Refused(Answer(400, text[:1].upper() + text[1:]))
