"""Matchers: which alerts are meant, by their labels, in Alertmanager's words (``element=payment``)."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, Literal

from app.model.pattern import BadPattern, compiled, matched
from app.model.phrase import foreign
from app.model.value import Value

Operator = Literal["=", "!=", "=~", "!~"]
Labels = Mapping[str, str]

# What an alert has beside the labels of its target; a check without an alert has the first three only.
OF_THINGS: Final = ("target", "check", "element")
OF_FINDINGS: Final = ("rule", "level", "error", "metric", "severity")
_OPERATORS: Final[dict[str, Operator]] = {"=": "=", "!=": "!=", "=~": "=~", "!~": "!~"}
MOST: Final = 20  # matchers that stand together
_LONGEST_TEXT: Final = 4_000
_LONGEST_VALUE: Final = 500
_LABEL: Final = re.compile(r"[^\s=!~,\"]{1,60}")
_ONE: Final = re.compile(
    r'\s*,?\s*(?P<label>[^\s=!~,"]{1,60})\s*(?P<operator>=~|!~|!=|=)'
    r'(?:\s*"(?P<quoted>(?:\\.|[^"\\])*)"|(?P<bare>[^\s,"=]*))(?=[\s,]|$)',
    re.DOTALL,
)
_BARE: Final = re.compile(r'[^\s,"\\=~]+')


class Matcher(Value, frozen=True, kw_only=True):
    """One condition on one label; a label that is not there is empty. Patterns must match the whole value.

    Raises ``ValueError`` (over the link ``ValidationError``) for what cannot be used.
    """

    label: str
    operator: Operator = "="
    value: str = ""

    def __post_init__(self) -> None:
        """Refuse what could not be asked later."""
        if not _LABEL.fullmatch(self.label):
            raise ValueError(
                f"{foreign(self.label, 60)!r} is no name of a label: write at most 60 signs, no spaces"
            )
        if len(self.value) > _LONGEST_VALUE:
            raise ValueError(
                f"the value of {self.label} is longer than {_LONGEST_VALUE} signs: make it shorter"
            )
        if self.operator in ("=~", "!~"):
            compiled(self.value)

    def holds(self, labels: Labels) -> bool:
        """Return whether the condition holds for something with these labels."""
        value = labels.get(self.label, "")
        match self.operator:
            case "=":
                return value == self.value
            case "!=":
                return value != self.value
            case "=~":
                return matched(self.value, value)
            case "!~":
                return not matched(self.value, value)

    def written(self) -> str:
        """Return the matcher as people write it."""
        if _BARE.fullmatch(self.value):
            return f"{self.label}{self.operator}{self.value}"
        quoted = self.value.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
        return f'{self.label}{self.operator}"{quoted}"'


Matchers = tuple[Matcher, ...]


def match(matchers: Sequence[Matcher], labels: Labels) -> bool:
    """Return whether all matchers hold; none at all mean nothing, for that would be everything."""
    return bool(matchers) and all(matcher.holds(labels) for matcher in matchers)


def written(matchers: Iterable[Matcher]) -> str:
    """Return matchers as ``matchers_of`` reads them."""
    return " ".join(matcher.written() for matcher in matchers)


def matchers_of(text: str) -> Matchers:
    """Return the matchers of a text as ``element=payment target=~"psp-.*"``; raises ``ValueError``."""
    if len(text) > _LONGEST_TEXT:
        raise ValueError(f"the matchers are longer than {_LONGEST_TEXT} signs: write fewer, or a pattern")
    found: list[Matcher] = []
    at, end = 0, len(text.rstrip().rstrip(",").rstrip())
    while at < end:
        one = _ONE.match(text, at)
        if one is None:
            raise ValueError(
                f'{foreign(text[at:], 60)!r} is no matcher: write label=value, or label=~"pattern"'
            )
        found.append(_matcher(one))
        at = one.end()
    if not found:
        raise ValueError("there is no matcher: write label=value, as target=psp-a")
    if len(found) > MOST:
        raise ValueError(f"there are more than {MOST} matchers: write a pattern for several values")
    return tuple(found)


def of_things(matchers: Iterable[Matcher]) -> Matchers:
    """Return the matchers that can be asked of a check that is well."""
    return tuple(matcher for matcher in matchers if matcher.label not in OF_FINDINGS)


def _matcher(one: re.Match[str]) -> Matcher:
    quoted = one["quoted"]
    value = one["bare"] if quoted is None else _unquoted(quoted)
    try:
        return Matcher(label=one["label"], operator=_OPERATORS[one["operator"]], value=value)
    except BadPattern as error:
        raise ValueError(f"{one['label']}: {error}") from None


def _unquoted(text: str) -> str:
    """Undo what a quoted value needs; other escapes are left to the pattern."""
    return re.sub(r'\\(["\\n])', lambda found: "\n" if found[1] == "n" else found[1], text)
