import asyncio
import time

import pytest

from app.transport.resolver import Resolver
from app.transport.stopwatch import Stopwatch
from app.transport.streams import dial
from app.transport.wire import STAMPS
from tests.probes.servers import serving
from tests.probes.web import silent


@pytest.mark.skipif(not STAMPS, reason="the kernel's own figures are Linux'")
async def test_a_late_loop_is_not_booked_on_the_handshake() -> None:
    """While our loop stands still for 100 ms a connection comes to be: its time is the kernel's, not ours."""
    async with serving(silent) as port:
        watch, resolver = Stopwatch(), Resolver()
        dialling = asyncio.ensure_future(
            dial(resolver, "localhost", port, seconds=2.0, watch=watch, family=2)
        )
        await asyncio.sleep(0)
        time.sleep(0.1)  # noqa: ASYNC251 - the fault
        wire, _ = await dialling
        wire.close()
    assert watch.total < 0.02
