"""What rules would have done over the recorded past, beside what other rules would have done."""

from app.model.value import Value
from app.model.verdict import Level


class Span(Value, frozen=True, kw_only=True, array_like=True):
    """A stretch of time at one level; wall seconds."""

    begin: float
    end: float
    level: Level


class Firing(Value, frozen=True, kw_only=True):
    """One alert from the moment it was confirmed to its end."""

    check: str
    rule: str
    began: float  # first bad result, wall seconds
    spans: tuple[Span, ...]  # from confirmed to closed; the last one ends with the record where it is open
    ended: bool = True
    before: bool = False  # it was firing when the time asked for began: its seconds count, it does not

    @property
    def hard(self) -> float:
        """When it was confirmed."""
        return self.spans[0].begin

    @property
    def end(self) -> float:
        """When it was closed, or the record ends."""
        return self.spans[-1].end

    @property
    def level(self) -> Level:
        """Its worst level."""
        return Level.CRITICAL if any(span.level is Level.CRITICAL for span in self.spans) else Level.WARNING


class Tally(Value, frozen=True, kw_only=True):
    """Firings in figures. Seconds in which several alerts of a check fire count once a check."""

    fired: int = 0
    critical: int = 0  # of these, how many were critical at some time
    seconds: float = 0.0  # firing or recovering
    longest: float = 0.0
    first: float | None = None  # wall seconds, when the first one was confirmed
    last: float | None = None
    flaps: int = 0  # how often a check began to flap


class Load(Value, frozen=True, kw_only=True):
    """Alarms in ten minutes (EEMUA 191: one an operator is manageable, more than ten are a flood)."""

    mean: float = 0.0
    worst: int = 0  # in any ten minutes
    worst_at: float | None = None  # begin of these, wall seconds
    floods: int = 0  # of the ten minutes one after another, how many were a flood


class Missed(Value, frozen=True, kw_only=True):
    """What fires by the one set of rules while nothing of the check fires by the other."""

    seconds: float = 0.0
    critical: float = 0.0  # seconds that were critical and are not any more
    whole: int = 0  # firings of which no second is left


class CheckReplay(Value, frozen=True, kw_only=True):
    """One check, by the rules as they are and as they would be."""

    check: str
    rules: tuple[str, ...]  # those that are counted; empty: all of the check
    results: int  # that were judged
    unknown: int  # that prove nothing, for they were faults of ours
    present: Tally
    changed: Tally
    missed: Missed  # fires now, would not
    added: Missed  # would fire, does not now


class Replay(Value, frozen=True, kw_only=True):
    """The whole answer. Times are wall seconds."""

    since: float  # from when on it is counted
    until: float  # the newest result
    first: float | None = None  # the oldest result that was looked at, warming up included
    skipped: int = 0  # results from before their outcome was recorded, which cannot be judged
    checks: tuple[CheckReplay, ...] = ()
    present: Tally = Tally()
    changed: Tally = Tally()
    present_load: Load = Load()
    changed_load: Load = Load()
    missed: Missed = Missed()
    added: Missed = Missed()
    present_firings: tuple[Firing, ...] = ()
    changed_firings: tuple[Firing, ...] = ()
