"""A client that takes all that a wall is sent: ``python -m tests.bench.probing.watcher STATE``.

It stands for the shell of a window; whoever wants a window that stalls stops this process.
"""

import asyncio
import os
import signal
import sys
from pathlib import Path

from app import __version__
from app.engine.clock import SystemClock
from app.link.address import socket_path
from app.link.client import LinkClient
from app.model.message import Hello
from tests.bench.report import say


async def watch(state: Path) -> None:
    """Take pushes for ever; an engine that lets us go is asked again."""
    hello = Hello(build=__version__, role="wall", who="bench", session="bench-wall", watch=True)
    while True:
        client = await LinkClient.connect(socket_path(state, os.environ), hello, SystemClock())
        say("ready")
        try:
            async for _ in client:
                pass
        finally:
            await client.close()


if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # who started us ends us
    asyncio.run(watch(Path(sys.argv[1])))
