"""Whether something that runs by itself says in time that it did."""

import asyncio
import os
from typing import Annotated, ClassVar, Final

import msgspec

from app.model.clock import Moment
from app.model.metric import Metric
from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Context, Duration, Inbound, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit, age
from app.model.state import ErrorClass
from app.model.surroundings import Objection, Surroundings
from app.model.value import Value
from app.model.verdict import Level
from app.transport.beats.beat import Beat
from app.transport.beats.desk import HeartbeatDesk, no_desk, objection_to_silence

AGE: Final = Metric(name="heartbeat_age", unit=Unit.SECONDS, title="Heartbeat age")
NUMBER: Final = Metric(name="beat", unit=Unit.NONE, title="Reported")

_Name = Annotated[str, msgspec.Meta(pattern=r"^([A-Za-z0-9][A-Za-z0-9._-]{0,59})?$")]


class _Seen(Value, frozen=True, kw_only=True):
    """What is known of a file's touches. ``touched``: the newest one, by the clock that never jumps."""

    began: Moment
    looked: Moment
    stamp: int | None = None
    touched: float | None = None


class Heartbeat(Probe, frozen=True, kw_only=True, tag="heartbeat"):
    """Wait for reports of a job, over HTTP or by the touch of a file, and miss them.

    Good while the newest report is no older than `every` and `grace` together. Then it is late, a warning;
    when a second one is due and `grace` is over too it is missing, which is critical. A report may say how it
    went (`ok`, `warning`, `critical` or `fail`) with a message and numbers, each the series `beat:NAME`. What
    never reported is waited for once; after a start, what would have come before it is waited for anew.
    """

    example: ClassVar[dict[str, object]] = {"file": "/nonexistent/beat", "every": 60}
    metrics: ClassVar[tuple[Metric, ...]] = (AGE, NUMBER)
    timed: ClassVar[bool] = False
    outspoken: ClassVar[bool] = True

    every: Duration
    grace: Duration = 30.0
    name: _Name = ""
    token: Secret | None = None
    file: Annotated[str, msgspec.Meta(max_length=4096)] = ""

    def __post_init__(self) -> None:
        """Refuse what waits for nothing, or for two things."""
        if bool(self.name) == bool(self.file):
            raise ValueError("a heartbeat has either a name or a file")
        if bool(self.name) != (self.token is not None):
            raise ValueError(
                "a heartbeat with a name needs a token: {secret: NAME}; one with a file has none"
            )

    @property
    def address(self) -> str:
        """The name, or the file."""
        return self.file or f"heartbeat {self.name}"

    @property
    def patience(self) -> float:
        """Nothing is news until the first report is missing."""
        return self.every + self.grace

    @property
    def inbound(self) -> Inbound | None:
        """The reports, where they come over HTTP."""
        return Inbound(name=self.name, token=self.token) if self.token is not None else None

    def objections(self, around: Surroundings) -> tuple[Objection, ...]:
        """Object to an inventory that takes no reports."""
        return objection_to_silence(around, "file") if self.inbound is not None else ()

    async def run(self, ctx: Context) -> Reading:
        """Look at the newest report."""
        return await (self._by_name(ctx) if self.token is not None else self._by_file(ctx))

    async def _by_name(self, ctx: Context) -> Reading:
        assert self.token is not None
        await ctx.secret(self.token)
        desk = await ctx.shared(HeartbeatDesk, no_desk)
        try:
            reading = self._of_desk(desk, ctx.now)
        except ProbeFailed:
            desk.await_news(self.name, wanted=True)
            raise
        desk.await_news(self.name, wanted=reading.level is not Level.GOOD)
        return reading

    def _of_desk(self, desk: HeartbeatDesk, now: Moment) -> Reading:
        beat, since = desk.last(self.name), desk.since
        if beat is not None and now.seconds_since(beat.at) <= self.patience:
            return self._reading(beat, now.seconds_since(beat.at), beat.level)
        if since is None:
            raise desk.deaf
        # An earlier report that was due before we listened may have come in vain.
        if beat is None or beat.at.mono < since.mono >= beat.at.mono + self.every - self.grace:
            raise self._never(now.seconds_since(since))
        passed = now.seconds_since(beat.at)
        self._missed(passed)
        return self._reading(beat, passed, max(beat.level, Level.WARNING, key=_LEVELS.index))

    def _reading(self, beat: Beat, passed: float, level: Level) -> Reading:
        late = passed > self.patience
        sentence = phrase("Last heartbeat {age} ago", age=age(passed))
        if beat.message:
            sentence = phrase("{text}", text=beat.message)
        if late and beat.level is not Level.CRITICAL:
            sentence = self._late(passed)
        return Reading(
            values={AGE.name: passed} | {f"{NUMBER.name}:{name}": n for name, n in beat.numbers.items()},
            sentence=sentence,
            facts={"message": beat.message} if beat.message else {},
            level=level,
        )

    def _late(self, passed: float) -> Phrase:
        due = age(self.every)
        return phrase("The last heartbeat was {age} ago, one is due each {due}", age=age(passed), due=due)

    def _missed(self, passed: float) -> None:
        """Raise ``ProbeFailed`` where a second report is due and did not come either."""
        if passed > 2 * self.every + self.grace:
            sentence = phrase(
                "No heartbeat for {age}, one is due each {due}", age=age(passed), due=age(self.every)
            )
            raise ProbeFailed(ErrorClass.MISSING, sentence)

    def _never(self, waited: float) -> ProbeFailed:
        due = age(self.every)
        if waited <= self.patience:
            return ProbeFailed(
                ErrorClass.WAITING, phrase("Waiting for a heartbeat, one is due each {due}", due=due)
            )
        sentence = phrase("No heartbeat since this monitor listens, {age}", age=age(waited))
        return ProbeFailed(ErrorClass.MISSING, sentence)

    async def _by_file(self, ctx: Context) -> Reading:
        try:
            # in a thread: a dead network folder holds whoever looks at it
            stamp = (await asyncio.to_thread(os.stat, self.file)).st_mtime_ns
        except FileNotFoundError:
            stamp = None
        except OSError as problem:
            reason = foreign(problem.strerror or str(problem))
            sentence = phrase("{path} cannot be looked at: {reason}", path=foreign(self.file), reason=reason)
            raise ProbeFailed(ErrorClass.PERMISSION, sentence) from problem
        now = ctx.now
        seen = _looked(ctx.recall(_Seen), stamp, now)
        ctx.remember(seen)
        if seen.touched is None:
            raise self._never(now.seconds_since(seen.began))
        passed = max(0.0, now.mono - seen.touched)
        self._missed(passed)
        at = Moment(wall=now.wall - passed, mono=seen.touched)
        return self._reading(Beat(at=at), passed, Level.WARNING if passed > self.patience else Level.GOOD)


_LEVELS: Final = (Level.GOOD, Level.WARNING, Level.CRITICAL)


def _looked(before: _Seen | None, stamp: int | None, now: Moment) -> _Seen:
    """Return what a look at a file's time says; ``stamp`` in nanoseconds, None where there is no file.

    The file's time is read against the wall clock once, when it is new, and goes on by the clock that never
    jumps. It cannot lie before our last look, where we saw another time, nor in the future: a touch with a
    time to come (another machine's clock) counts from when it was seen.
    """
    began = before.began if before is not None else now
    if stamp is None or (before is not None and before.stamp == stamp):
        known, touched = (before.stamp, before.touched) if before is not None else (None, None)
        return _Seen(began=began, looked=now, stamp=known, touched=touched)
    passed = max(0.0, now.wall - stamp / 1e9)
    if before is not None and before.stamp is not None:
        passed = min(passed, now.seconds_since(before.looked))
    return _Seen(began=began, looked=now, stamp=stamp, touched=now.mono - passed)
