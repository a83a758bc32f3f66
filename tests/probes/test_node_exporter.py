import asyncio
from collections.abc import Iterator

import pytest

from app.model.state import ErrorClass
from probes.node_exporter import NodeExporter
from tests.probes.runs import context, failed_once, run_once
from tests.probes.servers import found, free_port, running, serving

PAGE = """\
# TYPE node_cpu_seconds_total counter
node_cpu_seconds_total{{cpu="0",mode="idle"}} {idle}
node_cpu_seconds_total{{cpu="0",mode="user"}} {user}
node_memory_MemTotal_bytes 1000
node_memory_MemAvailable_bytes 250
node_load1 1.5
node_filesystem_size_bytes{{mountpoint="/",fstype="ext4"}} 100
node_filesystem_avail_bytes{{mountpoint="/",fstype="ext4"}} 10
node_filesystem_size_bytes{{mountpoint="/run",fstype="tmpfs"}} 100
node_filesystem_avail_bytes{{mountpoint="/run",fstype="tmpfs"}} 1
node_disk_read_bytes_total{{device="vda"}} {read}
node_network_receive_bytes_total{{device="lo"}} 5
"""


@pytest.fixture(scope="module")
def exporter(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """Run Debian's prometheus-node-exporter; give its port."""
    port = free_port()
    command = [found("prometheus-node-exporter"), f"--web.listen-address=127.0.0.1:{port}"]
    with running(command, port, tmp_path_factory.mktemp("exporter")) as ready:
        yield ready


async def test_a_real_exporter_gives_a_servers_numbers(exporter: int) -> None:
    """CPU, memory, disk space, disk traffic, network and run queue come from one page, rates at once."""
    reading = await run_once(NodeExporter(url=f"http://127.0.0.1:{exporter}/metrics"), seconds=10)
    assert 0 <= reading.values["cpu"] <= 1
    assert 0 < reading.values["memory"] < 1
    assert reading.values["load"] >= 0
    assert {"disk_read", "disk_write", "network_in", "network_out"} <= reading.values.keys()
    assert 0 < reading.values["response_time"] < 10


async def test_rates_are_between_two_runs_and_resets_have_none() -> None:
    """Counters become rates; a counter that fell gives no value for that step, and goes on after it."""
    steps: Iterator[dict[str, float]] = iter(
        [
            {"idle": 0, "user": 0, "read": 9e9},
            {"idle": 3, "user": 1, "read": 0},
            {"idle": 4, "user": 4, "read": 500},
        ]
    )

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        body = PAGE.format(**next(steps)).encode()
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))
        await writer.drain()

    async with serving(talk) as port, context() as ctx:
        probe = NodeExporter(url=f"http://127.0.0.1:{port}/metrics")
        first = await probe.run(ctx)
        ctx.ahead = 10.0
        second = await probe.run(ctx)
    assert first.values["cpu"] == pytest.approx(0.25)
    assert "disk_read" not in first.values
    assert second.values["cpu"] == pytest.approx(0.75)
    assert second.values["disk_read"] == pytest.approx(50, rel=0.05)
    assert second.values["memory"] == pytest.approx(0.75)
    assert {name: value for name, value in second.values.items() if name.startswith("disk_used")} == {
        "disk_used:/": pytest.approx(0.9)
    }


@pytest.mark.parametrize(
    ("answer", "error"),
    [
        (b"HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n", ErrorClass.STATUS),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 17\r\n\r\n<html>Sign in</h>", ErrorClass.CONTENT),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\nnode_load1 x"[:-1], ErrorClass.CONTENT),
    ],
)
async def test_another_page_is_not_a_server(answer: bytes, error: ErrorClass) -> None:
    """An error status and a page without a server's numbers are failures of their own."""

    async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(answer)
        await writer.drain()

    async with serving(talk) as port:
        failed = await failed_once(NodeExporter(url=f"http://127.0.0.1:{port}/metrics"))
    assert failed.error is error
