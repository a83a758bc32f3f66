import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from app.model.clock import Moment
from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.surroundings import Listen, Surroundings
from app.model.verdict import Level
from app.transport.beats.beat import Beat
from app.transport.beats.desk import HeartbeatDesk
from probes.heartbeat import Heartbeat
from tests.engine.parts import HandClock
from tests.probes.runs import TrialContext, context
from tests.transport.beats.desks import TOKEN, asked, place, request, running

JOB = Heartbeat(name="job", token=Secret(secret="job"), every=300.0, grace=60.0)


@pytest.fixture(autouse=True)
def _never_deaf(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take a clock that goes by hand for no machine that slept."""
    monkeypatch.setattr("app.transport.beats.desk._DEAF", 1e12)


class Watch(TrialContext):
    """A context on a clock that goes by hand."""

    clock: HandClock

    @property
    def now(self) -> Moment:
        return self.clock.now()


@asynccontextmanager
async def watched(clock: HandClock, desk: HeartbeatDesk | None = None) -> AsyncIterator[Watch]:
    ctx = Watch(secrets={"job": TOKEN})
    ctx.clock = clock
    if desk is not None:
        ctx._shared[HeartbeatDesk] = desk
    yield ctx


async def level(probe: Heartbeat, ctx: Watch) -> Level | ErrorClass:
    """Return what a run finds."""
    try:
        return (await probe.run(ctx)).level
    except ProbeFailed as failed:
        return failed.error


async def test_from_waiting_to_late_to_missing_and_back() -> None:
    """Never heard it waits, in time it is good, one beat missed is a warning, two are critical."""
    clock, listen = HandClock(), place()
    async with running(listen, clock=clock) as it, watched(clock, it.desk) as ctx:
        assert await level(JOB, ctx) is ErrorClass.WAITING
        await asked(listen.port, request())
        seen = []
        for seconds in (0, 359, 2, 240, 60):
            clock.go(seconds)
            seen.append(await level(JOB, ctx))
        assert seen == [Level.GOOD, Level.GOOD, Level.WARNING, Level.WARNING, ErrorClass.MISSING]
        clock.go(120)
        with pytest.raises(ProbeFailed) as missing:
            await JOB.run(ctx)
        assert missing.value.sentence.plain() == "No heartbeat for 13 min, one is due each 5 min"
        await asked(listen.port, request())
        reading = await JOB.run(ctx)
        assert reading.level is Level.GOOD
        assert reading.values == {"heartbeat_age": 0.0}
        assert reading.sentence.plain() == "Last heartbeat 0 s ago"


async def test_what_a_job_says_is_its_level() -> None:
    """A warning, a failure, a message and numbers are taken; a failure that is late stays one."""
    clock, listen = HandClock(), place()
    async with running(listen, clock=clock) as it, watched(clock, it.desk) as ctx:
        await asked(listen.port, request(body=b'{"status":"warning","message":"slow","numbers":{"rows":7}}'))
        reading = await JOB.run(ctx)
        assert (reading.level, reading.sentence.plain()) == (Level.WARNING, "slow")
        assert reading.values["beat:rows"] == 7.0
        await asked(listen.port, request(body=b"status=fail&message=disk+full"))
        assert await level(JOB, ctx) is Level.CRITICAL
        clock.go(400)
        reading = await JOB.run(ctx)
        assert (reading.level, reading.sentence.plain()) == (Level.CRITICAL, "disk full")


async def test_what_never_comes_is_missing_after_its_time() -> None:
    """Not heard since the start of listening for as long as one may be late, it is missing."""
    clock = HandClock()
    async with running(place(), clock=clock) as it, watched(clock, it.desk) as ctx:
        clock.go(350)
        assert await level(JOB, ctx) is ErrorClass.WAITING
        clock.go(20)
        assert await level(JOB, ctx) is ErrorClass.MISSING


@pytest.mark.parametrize(
    ("ago", "found"),
    [
        (100.0, Level.GOOD),  # fresh as it was kept
        (290.0, Level.GOOD),
        (1000.0, ErrorClass.WAITING),  # was due while nobody listened
        (100_000.0, ErrorClass.WAITING),
    ],
)
async def test_after_a_restart_what_came_counts_and_what_could_not_come_is_waited_for(
    ago: float, found: Level | ErrorClass
) -> None:
    """A kept beat is good while it is fresh; one that was due before we listened is waited for anew."""
    clock = HandClock()
    async with running(place(), clock=clock) as it, watched(clock, it.desk) as ctx:
        now = clock.now()
        it.desk._beats["job"] = Beat(at=Moment(wall=now.wall - ago, mono=now.mono - ago))
        assert await level(JOB, ctx) is found


async def test_a_daily_job_is_missed_on_its_own_time_after_a_restart_at_noon() -> None:
    """A beat that is due after the restart counts from the last one, not from the restart."""
    clock = HandClock(mono=1_000_000.0)
    daily = Heartbeat(name="job", token=Secret(secret="job"), every=86_400.0, grace=3600.0)
    async with running(place(), clock=clock) as it, watched(clock, it.desk) as ctx:
        now = clock.now()
        it.desk._beats["job"] = Beat(at=Moment(wall=now.wall - 32_400, mono=now.mono - 32_400))
        clock.go(86_400 - 32_400 + 3601)
        assert await level(daily, ctx) is Level.WARNING


async def test_without_a_listener_a_fresh_beat_is_still_proof() -> None:
    """What is not heard proves nothing: unknown, in the words of the trouble; what was heard stays good."""
    clock = HandClock()
    async with watched(clock) as ctx:
        assert await level(JOB, ctx) is ErrorClass.INTERNAL
    async with running(place(), clock=clock) as it, watched(clock, it.desk) as ctx:
        it.desk._beats["job"] = Beat(at=clock.now())
        it.desk.since = None
        assert await level(JOB, ctx) is Level.GOOD
        clock.go(400)
        it.desk.since = None
        assert await level(JOB, ctx) is ErrorClass.INTERNAL


async def test_a_missing_token_is_a_credential() -> None:
    """Without its secret nobody can report, and the check says so."""
    async with context() as ctx:
        with pytest.raises(ProbeFailed) as failed:
            await JOB.run(ctx)
        assert failed.value.error is ErrorClass.CREDENTIAL


def touched(path: Path, when: float) -> None:
    path.touch()
    os.utime(path, (when, when))


async def test_a_touched_file_is_a_heartbeat(tmp_path: Path) -> None:
    """The time of a file counts like a report; without the file it is waited for and then missing."""
    clock, path = HandClock(), tmp_path / "done"
    probe = Heartbeat(file=str(path), every=300.0, grace=60.0)
    async with watched(clock) as ctx:
        assert await level(probe, ctx) is ErrorClass.WAITING
        touched(path, clock.now().wall - 100)
        assert (await probe.run(ctx)).values["heartbeat_age"] == pytest.approx(100, abs=0.1)
        clock.go(300)
        assert await level(probe, ctx) is Level.WARNING
        clock.go(300)
        assert await level(probe, ctx) is ErrorClass.MISSING
        touched(path, clock.now().wall)
        assert await level(probe, ctx) is Level.GOOD
        path.unlink()
        assert await level(probe, ctx) is Level.GOOD
        clock.go(700)
        assert await level(probe, ctx) is ErrorClass.MISSING


async def test_a_time_to_come_does_not_stay_fresh_for_ever(tmp_path: Path) -> None:
    """A file of tomorrow counts from when it was seen, and each further touch anew."""
    clock, path = HandClock(), tmp_path / "done"
    probe = Heartbeat(file=str(path), every=300.0, grace=60.0)
    async with watched(clock) as ctx:
        touched(path, clock.now().wall + 86_400)
        assert await level(probe, ctx) is Level.GOOD
        clock.go(400)
        assert await level(probe, ctx) is Level.WARNING
        touched(path, clock.now().wall + 86_400)
        assert await level(probe, ctx) is Level.GOOD
        clock.go(700)
        assert await level(probe, ctx) is ErrorClass.MISSING


@pytest.mark.parametrize("jump", [7200.0, -7200.0])
async def test_a_jump_of_the_wall_clock_changes_nothing(tmp_path: Path, jump: float) -> None:
    """Once its time was seen, a file ages by the clock that never jumps; a touch after the jump is one."""
    clock, path = HandClock(), tmp_path / "done"
    probe = Heartbeat(file=str(path), every=300.0, grace=60.0)
    async with watched(clock) as ctx:
        touched(path, clock.now().wall - 10)
        assert await level(probe, ctx) is Level.GOOD
        clock.wall_offset += jump
        clock.go(30)
        assert (await probe.run(ctx)).values["heartbeat_age"] == pytest.approx(40, abs=0.1)
        touched(path, clock.now().wall - jump)  # touched just now, by a clock that did not jump
        assert (await probe.run(ctx)).values["heartbeat_age"] <= 30


async def test_a_file_that_may_not_be_looked_at_is_ours(tmp_path: Path) -> None:
    """What cannot be looked at is no silence of the job."""
    (tmp_path / "file").touch()
    probe = Heartbeat(file=str(tmp_path / "file" / "done"), every=60.0)
    async with watched(HandClock()) as ctx:
        assert await level(probe, ctx) is ErrorClass.PERMISSION


def test_settings_that_cannot_work_are_refused() -> None:
    """A heartbeat has a name with a token, or a file; over HTTP it needs a place to be taken."""
    for wrong in (
        {"every": 60.0},
        {"every": 60.0, "name": "a"},
        {"every": 60.0, "name": "a", "file": "/f", "token": Secret(secret="s")},
        {"every": 60.0, "file": "/f", "token": Secret(secret="s")},
    ):
        with pytest.raises(ValueError, match="heartbeat"):
            Heartbeat(**wrong)
    assert [each.kind for each in JOB.objections(Surroundings())] == ["no-listen"]
    assert JOB.objections(Surroundings(listen=Listen(address="127.0.0.1", port=1))) == ()
    assert Heartbeat(file="/f", every=60.0).objections(Surroundings()) == ()
