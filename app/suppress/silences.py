"""The book of silences: made, changed and ended by people, ended by time or when all is clear."""

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from app.model.clock import Moment
from app.model.intent import MakeSilence
from app.model.matcher import MOST, Matcher
from app.model.phrase import foreign
from app.model.silence import Silence

LONGEST = 366 * 86_400.0  # seconds
MOST_SILENCES = 1_000  # that are not over
KEPT = 200  # that are over
_REASON = 500


class NotPossible(Exception):  # noqa: N818 - it is the name of the outcome
    """A wish that cannot be carried out; the sentence says why."""


class SilenceBook:
    """All silences. Holds no clock: every step is given its moment."""

    def __init__(self) -> None:
        self._silences: dict[str, Silence] = {}
        self._next = 1
        self._in_force: set[str] = set()
        self._clear_since: dict[str, Moment] = {}

    def restore(self, silences: Iterable[Silence]) -> None:
        """Take over what earlier runs left."""
        for silence in silences:
            self._silences[silence.id] = silence
            self._next = max(self._next, _number(silence.id) + 1)

    @property
    def all(self) -> Sequence[Silence]:
        """Every silence, the oldest first."""
        return tuple(self._silences.values())

    @property
    def waiting(self) -> Sequence[str]:
        """Those in force that end when all is clear."""
        return tuple(name for name in self._in_force if self._silences[name].when_clear)

    def find(self, what: str) -> Silence | None:
        """Return a silence by its id, however that is written."""
        return self._silences.get(what.strip().upper())

    def made(self, wish: MakeSilence, who: str, now: Moment) -> Silence:
        """Return the silence that a wish makes or changes; raises ``NotPossible``."""
        if not 0 < wish.seconds <= LONGEST or not 0 <= wish.starts_in <= LONGEST or not wish.when_clear >= 0:
            raise NotPossible("a silence begins now or later, and lasts from a second to a year")
        before = self._changeable(wish.id, now) if wish.id else None
        matchers = wish.matchers or (before.matchers if before is not None else ())
        reason = foreign(wish.reason, _REASON) or (before.reason if before is not None else "")
        _object_to(matchers, reason)
        if before is None and sum(not each.over(now) for each in self.all) >= MOST_SILENCES:
            raise NotPossible(f"there are {MOST_SILENCES} silences already: end some")
        starts = before.starts if before is not None and before.active(now) else now.later(wish.starts_in)
        silence = Silence(
            id=before.id if before is not None else f"S-{self._next}",
            matchers=matchers,
            author=who,
            reason=reason,
            made=before.made if before is not None else now,
            starts=starts,
            ends=now.later(wish.starts_in + wish.seconds),
            when_clear=wish.when_clear,
        )
        self._next += before is None
        self._silences[silence.id] = silence
        self._clear_since.pop(silence.id, None)
        return silence

    def ended(self, what: str, who: str, now: Moment) -> Silence:
        """Return the silence that is ended by hand; raises ``NotPossible``."""
        silence = replace(self._changeable(what, now), ended=now, ended_by=who)
        self._silences[silence.id] = silence
        return silence

    def tick(self, hides: Mapping[str, int], now: Moment) -> tuple[tuple[Silence, ...], tuple[str, ...]]:
        """Return the silences that are in force since the last call, and the ids of those that are no longer.

        ``hides``: how many firing alerts each of them covers. One that waits for all to be clear is ended
        here (and is then not in force); time counts from its start or the last firing alert.
        """
        for name in self._in_force:
            self._end_if_clear(self._silences[name], hides.get(name, 0), now)
        present = {name for name, each in self._silences.items() if each.active(now)}
        begun = tuple(self._silences[name] for name in sorted(present - self._in_force, key=_number))
        gone = tuple(sorted(self._in_force - present, key=_number))
        self._in_force = present
        for name in gone:
            self._clear_since.pop(name, None)
        self._prune(now)
        return begun, gone

    def _end_if_clear(self, silence: Silence, hides: int, now: Moment) -> None:
        if not silence.when_clear or not silence.active(now):
            return
        if hides:
            self._clear_since.pop(silence.id, None)
            return
        since = self._clear_since.setdefault(silence.id, now)
        if now.seconds_since(since) >= silence.when_clear:
            self._silences[silence.id] = replace(silence, ended=now)

    def _changeable(self, what: str, now: Moment) -> Silence:
        silence = self.find(what)
        if silence is None:
            raise NotPossible(f"no silence is called {foreign(what, 40)!r}")
        if silence.over(now):
            raise NotPossible(f"{silence.id} is over already: make a new one")
        return silence

    def _prune(self, now: Moment) -> None:
        if len(self._silences) <= KEPT:
            return
        over = [each.id for each in self._silences.values() if each.over(now)]
        for name in over[:-KEPT]:
            del self._silences[name]


def _object_to(matchers: Sequence[Matcher], reason: str) -> None:
    if not matchers:
        raise NotPossible("a silence needs a matcher, as target=psp-a")
    if len(matchers) > MOST:
        raise NotPossible(f"a silence has at most {MOST} matchers")
    if all(each.operator in ("!=", "!~") or each.holds({}) for each in matchers):
        raise NotPossible(
            "a silence names what it means: these matchers hold for everything that is not named"
        )
    if not reason:
        raise NotPossible("a silence needs a reason, for those who come after you")


def _number(name: str) -> int:
    tail = name.rpartition("-")[2]
    return int(tail) if tail.isdecimal() else 0
