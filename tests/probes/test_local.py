from app.model.clock import Moment
from app.model.state import ErrorClass
from app.transport.counters import Counters, server_rates
from probes.local import Local
from tests.probes.runs import context, failed_once, run_once


async def test_this_machine_gives_its_numbers_at_once() -> None:
    """The first run already knows load, memory and disks, each within its range."""
    reading = await run_once(Local())
    assert 0 <= reading.values["cpu"] <= 1
    assert 0 < reading.values["memory"] <= 1
    assert any(name.startswith("disk_used:") for name in reading.values)


async def test_later_runs_take_no_second_look() -> None:
    """Counters are compared with those of the run before."""
    async with context() as ctx:
        probe = Local(mounts=("/",))
        await probe.run(ctx)
        before = ctx.recall(Counters)
        await probe.run(ctx)
        assert before is not None
        assert ctx.recall(Counters) is not before


async def test_a_missing_mount_is_named() -> None:
    """A mount point that is not there is a failure that says so."""
    failed = await failed_once(Local(mounts=("/nonexistent",)))
    assert failed.error is ErrorClass.CONTENT
    assert "/nonexistent" in failed.sentence.plain()


def test_the_busiest_disk_counts() -> None:
    """Disk activity is that of the busiest disk, and waiting is not work."""
    before = Counters(
        at=Moment(wall=0, mono=0), values={"busy:sda": 1.0, "busy:sdb": 5.0, "cpu_all": 10, "cpu_busy": 1}
    )
    now = Counters(
        at=Moment(wall=10, mono=10), values={"busy:sda": 2.0, "busy:sdb": 10.0, "cpu_all": 30, "cpu_busy": 6}
    )
    found = server_rates(before, now)
    assert (found["disk_busy"], found["cpu"]) == (0.5, 0.25)
