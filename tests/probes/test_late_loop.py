"""Whether the times of a conversation are the target's while our own loop is late (FAULTS N07)."""

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from socket import create_server

import pytest

from app.model.probe import Probe
from app.transport.dialogue import Step
from probes.redis import Redis
from probes.smtp import Smtp
from probes.ssh import Ssh
from probes.tcp import Tcp
from tests.plugins.evidence import Evidence
from tests.probes.runs import context

TAKES = 0.03  # seconds that the server thinks about each answer
STALL = 0.1


@contextmanager
def answering(greeting: bytes, *answers: bytes) -> Iterator[int]:
    """Serve two connections from a thread, which our loop cannot hold up; gives the port."""
    with create_server(("127.0.0.1", 0)) as listener:

        def serve() -> None:
            for _ in range(2):
                connection, _peer = listener.accept()
                with connection:
                    time.sleep(TAKES if greeting else 0)
                    connection.sendall(greeting)
                    for answer in answers:
                        connection.recv(1000)
                        time.sleep(TAKES)
                        connection.sendall(answer)

        thread = threading.Thread(target=serve)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            thread.join()


CASES: dict[str, tuple[Callable[[int], Probe], bytes, tuple[bytes, ...]]] = {
    "ssh": (lambda port: Ssh(host="127.0.0.1", port=port), b"SSH-2.0-x\r\n", ()),
    "smtp": (
        lambda port: Smtp(host="127.0.0.1", port=port),
        b"220 mx\r\n",
        (b"250 mx\r\n", b"221 bye\r\n"),
    ),
    "tcp": (
        lambda port: Tcp(host="127.0.0.1", port=port, dialogue=(Step(send="x"), Step(expect="y"))),
        b"",
        (b"y\r\n",),
    ),
    "redis": (
        lambda port: Redis(host="127.0.0.1", port=port),
        b"",
        (b"+PONG\r\n", b"$7\r\na:1\r\nb:\r\n"),
    ),
}


async def spent(probe: Probe) -> float:
    """Return the response time of the second run, in which the loop stands still at each answer."""
    loop = asyncio.get_running_loop()
    over = False

    def stall() -> None:
        time.sleep(STALL)
        if not over:
            loop.call_later(0.001, stall)

    async with context(seconds=5) as ctx:
        await probe.run(ctx)  # what is opened once is open, and the kernel stamps
        loop.call_later(0.002, stall)
        reading = await probe.run(ctx)
        over = True
        await asyncio.sleep(0.005)
    return reading.values["response_time"]


@pytest.mark.alone
@pytest.mark.fault("N07")
@pytest.mark.parametrize("kind", CASES)
async def test_a_late_loop_is_not_booked_on_the_server(kind: str, evidence: Evidence) -> None:
    """While our loop stands still for 100 ms at a time, the response time stays what the server took."""
    made, greeting, answers = CASES[kind]
    with answering(greeting, *answers) as port:
        took = await spent(made(port))
    measured_answers = len(answers) - (kind == "smtp") + bool(greeting)
    evidence(took=took, answers=measured_answers)
    assert took == pytest.approx(TAKES * measured_answers, abs=0.02)
