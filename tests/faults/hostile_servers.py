"""Servers that are well until they are told to go bad, in a process of their own.

``python -m tests.faults.hostile_servers GROUP FOLDER`` prints a JSON object of ports by case. It obeys lines
on its standard input: ``ill`` and ``well`` (answered by ``"done"``), ``held`` (answered by a JSON object: the
seconds that each connection of a case was kept by the prober since it was told to go bad). It ends with its
input. Certificates are in FOLDER, those of the authority in ``authority.pem``.
"""

import asyncio
import contextlib
import json
import socket
import ssl
import sys
import time
from pathlib import Path

from tests.faults.hostile_case import CERTIFICATES, Case
from tests.faults.hostile_cases import GROUPS
from tests.probes.web import Authority


class Door:
    """One case's listening socket, and what stands behind it at present."""

    def __init__(self, case: Case, certificates: dict[str, Path]) -> None:
        self.case = case
        self.held: list[float] = []
        self._certificates = certificates
        self._talk = case.well
        self._context: ssl.SSLContext | None = None
        self._socket: socket.socket | None = None
        self._tasks: set[asyncio.Task[None]] = set()
        self.port = 0

    def turn(self, *, ill: bool) -> None:
        """Change what connections get from now on; a refusing door is shut."""
        talk = self.case.ill if ill else self.case.well
        self.held.clear()
        if talk is None:
            assert self._socket is not None
            asyncio.get_running_loop().remove_reader(self._socket)
            self._socket.close()
            self._socket = None
            return
        self._talk = talk
        certificate = self.case.ill_tls if ill else self.case.well_tls
        self._context = self._secured(certificate) if certificate else None
        if self._socket is None:
            self._socket = socket.create_server(("127.0.0.1", self.port), backlog=200)
            self._socket.setblocking(False)
            self.port = self._socket.getsockname()[1]
            asyncio.get_running_loop().add_reader(self._socket, self._accept)

    def _secured(self, certificate: str) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self._certificates[certificate])
        return context

    def _accept(self) -> None:
        # Not asyncio's server: one that is closed for the change forgets whom it has just let in.
        assert self._socket is not None
        with contextlib.suppress(OSError):
            task = asyncio.create_task(self._served(self._socket.accept()[0]))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _served(self, connection: socket.socket) -> None:
        began, loop = time.monotonic(), asyncio.get_running_loop()
        talk, reader = self._talk, asyncio.StreamReader()
        protocol = asyncio.StreamReaderProtocol(reader)
        with contextlib.suppress(OSError, EOFError):
            transport, _ = await loop.connect_accepted_socket(lambda: protocol, connection, ssl=self._context)
            writer = asyncio.StreamWriter(transport, protocol, reader, loop)
            with contextlib.closing(writer):
                await talk(reader, writer)
        if talk is self._talk:  # else it came before the change
            self.held.append(round(time.monotonic() - began, 3))


def _say(value: object) -> None:
    sys.stdout.write(json.dumps(value) + "\n")
    sys.stdout.flush()


async def _obey(doors: list[Door]) -> None:
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while word := (await reader.readline()).decode().strip():
        if word == "held":
            _say({door.case.name: door.held for door in doors})
            continue
        for door in doors:
            door.turn(ill=word == "ill")
        _say("done")


async def main(group: str, folder: Path) -> None:
    """Serve a group of cases until the input ends."""
    asyncio.get_running_loop().set_exception_handler(
        lambda _loop, _context: None
    )  # peers break off: as meant
    authority = Authority(folder)
    certificates = {
        name: authority.issue((host,), days, self_signed=own)
        for name, (host, days, own) in CERTIFICATES.items()
    }
    doors = [Door(case, certificates) for case in GROUPS[group]]
    for door in doors:
        door.turn(ill=False)
    _say({door.case.name: door.port for door in doors})
    await _obey(doors)


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], Path(sys.argv[2])))
