"""Marks: every way in which one check can look in a field of thousands, as one byte."""

from app.model.board import CheckView, Glyph
from widgets.sign import Sign, sign_of_check

_ALARMS = (Glyph.CRITICAL, Glyph.UNKNOWN, Glyph.WARNING)
_SOFT = 4  # steps in which an unconfirmed sign fills
_PLAIN = tuple((Sign(glyph), False) for glyph in (Glyph.OK, Glyph.PENDING, Glyph.MAINTENANCE))
_HARD = tuple(
    (Sign(glyph, taken=taken), stale)
    for glyph in _ALARMS
    for taken in (False, True)
    for stale in (False, True)
)
_UNSURE = tuple(
    (Sign(glyph, soft=step / _SOFT), False)
    for glyph in (Glyph.CRITICAL, Glyph.WARNING)
    for step in range(_SOFT + 1)
)
MARKS: tuple[tuple[Sign, bool], ...] = (*_PLAIN, *_HARD, *_UNSURE)  # sign, and whether it stands on the hatch
NONE = len(MARKS)  # where no check stands
COUNTED = (Glyph.CRITICAL, Glyph.UNKNOWN, Glyph.WARNING, Glyph.MAINTENANCE, Glyph.PENDING, Glyph.OK)

_CODES = {mark: code for code, mark in enumerate(MARKS)}
_CODES_OF_ALL: dict[tuple[object, ...], int] = {}


def code_of(view: CheckView) -> int:
    """Return the mark of a check as it is shown."""
    quiet = bool(view.owner or view.blocked_by or view.silenced.template)
    tried = (view.attempt, view.attempts) if view.soft else None
    key = (view.state, tried, view.stale, quiet, not view.maintenance)
    code = _CODES_OF_ALL.get(key)
    if code is None:  # some dozens of keys stand for any number of checks
        code = _CODES_OF_ALL[key] = _code(sign_of_check(view), stale=view.stale)
    return code


def _code(sign: Sign, *, stale: bool) -> int:
    if sign.soft >= 0:
        sign = sign._replace(soft=round(min(1.0, sign.soft) * _SOFT) / _SOFT)
    return _CODES[sign, stale and sign.glyph in _ALARMS]


def counted_glyph(code: int) -> Glyph:
    """Return as what a mark is counted: an unconfirmed one is good until it is confirmed."""
    sign, _ = MARKS[code]
    return Glyph.OK if sign.soft >= 0 else sign.glyph


def counts_of(codes: bytes) -> tuple[tuple[Glyph, int], ...]:
    """Return how many marks there are of each glyph, the worst first; none is left out."""
    numbers = dict.fromkeys(COUNTED, 0)
    for code in range(NONE):
        numbers[counted_glyph(code)] += codes.count(code)
    return tuple((glyph, number) for glyph, number in numbers.items() if number)


def loud(code: int) -> bool:
    """Whether a mark asks to be looked at."""
    sign, _ = MARKS[code]
    return sign.glyph in _ALARMS and sign.soft < 0
