"""This machine: CPU, memory, disks and network, read with psutil."""

import asyncio
from typing import ClassVar

import psutil

from app.model.metric import SERVER_METRICS, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Probe, ProbeFailed, Reading
from app.model.state import ErrorClass
from app.transport.counters import INNER_DISKS, Counters, present, server_rates

# Between two looks at the counters when there is no earlier one: long enough for a tick of 10 ms to be 2 %.
FIRST_LOOK = 0.5


class Local(Probe, frozen=True, kw_only=True, tag="local"):
    """Read CPU load, memory, disk space and activity, and network traffic of this machine."""

    example: ClassVar[dict[str, object]] = {}
    metrics: ClassVar[tuple[Metric, ...]] = SERVER_METRICS
    local: ClassVar[bool] = True

    mounts: tuple[str, ...] = ()  # mount points whose space is read; none: all of real disks

    @property
    def address(self) -> str:
        """This machine."""
        return "this machine"

    async def run(self, ctx: Context) -> Reading:
        """Read everything once in a thread: a dead network mount may block for minutes."""
        before = ctx.recall(Counters)
        if before is None:
            before = Counters(at=ctx.now, values=await asyncio.to_thread(_counters))
            await asyncio.sleep(min(FIRST_LOOK, ctx.timeout / 4))
        now = Counters(at=ctx.now, values=await asyncio.to_thread(_counters))
        ctx.remember(now)
        gauges = await asyncio.to_thread(_gauges, self.mounts)
        return Reading(values=present({**gauges, **server_rates(before, now)}))


def _counters() -> dict[str, float]:
    times = psutil.cpu_times()
    # guest time is contained in user time, and waiting for a disk is not work
    everything = sum(times) - getattr(times, "guest", 0.0) - getattr(times, "guest_nice", 0.0)
    found = {"cpu_all": everything, "cpu_busy": everything - times.idle - getattr(times, "iowait", 0.0)}
    disks = {name: io for name, io in psutil.disk_io_counters(perdisk=True).items() if _is_whole_disk(name)}
    found["disk_read"] = float(sum(io.read_bytes for io in disks.values()))
    found["disk_write"] = float(sum(io.write_bytes for io in disks.values()))
    for name, io in disks.items():
        if hasattr(io, "busy_time"):
            found[f"busy:{name}"] = io.busy_time / 1000
    traffic = [io for name, io in psutil.net_io_counters(pernic=True).items() if name != "lo"]
    found["network_in"] = float(sum(io.bytes_recv for io in traffic))
    found["network_out"] = float(sum(io.bytes_sent for io in traffic))
    return found


def _is_whole_disk(name: str) -> bool:
    if name.startswith(INNER_DISKS):
        return False
    # sda1, nvme0n1p2 and vda2 lie within sda, nvme0n1 and vda
    return not (name[-1:].isdigit() and not name.startswith(("nvme", "mmcblk"))) and "p" not in name[4:]


def _gauges(mounts: tuple[str, ...]) -> dict[str, float | None]:
    found: dict[str, float | None] = {
        "memory": psutil.virtual_memory().percent / 100,
        "load": psutil.getloadavg()[0],
    }
    for mount in mounts or _real_mounts():
        try:
            found[f"disk_used:{mount}"] = psutil.disk_usage(mount).percent / 100
        except FileNotFoundError as absent:
            sentence = phrase("There is no mount {mount}", mount=foreign(mount))
            raise ProbeFailed(ErrorClass.CONTENT, sentence) from absent
        except PermissionError as refused:
            sentence = phrase("This user may not read {mount}", mount=foreign(mount))
            raise ProbeFailed(ErrorClass.PERMISSION, sentence) from refused
    return found


def _real_mounts() -> tuple[str, ...]:
    seen: dict[str, str] = {}
    for part in psutil.disk_partitions(all=False):
        # snaps and images are always full by design; one device mounted twice counts once
        if part.fstype not in {"squashfs", "iso9660"} and not part.mountpoint.startswith("/etc/"):
            seen.setdefault(part.device, part.mountpoint)
    return tuple(seen.values()) or ("/",)
