"""A monitoring plugin (Nagios and its kin) as a probe."""

import asyncio
import os
from typing import Annotated, ClassVar, Final

import msgspec

from app.model.metric import RESPONSE_TIME, Metric
from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import Context, Probe, ProbeFailed, Reading, Secret
from app.model.quantity import Unit
from app.model.state import ErrorClass
from app.model.surroundings import Objection, Surroundings
from app.model.verdict import Level
from app.transport.counters import Counters, rate
from app.transport.errors import failure
from app.transport.ownership import Flaw, flaw
from app.transport.perfdata import Figure
from app.transport.plugin_child import Order
from app.transport.plugin_output import Said, said
from app.transport.plugin_room import Ended, PluginRoom

PERF: Final = Metric(name="perf", unit=Unit.NONE, title="Plugin")
PATH: Final = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

_LEVELS: Final = {0: Level.GOOD, 1: Level.WARNING, 2: Level.CRITICAL}
_UNKNOWN: Final = 3

_Program = Annotated[str, msgspec.Meta(pattern=r"^/[^\x00]*$", max_length=4096)]
_Folder = Annotated[str, msgspec.Meta(pattern=r"^/[^\x00]*$", max_length=4096)]
_Word = Annotated[str, msgspec.Meta(pattern=r"^[^\x00]*$", max_length=8192)]
_Variable = Annotated[str, msgspec.Meta(pattern=r"^[A-Za-z_][A-Za-z0-9_]{0,100}$")]
_Label = Annotated[str, msgspec.Meta(min_length=1, max_length=60)]


class Command(Probe, frozen=True, kw_only=True, tag="command"):
    """Run a monitoring plugin and take its word: exit code, first line, performance data.

    0, 1 and 2 are OK, warning and critical; anything else is unknown. Each number of its performance data is
    the series `perf:LABEL`, in base units (seconds, bytes with 1 KB = 1024, ratios for per cent); a counter
    (`c`) becomes its growth a second. The program is started directly, never through a shell, with nothing
    but `PATH`, `LANG` and `environment`, in a session of its own that is killed when the time is over.
    Refused where others than root and this user could change the inventory or the program.
    """

    example: ClassVar[dict[str, object]] = {"argv": ["/bin/sleep", "20"]}
    metrics: ClassVar[tuple[Metric, ...]] = (RESPONSE_TIME, PERF)
    outspoken: ClassVar[bool] = True

    argv: Annotated[tuple[_Word, ...], msgspec.Meta(min_length=1, max_length=256)]
    environment: dict[_Variable, _Word | Secret] = {}
    directory: _Folder = "/"
    units: dict[_Label, Unit] = {}  # what labels are measured in, for limits and screens

    def __post_init__(self) -> None:
        """Refuse a program that would have to be looked for."""
        if not self.argv[0].startswith("/"):
            raise ValueError("the program needs its whole path, beginning with /")

    @property
    def address(self) -> str:
        """The program and its words."""
        return foreign(" ".join((self.argv[0].rpartition("/")[2], *self.argv[1:])))

    @property
    def measured(self) -> tuple[Metric, ...]:
        """The metrics of the kind, and the labels whose unit is known."""
        known = (
            Metric(name=_series(label), unit=unit, title=PERF.title) for label, unit in self.units.items()
        )
        return (*self.metrics, *known)

    def objections(self, around: Surroundings) -> tuple[Objection, ...]:
        """Return what others could change of the inventory or the program; a program may yet be missing."""
        found = (_unsafe(around.files), _unsafe((self.argv[0],)))
        return tuple(each for each in found if each is not None)

    async def run(self, ctx: Context) -> Reading:
        """Run the plugin once."""
        order = Order(self.argv, await self._environment(ctx), self.directory)
        # in a thread: a dead network folder holds whoever looks at it
        objections = await asyncio.to_thread(self.objections, ctx.around)
        if objections:
            first = objections[0]
            raise ProbeFailed(ErrorClass.PERMISSION, first.wrong, first.remedy.plain())
        room = await ctx.shared(PluginRoom)
        try:
            ended = await room.run(ctx.check, order, ctx.timeout)
        except OSError as problem:
            raise self._not_started(problem) from problem
        return self._reading(ctx, ended)

    async def _environment(self, ctx: Context) -> dict[str, str]:
        given = {
            name: await ctx.secret(value) if isinstance(value, Secret) else value
            for name, value in self.environment.items()
        }
        return {"PATH": PATH, "LANG": "C.UTF-8", **given}

    def _not_started(self, problem: OSError) -> ProbeFailed:
        """Return why there was no run; that is never the target's fault."""
        program = foreign(self.argv[0])
        if not os.path.isdir(self.directory):  # noqa: PTH112 - the settings are texts
            sentence = phrase("There is no folder {path} to run the plugin in", path=foreign(self.directory))
            return ProbeFailed(ErrorClass.INTERNAL, sentence)
        if isinstance(problem, FileNotFoundError):
            # a script whose interpreter is missing is "not found" too
            sentence = phrase("There is no program {path}, or not what it needs to start", path=program)
            return ProbeFailed(ErrorClass.INTERNAL, sentence)
        if isinstance(problem, PermissionError):
            sentence = phrase("{path} may not be executed by this user", path=program)
            return ProbeFailed(ErrorClass.PERMISSION, sentence)
        known = failure(problem)
        if known.error is ErrorClass.INTERNAL:
            return known
        reason = foreign(problem.strerror or str(problem))
        sentence = phrase("{path} cannot be started: {reason}", path=program, reason=reason)
        return ProbeFailed(ErrorClass.INTERNAL, sentence)

    def _reading(self, ctx: Context, ended: Ended) -> Reading:
        found = said(ended.output)
        errors = ended.errors.decode("utf-8", "replace").strip()
        detail = "\n".join(part for part in (found.more, errors) if part)
        sentence = phrase("{text}", text=foreign(found.line)) if found.line else _SILENT
        level = _LEVELS.get(ended.code)
        if level is None:
            unknown = sentence if ended.code == _UNKNOWN else _odd_end(ended.code)
            raise ProbeFailed(ErrorClass.INTERNAL, unknown, "\n".join(filter(None, (found.line, detail))))
        values = _values(ctx, found.figures)
        if level is not Level.CRITICAL:
            values[RESPONSE_TIME.name] = ended.seconds
        return Reading(values=values, sentence=sentence, facts=_facts(found), detail=detail, level=level)


