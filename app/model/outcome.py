"""How a run ended, as one number in the history, so that rules can be tried on what was recorded.

Values of the series say what was measured; they do not say of which class an error was, what the target
said of itself, or that nothing was proved. This series does. A point stands where the outcome is another
than before, at each result that proves nothing (which leaves no other point), and once an hour.
"""

from typing import Final, NamedTuple

from app.model.metric import RESPONSE_TIME
from app.model.sample import Sample
from app.model.state import ErrorClass
from app.model.verdict import Level

OWN: Final = "!"  # series of ours, which no chart shows and no rule reads, begin with it
SERIES: Final = OWN + "outcome"
REPEATED: Final = 3600.0  # seconds

# Numbers on disk: add at the end, never change one.
_ERRORS: Final = (
    None,
    ErrorClass.DNS,
    ErrorClass.UNREACHABLE,
    ErrorClass.REFUSED,
    ErrorClass.RESET,
    ErrorClass.TIMEOUT_CONNECT,
    ErrorClass.TIMEOUT_TLS,
    ErrorClass.TIMEOUT_READ,
    ErrorClass.TLS_VERIFY,
    ErrorClass.PROTOCOL,
    ErrorClass.TOO_LARGE,
    ErrorClass.STATUS,
    ErrorClass.CONTENT,
    ErrorClass.AUTH,
    ErrorClass.BLOCKED,
    ErrorClass.MISSING,
    ErrorClass.CREDENTIAL,
    ErrorClass.PERMISSION,
    ErrorClass.INTERNAL,
    ErrorClass.LATE,
    ErrorClass.CUT_OFF,
    ErrorClass.WAITING,
)
_LEVELS: Final = (Level.GOOD, Level.WARNING, Level.CRITICAL)
_NUMBER: Final = {error: number for number, error in enumerate(_ERRORS)}
_WORD: Final = {level: number for number, level in enumerate(_LEVELS)}
_SAID, _NAMELESS, _UNTIMED, _ANEW = 256, 1024, 2048, 4096


class Outcome(NamedTuple):
    """What the number says."""

    error: ErrorClass | None = None
    level: Level = Level.GOOD  # what the target said of itself
    no_names: bool = False
    untimed: bool = False  # this machine was late: the time was not to be trusted
    anew: bool = False  # the first result of a start; what was learned before is gone


def encoded(sample: Sample, *, anew: bool = False) -> float:
    """Return how a run ended as a number; 0 for a good one."""
    if sample.error is None and sample.level is Level.GOOD and not sample.coarse:
        return float(_ANEW) if anew else 0.0  # as nearly all do
    untimed = sample.error is None and sample.coarse and RESPONSE_TIME.name not in sample.values
    number = _NUMBER[sample.error] + _SAID * _WORD.get(sample.level, 0)
    return float(number + _NAMELESS * sample.no_names + _UNTIMED * untimed + _ANEW * anew)


def decoded(number: float) -> Outcome | None:
    """Return the outcome of a number; None for one that a newer Nocwall wrote."""
    flags, error = divmod(int(number), _SAID)
    rest, level = divmod(flags, _NAMELESS // _SAID)
    if error >= len(_ERRORS) or level >= len(_LEVELS) or rest > 7:
        return None
    return Outcome(_ERRORS[error], _LEVELS[level], bool(rest & 1), bool(rest & 2), bool(rest & 4))
