"""Many services in one: a web server whose paths are what is watched."""

import asyncio
import time

from tests.faults.engine_process import target


class House:
    """A web server; the paths in ``bad`` answer 503."""

    def __init__(self) -> None:
        self.bad: set[str] = set()
        self.asked: dict[str, float] = {}  # when each was asked last, by time.monotonic
        self.port = 0
        self._server: asyncio.Server | None = None

    async def up(self) -> None:
        """Listen."""
        self._server = await asyncio.start_server(self._served, "127.0.0.1", 0)
        self.port = self._server.sockets[0].getsockname()[1]

    async def down(self) -> None:
        """Go."""
        if self._server is not None:
            self._server.close()

    def lines(self, name: str, *above: str) -> str:
        """Return the lines of a target that is one path, and depends on those ``above``."""
        probe = f'{{kind: http, url: "http://127.0.0.1:{self.port}/{name}"}}'
        depends = f"    depends_on: [{', '.join(above)}]\n" if above else ""
        return target(name, probe).replace("    class: api\n", f"    class: api\n{depends}")

    async def _served(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                name = head.split()[1].decode().strip("/")
                self.asked[name] = time.monotonic()
                status = b"503 Sorry" if name in self.bad else b"200 OK"
                writer.write(b"HTTP/1.1 " + status + b"\r\nContent-Length: 0\r\n\r\n")
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()
