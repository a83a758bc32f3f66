"""The sockets of our own under both event loops."""

import asyncio
import socket
import struct
import time

import pytest
import uvloop

from app.transport.stopwatch import Stopwatch
from app.transport.wire import SO_TIMESTAMPNS, STAMPS, StampKeeper, arrival
from probes.dns import Dns
from probes.http import Http
from probes.icmp import Icmp
from probes.tcp import Tcp
from tests.probes.runs import context, run_once
from tests.probes.servers import serving
from tests.probes.web import OK, Authority, answering, page, silent
from tests.transport.loops import Loop, each_loop, under
from tests.transport.name_server import answered, name_server


@pytest.fixture(scope="module", autouse=True)
def _loop_library() -> None:
    """Have libuv open the one pipe that it keeps for the life of the process."""
    uvloop.new_event_loop().close()


async def all_kinds(authority: Authority) -> None:
    """Run each kind that has sockets of our own."""
    async with answering(page(b"x" * 300_000), tls=authority.server()) as url:
        assert (await run_once(Http(url=url, verify=False))).values["body_size"] == 300_000
    async with answering(page(b"x")) as url:
        await run_once(Http(url=url, method="POST", body="y" * 900_000))
    async with serving(silent) as port:
        await run_once(Tcp(host="127.0.0.1", port=port))
    async with name_server(lambda asked: answered(asked, ("A", b"abcd"))) as port:
        await run_once(Dns(name="a.example", resolver="127.0.0.1", port=port))
    await run_once(Icmp(host="127.0.0.1", count=1))


@each_loop
def test_all_kinds_run_under_each_loop(loop: Loop, tmp_path_factory: pytest.TempPathFactory) -> None:
    """HTTP, TLS, TCP, DNS and pings work under asyncio and under uvloop."""
    under(loop, all_kinds(Authority(tmp_path_factory.mktemp("authority"))))


@each_loop
def test_our_own_delay_is_not_booked_as_the_targets(loop: Loop) -> None:
    """While our loop stands still for 100 ms, the kernel's stamp tells when the answer came."""
    assert STAMPS

    async def work() -> None:
        async def talk(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await reader.readuntil(b"\r\n\r\n")
            writer.write(OK + b"Content-Length: 2\r\n\r\nok")
            # The answer lies in the kernel while this one thread, and with it the reader, does nothing.
            time.sleep(0.1)  # noqa: ASYNC251 - the stall is the subject
            # Not closed yet: the kernel would give the later stamp of the close to the bytes before it.
            await reader.read()

        async with serving(talk) as port, context() as ctx:
            await ctx.shared(StampKeeper)
            await asyncio.sleep(0.05)  # as in a program that runs: the kernel is stamping by then
            reading = await Http(url=f"http://127.0.0.1:{port}/").run(ctx)
        assert reading.values["response_time"] < 0.05

    under(loop, work())


def test_phases_add_up() -> None:
    """Phases follow one another without a gap, and a name that comes again is added up."""
    watch = Stopwatch()
    watch.enter("connect")
    watch.enter("first_byte")
    watch.enter("connect")
    watch.stop()
    phases = {phase.name: phase.seconds for phase in watch.phases()}
    assert list(phases) == ["connect", "first_byte"]
    assert watch.total == pytest.approx(sum(phases.values()))


def test_a_stamp_never_lies_before_the_phase() -> None:
    """An arrival before the phase began, as after a step of the clock, counts as its beginning."""
    watch = Stopwatch()
    watch.enter("first_byte")
    watch.enter("transfer", at=watch.began - 100)
    watch.stop()
    assert all(phase.seconds >= 0 for phase in watch.phases())


def test_time_between_two_clocks_is_not_booked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where another process runs between the readings of both clocks, they are read once more."""
    read, late = time.time_ns, [0.02, 0.0]

    def wall() -> int:
        time.sleep(late.pop(0) if late else 0.0)
        return read()

    monkeypatch.setattr(time, "time_ns", wall)
    stamp = struct.pack("@ll", *divmod(read(), 1_000_000_000))
    here = time.perf_counter()
    came = arrival([(socket.SOL_SOCKET, SO_TIMESTAMPNS, stamp)], 0.0)
    assert abs(came - here) < 0.01
    assert not late
