"""A language that nobody speaks: 40 % longer, with accents, between marks that show what was translated."""

import re
from typing import Self

from PySide6.QtCore import QCoreApplication, QTranslator

OPEN, CLOSE = (
    "\N{SINGLE LEFT-POINTING ANGLE QUOTATION MARK}",
    "\N{SINGLE RIGHT-POINTING ANGLE QUOTATION MARK}",
)
LONGER = 0.4
_FILLING = " öñë mörë"
_ACCENTS = str.maketrans("AEIOUYaeiouycn", "ÅËÏÖÜŸåëïöüÿçñ")
_HOLE = re.compile(r"(\{[^}]*\})")
# What stays as it is in every language: units, the offset of a time zone, keys by their name.
_ALIKE = re.compile(
    r"(?<![^\W\d])(ms|s|min|h|d|ratio|count|[kMGT]?B|[kMGT]|[kMGT]?B/s|/s|UTC|OK|Nocwall|mm:ss)(?![^\W\d])"
)


def pseudo(source: str) -> str:
    """Return ``source`` as the language has it; the holes for values stay."""
    told = "".join(part if part.startswith("{") else part.translate(_ACCENTS) for part in _HOLE.split(source))
    letters = sum(len(part) for part in _HOLE.split(source) if not part.startswith("{"))
    more = max(0, round(letters * LONGER) - 2)
    return f"{OPEN}{told}{(_FILLING * (more // len(_FILLING) + 1))[:more].rstrip()}{CLOSE}"


class Pseudo(QTranslator):
    """Translates everything, and remembers what it was asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: set[str] = set()

    def __enter__(self) -> Self:
        """Speak this language from now on."""
        QCoreApplication.installTranslator(self)
        return self

    def __exit__(self, *_: object) -> None:
        """Speak English again."""
        QCoreApplication.removeTranslator(self)

    def isEmpty(self) -> bool:
        """Say that there is something in it; Qt leaves out translators that are empty."""
        return False

    def translate(self, context: str, source: str, *_: object) -> str:
        """Return the translation; Qt's own texts are none of ours."""
        if context != "nocwall":
            return ""
        self.asked.add(source)
        return pseudo(source)


def untranslated(text: str, data: frozenset[str] = frozenset()) -> str:
    """Return the letters of ``text`` that no translation brought; ``data`` are texts from outside."""
    left = _outside(text)
    for known in sorted(data, key=len, reverse=True):
        left = left.replace(known, " ")
    return re.sub(r"[\W\d_]+", " ", _ALIKE.sub(" ", left)).strip()


def _outside(text: str) -> str:
    """Return what stands outside all marks; a text cut in the middle counts as marked to its end."""
    depth, kept = 0, []
    for sign in text:
        depth += sign == OPEN
        if not depth:
            kept.append(sign)
        depth -= sign == CLOSE and depth > 0
    return "".join(kept)
