"""What stands beside hostile servers: healthy neighbours who note when they are asked, and a control timer.

``python -m tests.faults.neighbours arrivals`` prints its port, serves any path over HTTP, and answers each
line of its input with the arrivals since the last line: a JSON object of wall times by path, as the kernel
stamped them, so that this process's own lateness is no part of them.

``python -m tests.faults.neighbours control`` runs the engine's own gauge on a loop that has nothing to do and
answers each line with the worst gap since the last one, in seconds. That is the machine's share of any gap.
"""

import asyncio
import contextlib
import json
import os
import selectors
import socket
import struct
import sys

from app.engine.clock import SystemClock
from app.engine.gauge import LoopGauge
from app.transport.wire import SO_TIMESTAMPNS, ask_for_stamps

_ANSWER = (
    b"HTTP/1.1 200 OK\r\nContent-Length: 16\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n"
    b'{"success":true}'
)


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


def serve() -> None:
    """Serve until the input ends; one thread, for nothing here waits."""
    arrivals: dict[str, list[float]] = {}
    listener = socket.create_server(("127.0.0.1", 0), backlog=500)
    ask_for_stamps(listener)  # what it accepts inherits that
    _say(listener.getsockname()[1])
    waiting = selectors.DefaultSelector()
    waiting.register(listener, selectors.EVENT_READ)
    waiting.register(0, selectors.EVENT_READ)
    while True:
        for key, _ in waiting.select():
            if key.fileobj == 0:
                if not os.read(0, 100):
                    return
                _say(arrivals)
                arrivals.clear()
            elif key.fileobj is listener:
                waiting.register(listener.accept()[0], selectors.EVENT_READ)
            else:
                assert isinstance(key.fileobj, socket.socket)
                waiting.unregister(key.fileobj)
                _answer(key.fileobj, arrivals)


def _answer(sock: socket.socket, arrivals: dict[str, list[float]]) -> None:
    with sock, contextlib.suppress(OSError):
        data, ancillary, _flags, _peer = sock.recvmsg(4096, 256)
        if data:
            (stamp,) = (struct.unpack("@ll", stamp) for _, kind, stamp in ancillary if kind == SO_TIMESTAMPNS)
            arrivals.setdefault(data.split(b" ")[1].decode(), []).append(stamp[0] + stamp[1] / 1e9)
            sock.sendall(_ANSWER)


async def control() -> None:
    """Tick until the input ends."""
    ended = asyncio.Event()
    gauge = LoopGauge(SystemClock())
    ticking = asyncio.create_task(gauge.run())

    def told() -> None:
        nonlocal gauge, ticking
        if not os.read(0, 100):
            ended.set()
        _say(gauge.worst)
        ticking.cancel()
        gauge = LoopGauge(SystemClock())
        ticking = asyncio.create_task(gauge.run())

    asyncio.get_running_loop().add_reader(0, told)
    await ended.wait()


def main() -> None:
    """Be what the first word says."""
    if sys.argv[1] == "arrivals":
        serve()
        return
    import uvloop

    uvloop.run(control())


if __name__ == "__main__":
    main()
