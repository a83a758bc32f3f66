"""Paths into a JSON value: ``data.games[0].id``, ``games[*].state``, ``games.length``, ``["a.b"].c``."""

import functools
import itertools
import re
from collections.abc import Iterable, Iterator
from typing import Any

Json = Any  # None, bool, int, float, str, list, dict: what JSON holds

LONGEST_LIST = 10_000  # entries that [*] may lead to
_LENGTH = "length"
_INDEX = re.compile(r"[0-9]{1,8}")
_STEP = re.compile(
    r"""(?P<first>\A\$(?=\.|\[|\Z))      # the whole, as other tools write it
      | \[(?P<index>[0-9]{1,8})\]
      | \[(?P<each>\*)\]
      | \[(?P<quote>["'])(?P<quoted>.*?)(?P=quote)\]
      | (?P<dot>\A|\.)(?P<key>[^.\[\]]+)""",
    re.VERBOSE,
)


class Missing:
    """The type of ``MISSING``."""

    __slots__ = ()


class Each:
    """The type of ``EACH``."""

    __slots__ = ()


MISSING = Missing()
EACH = Each()  # the step [*]

Step = str | int | Each
Steps = tuple[Step, ...]


class TooMany(ValueError):  # noqa: N818 - it is the name of the outcome
    """A path with [*] leads to more values than anybody should look at."""


@functools.lru_cache(4096)
def steps(path: str) -> Steps:
    """Return the steps of a path; raises ``ValueError`` for what is none."""
    return tuple(_steps(path))


def _steps(path: str) -> Iterator[Step]:
    at = 0
    while at < len(path):
        found = _STEP.match(path, at)
        if found is None:
            raise ValueError(f"{path!r} is no path: it is written as data.games[0].id or games[*].state")
        at = found.end()
        if found["first"]:
            continue
        if found["each"]:
            yield EACH
        elif found["index"]:
            yield int(found["index"])
        else:
            yield found["key"] if found["quote"] is None else found["quoted"]


def leads_to_many(way: Steps) -> bool:
    """Return whether a path has [*] in it."""
    return EACH in way


def at_steps(value: Json, way: Iterable[Step]) -> Json:
    """Return what lies at the end of a path without [*], else ``MISSING``.

    A number written as a key is an index where there is a list; ``length`` counts the entries of a list or
    of a mapping that has no key of that name.
    """
    for step in way:
        value = _one(value, step)
        if value is MISSING:
            break
    return value


def _one(value: Json, step: Step) -> Json:
    if isinstance(value, dict) and step in value:
        return value[step]
    if step == _LENGTH and isinstance(value, dict | list):
        return len(value)
    if isinstance(value, list):
        index = int(step) if isinstance(step, str) and _INDEX.fullmatch(step) else step
        if isinstance(index, int) and index < len(value):
            return value[index]
    return MISSING


def all_at(value: Json, way: Steps) -> list[tuple[str, Json]]:
    """Return each value at the end of a path with [*], and the place where it lies; an empty list has none.

    What is not there in one entry is ``MISSING``. Raises ``TooMany``.
    """
    here: list[tuple[str, Json]] = [("", value)]
    for step in way:
        if isinstance(step, Each):
            here = list(itertools.islice(_each(here), LONGEST_LIST + 1))
            if len(here) > LONGEST_LIST:
                raise TooMany
        else:
            here = [(_place(place, step), _one(found, step)) for place, found in here]
    return here


def _each(here: Iterable[tuple[str, Json]]) -> Iterator[tuple[str, Json]]:
    for place, found in here:
        if isinstance(found, list):
            yield from ((f"{place}[{index}]", each) for index, each in enumerate(found))
        else:
            yield f"{place}[*]", MISSING


def _place(place: str, step: Step) -> str:
    if isinstance(step, int):
        return f"{place}[{step}]"
    return f"{place}.{step}" if place else str(step)
