"""Regular expressions that always end: read here, and walked in one pass over the text.

Python's own may take for ever on a text that does not match, and what decides about alerts cannot wait for
a child process. Each place of the pattern is either reached or not (K. Thompson, "Regular expression search
algorithm", 1968), so a match costs at most places times signs. What needs memory of its own
(back references, looking ahead or behind) is refused, as Alertmanager's patterns (RE2) refuse it.
"""

import functools
import re
from collections.abc import Callable
from typing import Final, NamedTuple

from app.model.phrase import foreign

LONGEST: Final = 300  # signs of a pattern
MATCHED: Final = 500  # signs of a text that are looked at
_MOST_PLACES: Final = 2_000
_MOST_DEPTH: Final = 20
_TOKEN: Final = re.compile(
    r"(?P<set>\[\^?\]?(?:\\.|[^\]\\])*\])|(?P<escape>\\.)|(?P<open>\((?:\?:)?)|(?P<close>\))|(?P<or>\|)"
    r"|(?P<times>[*+?]\??|\{\d{1,4}(?:,\d{0,4})?\}\??)|(?P<edge>[\^$])|(?P<sign>[^\\])",
    re.DOTALL,
)
_PLAIN: Final = re.compile(r"(?:[A-Za-z0-9_ /:@-](?![*+?{]))*")
_ESCAPED: Final = re.compile(r"\\(?:[dDwWsSnrt]|[^\w\s])")
_DOUBTFUL: Final = re.compile(
    r"\[.*(?:\[|--|&&|~~|\|\|)", re.DOTALL
)  # may mean something else to a later Python


class BadPattern(ValueError):  # noqa: N818 - it is the name of what is wrong
    """The pattern cannot be used; the text says why."""


class _Piece(NamedTuple):
    """A part of a pattern: one sign, an edge, or a combination of parts."""

    kind: str  # "sign", "begin", "end", "all", "any", "times"
    accepts: Callable[[str], object] | None = None
    parts: tuple["_Piece", ...] = ()
    least: int = 1
    most: int | None = 1


class Pattern:
    """A pattern that a whole text must match."""

    __slots__ = ("_accepts", "_next", "_prefix")

    def __init__(self, text: str) -> None:
        if len(text) > LONGEST:
            raise BadPattern(f"the pattern is longer than {LONGEST} signs: make it shorter, or write several")
        quick = text.startswith("(?i)")
        piece = _Reader(text[4:] if quick else text, re.IGNORECASE if quick else re.NOFLAG).whole()
        self._prefix = "" if quick else _prefix(text)
        self._accepts: list[tuple[str, Callable[[str], object] | None]] = []
        self._next: list[tuple[int, ...]] = []
        self._write(piece)
        self._add("done")

    def matches(self, text: str) -> bool:
        """Return whether the whole text (its first 500 signs) matches."""
        text = text[:MATCHED]
        if not text.startswith(self._prefix):
            return False  # most are told apart by their first signs
        reached = self._spread([0], at=0, length=len(text))
        for at, sign in enumerate(text, start=1):
            stepped = [
                p + 1 for p in reached if (accepts := self._accepts[p][1]) is not None and accepts(sign)
            ]
            if not stepped:
                return False
            reached = self._spread(stepped, at=at, length=len(text))
        return len(self._accepts) - 1 in reached

    def _spread(self, places: list[int], *, at: int, length: int) -> set[int]:
        """Return all places that are reached from these without a sign."""
        found: set[int] = set()
        todo = places
        while todo:
            place = todo.pop()
            if place in found:
                continue
            found.add(place)
            kind = self._accepts[place][0]
            if kind == "fork" or (kind == "begin" and at == 0) or (kind == "end" and at == length):
                todo.extend(self._next[place])
        return found

    def _add(self, kind: str, accepts: Callable[[str], object] | None = None) -> int:
        if len(self._accepts) >= _MOST_PLACES:
            raise BadPattern("the pattern repeats too much: write smaller numbers, or * and +")
        self._accepts.append((kind, accepts))
        self._next.append((len(self._next) + 1,))
        return len(self._next) - 1

    def _write(self, piece: _Piece) -> None:
        match piece.kind:
            case "all":
                for part in piece.parts:
                    self._write(part)
            case "any":
                self._write_choice(piece.parts)
            case "times":
                self._write_times(piece)
            case _:
                self._add(piece.kind, piece.accepts)

    def _write_choice(self, parts: tuple[_Piece, ...]) -> None:
        fork, ends = self._add("fork"), []
        begins = []
        for part in parts:
            begins.append(len(self._next))
            self._write(part)
            ends.append(self._add("fork"))
        self._next[fork] = tuple(begins)
        for end in ends:
            self._next[end] = (len(self._next),)

    def _write_times(self, piece: _Piece) -> None:
        part = piece.parts[0]
        for _ in range(piece.least):
            self._write(part)
        if piece.most is None:
            fork = self._add("fork")
            self._write(part)
            back = self._add("fork")
            self._next[back] = (fork,)
            self._next[fork] = (fork + 1, back + 1)
            return
        forks = []
        for _ in range(piece.most - piece.least):
            forks.append(self._add("fork"))
            self._write(part)
        for fork in forks:
            self._next[fork] = (fork + 1, len(self._next))


