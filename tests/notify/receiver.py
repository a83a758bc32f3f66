"""A real receiver on loopback that answers as it is told."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager


class Receiver:
    """Collects what is posted; ``answers`` are given in turn, the last one for ever. None: never answer."""

    def __init__(self, answers: list[bytes | None]) -> None:
        self.answers = answers
        self.heads: list[str] = []
        self.bodies: list[bytes] = []
        self.arrived = asyncio.Event()
        self.port = 0
        self._open: set[asyncio.Task[None]] = set()
        self._ending = asyncio.Event()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self.port}/hook"

    async def take(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Answer one connection."""
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            head = (await reader.readuntil(b"\r\n\r\n")).decode()
            length = next(
                int(x.split(":")[1]) for x in head.split("\r\n") if x.lower().startswith("content-length")
            )
            self.heads.append(head)
            self.bodies.append(await reader.readexactly(length))
            self.arrived.set()
            answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            if answer is None:
                await self._ending.wait()
            else:
                writer.write(answer)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionResetError):
            pass  # a sender that is taken back before it has spoken has delivered nothing
        finally:
            self._open.discard(task)
            writer.close()

    async def end(self) -> None:
        """End all connections."""
        self._ending.set()
        await asyncio.gather(*self._open, return_exceptions=True)


def answer(status: str, *headers: str, body: bytes = b"{}") -> bytes:
    """Return an answer of HTTP."""
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", "Connection: close", *headers, "", ""]
    return "\r\n".join(lines).encode() + body


OK = answer("200 OK")
BROKEN = answer("500 Internal Server Error", body=b"<b>sorry</b>")


@asynccontextmanager
async def receiving(*answers: bytes | None) -> AsyncIterator[Receiver]:
    """Give a receiver that listens."""
    receiver = Receiver(list(answers))
    server = await asyncio.start_server(receiver.take, "127.0.0.1", 0)
    receiver.port = server.sockets[0].getsockname()[1]
    try:
        yield receiver
    finally:
        server.close()
        await receiver.end()
        await server.wait_closed()
