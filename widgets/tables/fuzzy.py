"""How well a text fits what somebody types in a hurry: letters in their order, the closer the better."""

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

T = TypeVar("T")
_START, _NEXT, _SIGN = 8, 5, 1  # for a letter at the beginning of a word, right after the last one, anywhere
_WHOLE = 40  # for letters that stand together in the text
_FAR = 12  # signs between letters after which further ones cost no more
_LONGEST = 80  # signs of what is typed


class Hit(NamedTuple):
    """How well a text fits, and the places of the letters that were typed."""

    score: int
    places: tuple[int, ...]


def fit(wanted: str, text: str) -> Hit | None:
    """Return how well ``text`` fits what is ``wanted``; None where letters are missing.

    Every word that is typed must be found; both texts are folded by whoever calls.
    """
    score, places = 0, set[int]()
    for word in wanted[:_LONGEST].split():
        found = _word(word, text)
        if found is None:
            return None
        score += found.score
        places.update(found.places)
    return Hit(score - len(text) // 16, tuple(sorted(places)))


def best(wanted: str, items: Iterable[tuple[str, T]], most: int) -> tuple[list[tuple[Hit, T]], int]:
    """Return the best fitting of ``(text, item)`` and how many fit at all; equal ones keep their order."""
    patterns = [_pattern(word) for word in wanted[:_LONGEST].split()]
    found = []
    for text, item in items:
        if all(pattern.search(text) for pattern in patterns):
            hit = fit(wanted, text)
            if hit is not None:
                found.append((hit, item))
    found.sort(key=lambda pair: -pair[0].score)
    return found[:most], len(found)


def _word(word: str, text: str) -> Hit | None:
    whole = _whole(word, text)
    if whole is not None:
        return whole
    places = _places(word, text)
    return None if places is None else Hit(_score(places, text), tuple(places))


def _whole(word: str, text: str) -> Hit | None:
    """Return the best place where all letters stand together: at the beginning of a word, if there is one."""
    at = text.find(word)
    if at < 0:
        return None
    start = at
    while start >= 0 and not _begins(text, start):
        start = text.find(word, start + 1)
    at = at if start < 0 else start
    exact = 10 * (len(word) == len(text)) + 6 * (at == 0)
    return Hit(_WHOLE + _score(range(at, at + len(word)), text) + exact, tuple(range(at, at + len(word))))


def _places(word: str, text: str) -> list[int] | None:
    """Return a place for each letter in its order, beginnings of words preferred."""
    places: list[int] = []
    at = 0
    for letter in word:
        first = text.find(letter, at)
        if first < 0:
            return _plain_places(word, text)
        better = first
        while better >= 0 and not (_begins(text, better) or (places and better == places[-1] + 1)):
            better = text.find(letter, better + 1)
        places.append(first if better < 0 else better)
        at = places[-1] + 1
    return places


def _plain_places(word: str, text: str) -> list[int] | None:
    """Return the first place of each letter: what was preferred may have passed a letter over."""
    places: list[int] = []
    for letter in word:
        at = text.find(letter, places[-1] + 1 if places else 0)
        if at < 0:
            return None
        places.append(at)
    return places


def _score(places: Sequence[int], text: str) -> int:
    score, last = 0, -1
    for number, place in enumerate(places):
        score += _SIGN + _START * _begins(text, place)
        if number:
            score += _NEXT if place == last + 1 else -min(_FAR, place - last) // 4
        last = place
    return score


def _begins(text: str, place: int) -> bool:
    return place == 0 or not text[place - 1].isalnum()


@lru_cache(maxsize=64)
def _pattern(word: str) -> re.Pattern[str]:
    return re.compile(".*?".join(map(re.escape, word)), re.DOTALL)
