"""Any server that exports its numbers as Prometheus' node_exporter does."""

import asyncio
from collections import defaultdict
from collections.abc import Iterable
from typing import Annotated, ClassVar

import httpx
import msgspec

from app.model.metric import SERVER_METRICS, Metric
from app.model.phrase import foreign, phrase
from app.model.probe import Context, Probe, ProbeFailed, Reading
from app.model.state import ErrorClass
from app.transport.counters import INNER_DISKS, Counters, present, server_rates, share
from app.transport.errors import Limits
from app.transport.exposition import Exposed, exposed
from app.transport.http import HttpTransport
from app.transport.http_access import transport_opener
from app.transport.http_values import Options, prebuilt
from app.transport.stopwatch import Stopwatch

PAGE_LIMIT = 8_000_000
# Between the two looks of a first run: node_exporter's CPU counters step by 10 ms.
FIRST_LOOK = 1.0

_FAMILIES = (
    "node_cpu_seconds_total",
    "node_memory_MemTotal_bytes",
    "node_memory_MemAvailable_bytes",
    "node_load1",
    "node_filesystem_size_bytes",
    "node_filesystem_avail_bytes",
    "node_disk_io_time_seconds_total",
    "node_disk_read_bytes_total",
    "node_disk_written_bytes_total",
    "node_network_receive_bytes_total",
    "node_network_transmit_bytes_total",
)
_NO_SPACE = ("tmpfs", "ramfs", "devtmpfs", "squashfs", "iso9660", "nsfs", "proc", "sysfs", "autofs")
_NO_NETWORK = ("lo", "veth", "docker", "br-", "virbr")
_SUMS = {
    "node_disk_read_bytes_total": "disk_read",
    "node_disk_written_bytes_total": "disk_write",
    "node_network_receive_bytes_total": "network_in",
    "node_network_transmit_bytes_total": "network_out",
}


class NodeExporter(Probe, frozen=True, kw_only=True, tag="node_exporter"):
    """Read CPU load, memory, disk space and activity, network and run queue of a server from one page."""

    example: ClassVar[dict[str, object]] = {"url": "http://127.0.0.1:1/metrics"}
    metrics: ClassVar[tuple[Metric, ...]] = SERVER_METRICS

    url: Annotated[str, msgspec.Meta(pattern=r"^https?://[^\s]+$", max_length=2000)]
    mounts: tuple[str, ...] = ()  # mount points whose space is read; none: all real ones

    @property
    def address(self) -> str:
        """The page."""
        return self.url

    async def run(self, ctx: Context) -> Reading:
        """Read the page; the first run reads it twice, so that rates are there at once."""
        watch = Stopwatch()
        async with Limits(ctx.timeout, watch):
            before = ctx.recall(Counters)
            if before is None:
                before = self._counters(await self._page(ctx, watch), ctx)
                await asyncio.sleep(min(FIRST_LOOK, ctx.timeout / 4))
            watch = Stopwatch()
            page = await self._page(ctx, watch)
        now = self._counters(page, ctx)
        ctx.remember(now)
        values = present({**server_rates(before, now), **_gauges(page, self.mounts)})
        return Reading(values={**values, "response_time": watch.total}, phases=watch.phases())

    def _counters(self, page: list[Exposed], ctx: Context) -> Counters:
        return Counters(at=ctx.now, values=_totals(page))

    async def _page(self, ctx: Context, watch: Stopwatch) -> list[Exposed]:
        transport = await ctx.shared(HttpTransport, transport_opener(ctx))
        answer = await transport.fetch(
            prebuilt("GET", self.url), watch, ctx.timeout, Options(max_body=PAGE_LIMIT)
        )
        if answer.status != httpx.codes.OK:
            sentence = phrase("The page answers {status}", status=str(answer.status))
            raise ProbeFailed(ErrorClass.STATUS, sentence)
        page = list(exposed(answer.content.decode("utf-8", "replace"), _FAMILIES))
        if not page:
            detail = foreign(answer.content[:200].decode("utf-8", "replace"))
            raise ProbeFailed(ErrorClass.CONTENT, phrase("The page holds no numbers of a server"), detail)
        return page


def _totals(page: Iterable[Exposed]) -> dict[str, float]:
    found: dict[str, float] = defaultdict(float)
    for name, labels, value in page:
        device = labels.get("device", "")
        if name == "node_cpu_seconds_total":
            found["cpu_all"] += value
            found["cpu_busy"] += 0 if labels.get("mode") in {"idle", "iowait"} else value
        elif name.startswith("node_disk_") and device.startswith(INNER_DISKS):
            continue
        elif name == "node_disk_io_time_seconds_total":
            found[f"busy:{device}"] += value
        elif name in _SUMS and not (name.startswith("node_network_") and _is_inner(device)):
            found[_SUMS[name]] += value
    return dict(found)


def _is_inner(device: str) -> bool:
    return device == "lo" or device.startswith(_NO_NETWORK[1:])


def _gauges(page: Iterable[Exposed], mounts: tuple[str, ...]) -> dict[str, float | None]:
    single: dict[str, float] = {}
    size: dict[str, float] = {}
    free: dict[str, float] = {}
    for name, labels, value in page:
        mount = labels.get("mountpoint", "")
        if name.startswith("node_filesystem_"):
            if mount in mounts or (not mounts and labels.get("fstype") not in _NO_SPACE):
                (size if name == "node_filesystem_size_bytes" else free)[mount] = value
        else:
            single[name] = value
    total, available = (
        single.get("node_memory_MemTotal_bytes", 0.0),
        single.get("node_memory_MemAvailable_bytes"),
    )
    return {
        "memory": None if available is None else share(total - available, total),
        "load": single.get("node_load1"),
        **{
            f"disk_used:{foreign(mount, 60)}": share(size[mount] - free[mount], size[mount])
            for mount in size.keys() & free.keys()
        },
    }
