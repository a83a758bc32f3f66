"""Errors in a local log file, counted and grouped."""

import asyncio
import re
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, ClassVar

import msgspec

from app.model.clock import Moment
from app.model.metric import Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Duration, ErrorGroup, Probe, ProbeFailed, Reading
from app.model.quantity import Unit, age
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.logfile import Position, end_of, read_on
from app.transport.message_template import template_of

GROUPS = 50
REMEMBERED = 24 * 3600.0

ERRORS = Metric(name="log_errors", unit=Unit.COUNT, title="Errors in the log")
ERROR_LINES = Metric(name="log_error_rate", unit=Unit.PER_SECOND, title="Errors a second")

_Pattern = Annotated[str, msgspec.Meta(min_length=1, max_length=1000)]


class Counted(Value, frozen=True, kw_only=True):
    """How many lines matched in one run."""

    at: Moment
    count: int


class Followed(Value, frozen=True, kw_only=True):
    """What is kept from run to run."""

    position: Position
    began: Moment
    counts: tuple[Counted, ...] = ()
    groups: tuple[ErrorGroup, ...] = ()


class Log(Probe, frozen=True, kw_only=True, tag="log"):
    """Follow a log file across rotation and count the lines that match.

    ``log_errors`` is their number within ``window``, ``log_error_rate`` the same a second. The first run
    starts at the file's end: what was written before anyone watched is not news.
    """

    example: ClassVar[dict[str, object]] = {"path": "/nonexistent/app.log"}
    metrics: ClassVar[tuple[Metric, ...]] = (ERRORS, ERROR_LINES)

    path: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)]
    match: _Pattern = r"\b(ERROR|CRITICAL|FATAL|Traceback)\b"
    ignore: _Pattern | None = None
    window: Duration = 300.0

    @property
    def address(self) -> str:
        """The file."""
        return self.path

    def __post_init__(self) -> None:
        """Refuse a pattern that does not compile, while the file that holds it is being read."""
        for pattern in (self.match, self.ignore):
            try:
                re.compile(pattern or "")
            except re.error as wrong:
                message = f"not a regular expression: {wrong}"
                raise ValueError(message) from wrong

    async def run(self, ctx: Context) -> Reading:
        """Read on from where the last run stopped."""
        try:
            before = ctx.recall(Followed)
            if before is None:
                position = await asyncio.to_thread(end_of, Path(self.path))
                before = Followed(position=position, began=ctx.now)
            read = await asyncio.to_thread(read_on, Path(self.path), before.position)
        except OSError as problem:
            raise self._unreadable(problem) from problem
        after = self._counted(
            before, read.position, await asyncio.to_thread(self._matching, read.lines), ctx.now
        )
        ctx.remember(after)
        detail = (
            f"{read.skipped} bytes were skipped: more than can be read in one run" if read.skipped else ""
        )
        return self._reading(after, ctx.now, detail)

    def _unreadable(self, problem: OSError) -> ProbeFailed:
        name = foreign(self.path)
        if isinstance(problem, PermissionError):
            return ProbeFailed(ErrorClass.PERMISSION, phrase("This user may not read {path}", path=name))
        if isinstance(problem, FileNotFoundError):
            return ProbeFailed(ErrorClass.CONTENT, phrase("There is no file {path}", path=name))
        sentence = phrase("{path} can't be read", path=name)
        return ProbeFailed(ErrorClass.PERMISSION, sentence, foreign(str(problem)))

    def _matching(self, lines: Iterable[str]) -> tuple[str, ...]:
        wanted = re.compile(self.match)
        unwanted = re.compile(self.ignore) if self.ignore else None
        return tuple(
            line for line in lines if wanted.search(line) and not (unwanted and unwanted.search(line))
        )

    def _counted(
        self, before: Followed, position: Position, matching: tuple[str, ...], now: Moment
    ) -> Followed:
        counts = (*before.counts, Counted(at=now, count=len(matching)))
        return Followed(
            position=position,
            began=before.began,
            counts=tuple(each for each in counts if now.seconds_since(each.at) <= self.window),
            groups=grouped(before.groups, matching, now),
        )

    def _reading(self, after: Followed, now: Moment, detail: str) -> Reading:
        count = sum(each.count for each in after.counts)
        # Shortly after the start the window is not full yet; a rate over one second would shout.
        watched = min(self.window, max(60.0, now.seconds_since(after.began)))
        sentence = (
            phrase("{count} errors in {window}", count=str(count), window=age(self.window))
            if count
            else phrase("No errors in {window}", window=age(self.window))
        )
        return Reading(
            values={"log_errors": float(count), "log_error_rate": count / watched},
            errors=after.groups,
            sentence=sentence,
            detail=detail,
        )


def grouped(before: tuple[ErrorGroup, ...], lines: Iterable[str], now: Moment) -> tuple[ErrorGroup, ...]:
    """Return the groups with ``lines`` added, newest first; old ones and those beyond fifty leave."""
    groups = {
        group.template: group for group in reversed(before) if now.seconds_since(group.last) <= REMEMBERED
    }
    for line in lines:
        template = template_of(line)
        known = groups.pop(template, None)
        # popped and put back: the order of the dictionary is that of the newest line
        groups[template] = ErrorGroup(
            template=template,
            count=known.count + 1 if known else 1,
            first=known.first if known else now,
            last=now,
            example=foreign(line),
        )
    return tuple(reversed(groups.values()))[:GROUPS]
