"""Small servers on loopback for tests of probes."""

import asyncio
import contextlib
import os
import shutil
import signal
import socket
import ssl
import subprocess
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from typing import Any

Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def serving(talk: Talk, tls: ssl.SSLContext | None = None, port: int = 0) -> AsyncIterator[int]:
    """Serve ``talk`` to each connection on a free (or certain) port of 127.0.0.1; gives the port."""
    open_: set[asyncio.Task[None]] = set()

    async def handle(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        open_.add(task)
        try:
            # CancelledError too: asyncio 3.11 logs a cancelled handler as an error
            with contextlib.suppress(OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
                await talk(reader, writer)
        finally:
            open_.discard(task)
            writer.close()

    server = await asyncio.start_server(handle, "127.0.0.1", port, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        for task in list(open_):
            task.cancel()
        await asyncio.gather(*open_, return_exceptions=True)
        await asyncio.sleep(0)


def free_port() -> int:
    """Return a port that is free now, for servers that can't be given port 0."""
    with socket.socket() as sock:
        sock.bind(("127.0.0.1", 0))
        return int(sock.getsockname()[1])


@contextmanager
def running(
    command: Sequence[str], port: int, folder: Path, *, hello: bytes = b"", **options: object
) -> Iterator[int]:
    """Run a real server until the block ends; waits until its port answers; ends it by its process id.

    With ``hello`` it is one of datagrams, and that is a question that it answers.
    """
    with (folder / "server.log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, cwd=folder, **options)  # type: ignore[call-overload]
        try:
            _wait_for_port(process, port, folder, hello)
            yield port
        finally:
            process.send_signal(signal.SIGINT)
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait(5)


def _wait_for_port(process: "subprocess.Popen[bytes]", port: int, folder: Path, hello: bytes) -> None:
    for _ in range(500):
        with contextlib.suppress(OSError):
            return _greeted(port, hello)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(0.02)
            break
    said = (folder / "server.log").read_text(errors="replace")[-2000:]
    message = f"the server did not come up: {said}"
    raise AssertionError(message)


def _greeted(port: int, hello: bytes) -> None:
    if not hello:
        socket.create_connection(("127.0.0.1", port), 0.2).close()
        return
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sock:
        sock.settimeout(0.2)
        sock.connect(("127.0.0.1", port))
        sock.send(hello)
        sock.recv(2048)


def found(name: str, *folders: str) -> str:
    """Return the path of a server's program; a test that can't find it fails."""
    path = shutil.which(name) or next(
        (p for f in folders for p in map(str, Path("/").glob(f"{f}/{name}"))), None
    )
    assert path, f"{name} is not installed; 'make test' installs it"
    return path


def unprivileged() -> dict[str, Any]:
    """Return how to start a server that refuses to run as root."""
    return {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
