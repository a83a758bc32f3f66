"""What stating.c does, for a machine without a C compiler; its own delays are larger.

python -m tests.bench.probing.stating DELAY_MICROSECONDS LOG
"""

import asyncio
import signal
import sys
import time
from pathlib import Path
from typing import cast

import uvloop

from tests.bench.report import say

HEAD = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\nConnection: close\r\n\r\n"


class Answering(asyncio.Protocol):
    """Answers each request after the delay; heads of this size come in one piece on loopback."""

    def __init__(self, delay: float, record: list[str]) -> None:
        self._delay = delay
        self._record = record

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Answer when it is time."""
        name = data.split(b" ")[1].partition(b"?")[2].decode()
        asyncio.get_running_loop().call_later(self._delay, self._answer, name, time.monotonic())

    def _answer(self, name: str, arrived: float) -> None:
        body = f'{{"us": {(time.monotonic() - arrived) * 1e6:.1f}}}'
        self._transport.write((HEAD.format(len(body)) + body).encode())
        self._transport.close()
        self._record.append(f"{name} {body[7:-1]}\n")


async def serve(delay: float, log: Path) -> None:
    """Listen until the input ends."""
    record: list[str] = []
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Answering(delay, record), "127.0.0.1", 0, backlog=1024)
    say(str(server.sockets[0].getsockname()[1]))
    ended = loop.run_in_executor(None, sys.stdin.read)
    while not ended.done():
        await asyncio.wait((ended,), timeout=0.2)
        with log.open("a", encoding="ascii") as file:
            file.writelines(record)
        record.clear()
    server.close()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    uvloop.run(serve(float(sys.argv[1]) / 1e6, Path(sys.argv[2])))