_SILENT: Final = phrase("The plugin said nothing")


def _series(label: str) -> str:
    return f"{PERF.name}:{foreign(label, 60)}"


def _values(ctx: Context, figures: tuple[Figure, ...]) -> dict[str, float]:
    known = {_series(figure.label): figure for figure in figures if figure.value is not None}
    now = Counters(at=ctx.now, values={name: figure.value or 0.0 for name, figure in known.items()})
    before = ctx.recall(Counters) or now
    ctx.remember(now)
    values: dict[str, float] = {}
    for name, figure in known.items():
        value = rate(before, now, name) if figure.counter else figure.value
        if value is not None:
            values[name] = value
    return values


def _facts(found: Said) -> dict[str, str]:
    limits = {
        f"limits of {figure.label}": figure.limits
        for figure in found.figures[:20]
        if figure.warning is not None or figure.critical is not None
    }
    return limits | ({"unreadable numbers": found.unread} if found.unread else {})


def _odd_end(code: int) -> Phrase:
    if code < 0:
        return phrase("The plugin was ended by signal {number}", number=str(-code))
    return phrase("The plugin ended with code {code}, which says nothing", code=str(code))


def _unsafe(paths: tuple[str, ...]) -> Objection | None:
    try:
        found = flaw(paths)
    except OSError:
        return None  # what is not there is said where it is needed
    return None if found is None else _objection(found)


def _objection(found: Flaw) -> Objection:
    remedy = phrase("{command}", command=found.remedy)
    path = foreign(found.path)
    if found.owner:
        wrong = phrase(
            "no plugin is run: {path} belongs to {owner}", path=path, owner=foreign(found.owner, 60)
        )
        return Objection(kind="unsafe-owner", wrong=wrong, remedy=remedy)
    wrong = phrase("no plugin is run: others may write to {path}", path=path)
    return Objection(kind="unsafe-mode", wrong=wrong, remedy=remedy)
