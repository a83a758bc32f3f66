"""The text exposition format of Prometheus (version 0.0.4), as far as numbers go."""

import math
import re
from collections.abc import Iterator
from typing import NamedTuple

from app.model.phrase import foreign, phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass

# Possessive: no sign is looked at twice, and a line may be as long as a body.
_LINE = re.compile(
    r"(?P<name>[a-zA-Z_:][a-zA-Z0-9_:]*)"
    r"(?:\{(?P<labels>(?:[^\"}]++|\"(?:[^\"\\]++|\\.)*+\")*+)\})?"
    r"[ \t]+(?P<value>[^ \t]+)(?:[ \t]+-?\d+)?[ \t]*\Z"
)
# Only where no name goes on: else a name of a megabyte would be tried from each of its letters.
_LABEL = re.compile(
    r"(?<![a-zA-Z0-9_])([a-zA-Z_][a-zA-Z0-9_]*)[ \t]*=[ \t]*\"((?:[^\"\\]++|\\.)*+)\"[ \t]*,?[ \t]*"
)
_ESCAPES = {"\\\\": "\\", '\\"': '"', "\\n": "\n"}
_ESCAPED = re.compile(r"\\[\\\"n]")


class Exposed(NamedTuple):
    """One line: a metric's name, its labels and its value."""

    name: str
    labels: dict[str, str]
    value: float


def exposed(text: str, prefix: str | tuple[str, ...] = "") -> Iterator[Exposed]:
    """Yield the numbers whose names begin with ``prefix`` (one of them).

    NaN and infinities are no values and are left out.

    Raises ``ProbeFailed`` of class ``content`` with the number of the first line that is not of the format.
    """
    for number, line in enumerate(text.split("\n"), start=1):
        if not line or line[0] == "#" or not line.startswith(prefix) or line.isspace():
            continue
        found = _LINE.match(line.rstrip("\r"))
        value = _number(found["value"]) if found else None
        if found is None or value is None:
            sentence = phrase("Line {number} is not of the exposition format", number=str(number))
            raise ProbeFailed(ErrorClass.CONTENT, sentence, foreign(line))
        if math.isfinite(value):
            yield Exposed(found["name"], _labels(found["labels"] or ""), value)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _labels(text: str) -> dict[str, str]:
    return {
        name: _ESCAPED.sub(lambda sign: _ESCAPES[sign.group()], value) if "\\" in value else value
        for name, value in _LABEL.findall(text)
    }
