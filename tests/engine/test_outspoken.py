"""Targets that say themselves how well they are: plugins, heartbeats."""

from typing import ClassVar

import msgspec

from app.model.phrase import phrase
from app.model.probe import Context, ProbeFailed, Reading
from app.model.rule import Threshold
from app.model.state import ErrorClass, State
from app.model.verdict import Level
from tests.engine.parts import RealClock, Told
from tests.engine.whole import rig


class Outspoken(Told, frozen=True, kw_only=True, tag="outspoken"):
    """Reads a level, and no time."""

    outspoken: ClassVar[bool] = True
    timed: ClassVar[bool] = False


async def test_from_critical_to_warning_it_stays_one_incident() -> None:
    """What a target says of itself worsens and eases within one incident, told at its worst and its end."""
    said = [Level.WARNING]

    async def speaks(_: Context) -> Reading:
        return Reading(level=said[0], sentence=phrase("Says so"), values={"things": 5.0})

    Told.does["speaks"] = speaks
    rules = (Threshold(metric="things", warning=10.0),)
    async with rig() as it:
        await it.apply(
            msgspec.structs.replace(it.check("db/plugin"), probe=Outspoken(name="speaks"), rules=rules)
        )
        await it.link.until(lambda: it.link.checks["db/plugin"].state is State.WARNING)
        assert it.link.checks["db/plugin"].sentence.plain() == "Says so"
        said[0] = Level.CRITICAL
        await it.link.until(lambda: it.link.checks["db/plugin"].state is State.CRITICAL)
        series = {each.name: each.value for each in it.link.checks["db/plugin"].series}
        assert series["things"] == 5.0
        assert "response_time" not in series
        said[0] = Level.WARNING
        await it.link.until(lambda: it.link.checks["db/plugin"].state is State.WARNING)
        said[0] = Level.GOOD
        await it.link.until(lambda: "I-1 recovery" in it.kinds(it.outside))
        assert it.kinds(it.outside) == ["I-1 problem", "I-1 worsened", "I-1 recovery"]
        assert it.link.checks["db/plugin"].availability not in (None, 1.0)


async def test_a_warning_parent_explains_nothing() -> None:
    """A target that merely warns does not hold back the notices of what depends on it."""

    async def warns(_: Context) -> Reading:
        return Reading(level=Level.WARNING, sentence=phrase("Nearly full"))

    Told.does["warns"] = warns
    async with rig() as it:
        it.service("app/tcp").error = ErrorClass.REFUSED
        parent = msgspec.structs.replace(it.check("db/plugin"), probe=Outspoken(name="warns"))
        await it.apply(parent, it.check("app/tcp"), depends_on={"app": ("db",)})
        await it.link.until(lambda: len(it.outside) == 2)
        assert all(each.kind.value == "problem" for each in it.outside)


async def test_what_is_not_due_yet_waits_and_raises_nothing() -> None:
    """A report that is not due is PENDING through many intervals, and critical when it is missing."""
    due = [ErrorClass.WAITING]

    async def waits(_: Context) -> Reading:
        raise ProbeFailed(due[0], phrase("Nothing yet"))

    class Patient(Outspoken, frozen=True, kw_only=True, tag="patient"):
        @property
        def patience(self) -> float:
            return 60.0

    Told.does["waits"] = waits
    async with rig() as it:
        await it.apply(msgspec.structs.replace(it.check("backup/beat"), probe=Patient(name="waits")))
        await it.link.until(lambda: it.link.checks["backup/beat"].error is ErrorClass.WAITING)
        assert it.link.checks["backup/beat"].state is State.PENDING
        await it.link.until(lambda: it.engine.health(RealClock().now()).runs > 6)
        assert not it.outside
        due[0] = ErrorClass.MISSING
        await it.link.until(lambda: it.outside)
        assert it.outside[0].title.plain() == "backup is silent"
