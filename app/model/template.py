"""Texts with named placeholders. They are data: nothing in them is looked up in objects, or called."""

import re
from collections.abc import Callable, Mapping

from app.model.value import Value

NAMES = (
    "title",
    "body",
    "cause",
    "id",
    "level",
    "severity",
    "target",
    "element",
    "owner",
    "team",
    "since",
    "age",
    "runbook",
    "kind",
    "channel",
)
LABEL = "label."
_PART = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_DOUBLED = {"{{": "{", "}}": "}"}


class BadTemplate(ValueError):  # noqa: N818 - it is the name of the outcome
    """A text is no template; ``name`` is the placeholder that nobody knows, empty for a lonely brace."""

    def __init__(self, name: str) -> None:
        super().__init__(f"unknown placeholder {name!r}" if name else "a single brace")
        self.name = name


class Template(Value, frozen=True, kw_only=True):
    """A text in parts: what stands there, and in turn the placeholders."""

    parts: tuple[tuple[str, bool], ...]  # (text or name, whether it is a placeholder)

    def filled(self, values: Mapping[str, str], escape: Callable[[str], str] = str) -> str:
        """Return the text; each value passes ``escape``, and a label that a target does not have is empty."""
        return "".join(escape(values.get(text, "")) if named else text for text, named in self.parts)


def template(text: str) -> Template:
    """Return the template of a text; ``{{`` and ``}}`` are braces. Raises ``BadTemplate``."""
    parts: list[tuple[str, bool]] = []
    place = 0
    for found in _PART.finditer(text):
        parts.append((text[place : found.start()], False))
        place = found.end()
        whole, name = found[0], found[1]
        if name is None and whole not in _DOUBLED:
            raise BadTemplate("")
        if name is not None and not is_name(name):
            raise BadTemplate(name or " ")
        parts.append((_DOUBLED[whole], False) if name is None else (name, True))
    parts.append((text[place:], False))
    return Template(parts=tuple(part for part in parts if part[0]))


def is_name(name: str) -> bool:
    """Return whether a placeholder has this name."""
    return name in NAMES or (name.startswith(LABEL) and len(name) > len(LABEL))
