"""Errors as they came: the repeats of one together, the newest first."""

from collections.abc import Container
from itertools import islice

from msgspec.structs import replace

from app.model.board import ErrorEntry
from app.model.phrase import foreign, phrase
from app.model.sample import Sample
from app.model.state import ErrorClass, State

KEPT = 200
SHOWN = 40  # that a board carries; the rest is counted
REPEAT = 600.0  # seconds after which the same error is told as a new one

_Key = tuple[str, ErrorClass | None, str]  # check, class, sentence without its values


class ErrorStream:
    """Takes samples; an entry comes to the front when its error comes back, not at each repeat."""

    def __init__(self) -> None:
        self._entries: dict[_Key, ErrorEntry] = {}  # the oldest first
        self._lasting: dict[str, _Key] = {}  # by check: its error, while each run ends so
        self._made: tuple[ErrorEntry, ...] | None = None

    def take(self, sample: Sample, state: State) -> None:
        """Take a sample; ``state``: what its check is shown as by it."""
        for group in sample.errors:
            key = (sample.check, None, group.template)
            known = self._entries.get(key)
            if known is None or group.last.mono > known.last.mono:
                self._note(
                    key,
                    ErrorEntry(
                        check=sample.check,
                        text=phrase("{message}", message=foreign(group.template)),
                        state=state,
                        count=group.count,
                        first=group.first,
                        since=group.last,
                        last=group.last,
                        over=group.last,
                    ),
                )
        if sample.error is None or sample.error is ErrorClass.WAITING:
            self._ended(sample)
        else:
            self._failed(sample, sample.error, state)

    @property
    def newest(self) -> tuple[ErrorEntry, ...]:
        """The newest entries, first the last that came."""
        if self._made is None:
            self._made = tuple(islice(reversed(self._entries.values()), SHOWN))
        return self._made

    @property
    def earlier(self) -> int:
        """How many are kept beyond those that a board carries."""
        return max(0, len(self._entries) - SHOWN)

    def forget_gone(self, checks: Container[str]) -> None:
        """Take the checks of a new inventory."""
        self._entries = {key: each for key, each in self._entries.items() if each.check in checks}
        self._lasting = {check: key for check, key in self._lasting.items() if check in checks}
        self._made = None

    def _failed(self, sample: Sample, error: ErrorClass, state: State) -> None:
        key = (sample.check, error, sample.sentence.template)
        lasting = self._lasting.get(sample.check)
        if lasting != key:
            self._ended(sample)
        known = self._entries.get(key)
        again = known is not None and sample.ended.seconds_since(known.last) <= REPEAT
        goes_on = again and lasting == key
        entry = ErrorEntry(
            check=sample.check,
            error=error,
            text=sample.sentence,
            state=state,
            count=known.count + 1 if known is not None and again else 1,
            first=known.first if known is not None and again else sample.ended,
            since=known.since if known is not None and goes_on else sample.ended,
            last=sample.ended,
        )
        self._lasting[sample.check] = key
        self._note(key, entry, front=not goes_on)

    def _ended(self, sample: Sample) -> None:
        key = self._lasting.pop(sample.check, None)
        known = self._entries.get(key) if key is not None else None
        if key is not None and known is not None:
            self._note(key, replace(known, over=sample.ended), front=False)

    def _note(self, key: _Key, entry: ErrorEntry, *, front: bool = True) -> None:
        if front:
            self._entries.pop(key, None)
        self._entries[key] = entry
        if len(self._entries) > KEPT:
            del self._entries[next(iter(self._entries))]
        self._made = None
