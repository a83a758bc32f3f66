"""A loopback web server that costs little: ``python -m tests.bench.server``; prints its port."""

import asyncio
from typing import cast

import uvloop

from tests.bench.report import say

ANSWER = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok"


class Answering(asyncio.Protocol):
    """Answers each request that comes; whoever asks closes."""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's is none by inheritance

    def data_received(self, data: bytes) -> None:
        """Answer a whole request; heads of this size come in one piece on loopback."""
        if data.endswith(b"\r\n\r\n"):
            self._transport.write(ANSWER)
            if b"onnection: close" in data:
                self._transport.close()


async def serve() -> None:
    """Listen until the process is ended."""
    server = await asyncio.get_running_loop().create_server(Answering, "127.0.0.1", 0, backlog=1024)
    say(str(server.sockets[0].getsockname()[1]))
    await server.serve_forever()


if __name__ == "__main__":
    uvloop.run(serve())
