"""A web server within the test: it notes when it is asked for what, and answers as the test says."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager


class Web:
    """``status`` gives the status of each answer, from the path and how often that was asked for."""

    def __init__(self, status: Callable[[str, int], int] = lambda _path, _times: 200) -> None:
        self.status = status
        self.port = 0
        self.arrivals: dict[str, list[float]] = {}  # path: monotonic times

    @asynccontextmanager
    async def up(self) -> AsyncIterator[None]:
        """Listen."""
        server = await asyncio.start_server(self._served, "127.0.0.1", 0, backlog=1000)
        self.port = server.sockets[0].getsockname()[1]
        async with server:
            yield

    def since(self, moment: float) -> list[float]:
        """Return the seconds after a moment at which anything was asked for, in order."""
        return sorted(at - moment for times in self.arrivals.values() for at in times if at >= moment)

    async def until(self, path: str, number: int, within: float = 5.0) -> None:
        """Wait until a path was asked for so often."""
        async with asyncio.timeout(within):
            while len(self.arrivals.get(path, ())) < number:  # noqa: ASYNC110 - requests come from elsewhere
                await asyncio.sleep(0.01)

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        head = await reader.readuntil(b"\r\n\r\n")
        path = head.split(b" ", 2)[1].decode()
        times = self.arrivals.setdefault(path, [])
        times.append(time.monotonic())
        status = self.status(path, len(times))
        writer.write(b"HTTP/1.1 %d Said\r\nContent-Length: 0\r\nConnection: close\r\n\r\n" % status)
        await writer.drain()
        writer.close()