class _Reader:
    """Reads a pattern into its parts."""

    def __init__(self, text: str, flags: re.RegexFlag) -> None:
        self._flags = flags
        self._tokens = [(str(found.lastgroup), found.group()) for found in _TOKEN.finditer(text)]
        if sum(len(token) for _, token in self._tokens) != len(text):
            raise BadPattern(r"the pattern ends within an escape: write \\ for the sign \ itself")
        self._at = 0

    def whole(self) -> _Piece:
        """Return the pattern as one part."""
        piece = self._choice(0)
        if self._at < len(self._tokens):
            raise BadPattern(r"a bracket is closed that was not opened: write \) for the sign itself")
        return piece

    def _peek(self) -> str:
        return self._tokens[self._at][0] if self._at < len(self._tokens) else ""

    def _choice(self, depth: int) -> _Piece:
        if depth > _MOST_DEPTH:
            raise BadPattern("the pattern's brackets stand too deep in one another: take some away")
        parts = [self._row(depth)]
        while self._peek() == "or":
            self._at += 1
            parts.append(self._row(depth))
        return parts[0] if len(parts) == 1 else _Piece("any", parts=tuple(parts))

    def _row(self, depth: int) -> _Piece:
        parts: list[_Piece] = []
        while self._peek() not in ("", "or", "close"):
            kind, token = self._tokens[self._at]
            self._at += 1
            if kind == "times":
                if not parts or parts[-1].kind in ("times", "begin", "end"):
                    raise BadPattern(
                        f"nothing is there for {token} to repeat: put a sign before it, as in .{token}"
                    )
                parts[-1] = _repeated(parts[-1], token)
            else:
                parts.append(self._single(kind, token, depth))
        return _Piece("all", parts=tuple(parts))

    def _single(self, kind: str, token: str, depth: int) -> _Piece:
        if kind == "open":
            inner = self._choice(depth + 1)
            if self._peek() != "close":
                raise BadPattern(r"a bracket is not closed: put ) at its end, or \( for the sign itself")
            self._at += 1
            return inner
        if kind == "edge":
            return _Piece("begin" if token == "^" else "end")  # noqa: S105 - a sign of the pattern
        if kind == "escape" and not _ESCAPED.fullmatch(token):
            raise BadPattern(
                f"{foreign(token)} is not known here: write the sign, or one of \\d \\w \\s \\D \\W \\S"
            )
        if token == "[":  # noqa: S105 - same
            raise BadPattern(r"a set of signs is not closed: put ] at its end, or \[ for the sign itself")
        if kind == "set" and _DOUBTFUL.match(token):
            raise BadPattern(f"{foreign(token, 40)} may mean several things: put a \\ before its signs")
        return _Piece("sign", accepts=_sign(token, kind, self._flags))


def _prefix(text: str) -> str:
    """Return signs with which every text that matches begins; fewer than there are is right, too."""
    if "|" in text:
        return ""
    found = _PLAIN.match(text)
    assert found is not None
    return found[0]


@functools.lru_cache(512)
def compiled(text: str) -> Pattern:
    """Return a pattern, made once; raises ``BadPattern``."""
    return Pattern(text)


@functools.lru_cache(16_384)
def matched(pattern: str, text: str) -> bool:
    """Return whether a pattern matches a whole text; the same few are asked again and again."""
    return compiled(pattern).matches(text)


def _repeated(piece: _Piece, token: str) -> _Piece:
    bare = token[:-1] if len(token) > 1 and token.endswith("?") else token  # greed changes nothing here
    if bare in ("*", "+", "?"):
        return _Piece("times", parts=(piece,), least=int(bare == "+"), most=1 if bare == "?" else None)
    low, comma, high = bare[1:-1].partition(",")
    least = int(low)
    most = int(high) if high else None if comma else least
    if most is not None and most < least:
        raise BadPattern(f"{token} has its numbers the wrong way round: write {{{most},{least}}}")
    return _Piece("times", parts=(piece,), least=least, most=most)


def _sign(token: str, kind: str, flags: re.RegexFlag) -> Callable[[str], object]:
    """Return what one sign is compared with; of a single sign Python's own expressions are quick."""
    known = kind in ("set", "escape") or token == "."  # noqa: S105 - a sign of the pattern
    try:
        return re.compile(token if known else re.escape(token), flags).match
    except re.error as reason:
        raise BadPattern(
            f"{foreign(token, 40)} is no set of signs ({reason}): put a \\ before its signs"
        ) from None
