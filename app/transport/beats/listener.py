"""The socket on which reports arrive: few connections, little time for each, one request on each."""

import asyncio
import contextlib
import logging
import socket
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Final, cast

from app.model.surroundings import Listen, ListenTls
from app.transport.beats.request import CONTINUE, MALFORMED, Answer, Refused, Request, RequestReader

CONNECTIONS: Final = 64
WHOLE: Final = 5.0  # seconds from the connection to the end of our answer, a TLS handshake included
_LINGER: Final = 0.5  # seconds in which the rest of a refused request is read, so that our answer arrives
_AGAIN: Final = 0.5  # seconds until we try again where this process has no descriptor left
_BACKLOG: Final = 256
_TOO_SLOW: Final = Answer(408, "A request may take 5 s")

_log = logging.getLogger("nocwall.engine")

Take = Callable[[Request], Awaitable[Answer]]


class Listener:
    """Takes connections while there is a place; further ones wait in the kernel, so that a rush loses none.

    ``take`` answers a whole request; what it raises as ``Refused`` is answered too.
    """

    def __init__(self, take: Take) -> None:
        self._take = take
        self._socket: socket.socket | None = None
        self._tls: _Certificate | None = None
        self._open: set[asyncio.Task[None]] = set()
        self._reading = False
        self._resume: asyncio.TimerHandle | None = None

    async def open(self, listen: Listen) -> None:
        """Listen; raises ``OSError`` (of the socket, of the certificate's files)."""
        tls = await asyncio.to_thread(_Certificate, listen.tls) if listen.tls is not None else None
        family = socket.AF_INET6 if ":" in listen.address else socket.AF_INET
        made = socket.socket(family, socket.SOCK_STREAM)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.setblocking(False)
            made.bind((listen.address, listen.port))
            made.listen(_BACKLOG)
        except OSError:
            made.close()
            raise
        self._socket, self._tls = made, tls
        self._go_on()

    async def renew(self) -> None:
        """Take a certificate that was renewed under its name; half of a new pair is not taken."""
        if self._tls is not None:
            await asyncio.to_thread(self._tls.renew)

    def stop(self) -> None:
        """Listen no more; who is connected is answered."""
        if self._resume is not None:
            self._resume.cancel()
        if self._socket is not None:
            self._pause()
            self._socket.close()
            self._socket = None

    async def close(self) -> None:
        """Listen no more and end all connections."""
        self.stop()
        for task in tuple(self._open):
            task.cancel()
        await asyncio.gather(*self._open, return_exceptions=True)

    def _go_on(self) -> None:
        if self._socket is not None and not self._reading:
            self._reading = True
            asyncio.get_running_loop().add_reader(self._socket.fileno(), self._accept)

    def _pause(self) -> None:
        if self._socket is not None and self._reading:
            self._reading = False
            asyncio.get_running_loop().remove_reader(self._socket.fileno())

    def _accept(self) -> None:
        while self._socket is not None and len(self._open) < CONNECTIONS:
            try:
                caller, _ = self._socket.accept()
            except (BlockingIOError, ConnectionError):
                return
            except OSError:  # no descriptor left: asking again at once would turn the loop for nothing
                self._pause()
                self._resume = asyncio.get_running_loop().call_later(_AGAIN, self._go_on)
                return
            caller.setblocking(False)
            task = asyncio.get_running_loop().create_task(self._served(caller), name="heartbeat request")
            self._open.add(task)
            task.add_done_callback(self._left)
        self._pause()

    def _left(self, task: asyncio.Task[None]) -> None:
        self._open.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            _log.error("answering a heartbeat failed", exc_info=error)
        if self._resume is None or self._resume.cancelled() or self._resume.when() < _now():
            self._go_on()

    async def _served(self, connection: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        until = loop.time() + WHOLE
        caller = Caller()
        context = self._tls.context if self._tls is not None else None
        try:
            async with asyncio.timeout_at(until):
                # not the protocol that it returns: uvloop's is that of TLS
                await loop.connect_accepted_socket(lambda: caller, connection, ssl=context)
        except (OSError, TimeoutError):
            connection.close()
            return
        except BaseException:
            connection.close()
            raise
        try:
            await self._talk(caller, until)
        finally:
            caller.drop()

    async def _talk(self, caller: "Caller", until: float) -> None:
        answer = _TOO_SLOW
        try:
            async with asyncio.timeout_at(until):
                request = await caller.request
                answer = await self._take(request)
        except Refused as refused:
            answer = refused.answer
        except (TimeoutError, ConnectionError):
            pass
        await caller.answer(answer)


def _now() -> float:
    return asyncio.get_running_loop().time()


class _Certificate:
    """A server's certificate that is read anew when its files change. Blocks; raises ``OSError``."""

    def __init__(self, files: ListenTls) -> None:
        self.context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        self._files = files
        self._stamps = self._looked()
        self.context.load_cert_chain(files.certificate, files.key)

    def renew(self) -> None:
        """Look at the files, and read them where they have changed."""
        with contextlib.suppress(OSError):
            stamps = self._looked()
            if stamps != self._stamps:
                self.context.load_cert_chain(self._files.certificate, self._files.key)
                self._stamps = stamps

    def _looked(self) -> tuple[int, ...]:
        return tuple(Path(file).stat().st_mtime_ns for file in (self._files.certificate, self._files.key))


class Caller(asyncio.Protocol):
    """One connection; ``request`` is its first request, or why there is none."""

    def __init__(self) -> None:
        loop = asyncio.get_running_loop()
        self.request: asyncio.Future[Request] = loop.create_future()
        self.request.add_done_callback(_seen)
        self._lost: asyncio.Future[None] = loop.create_future()
        self._reader: RequestReader | None = RequestReader()
        self._transport: asyncio.Transport | None = None

    async def answer(self, answer: Answer) -> None:
        """Send the answer and end the connection; what still comes in is not looked at."""
        transport, whole = self._transport, self._reader is None and self.request.done()
        self._reader = None
        if transport is None or transport.is_closing():
            return
        transport.write(answer.encoded())
        if whole:
            transport.close()
        elif transport.can_write_eof():
            with contextlib.suppress(OSError):
                transport.write_eof()
        await asyncio.wait({self._lost}, timeout=_LINGER)

    def drop(self) -> None:
        """End the connection at once."""
        if self._transport is not None:
            self._transport.abort()

    # What the loop calls.

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Keep the way back."""
        self._transport = cast("asyncio.Transport", transport)  # uvloop's own are no subclass of it

    def data_received(self, data: bytes) -> None:
        """Read on until the request is whole."""
        if self._reader is None:
            return
        try:
            request = self._reader.feed(data)
        except Refused as refused:
            self._decide(refused)
            return
        if request is not None:
            self._reader = None
            if not self.request.done():
                self.request.set_result(request)
        elif self._reader.wants_continue and self._transport is not None:
            self._transport.write(CONTINUE)

    def eof_received(self) -> bool:
        """Answer also who has closed his half; TLS knows no half."""
        if self._reader is not None:
            self._decide(Refused(MALFORMED))
        return self._transport is not None and self._transport.can_write_eof()

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002 - the loop's form
        """Note that there is nobody to be answered."""
        self._decide(ConnectionResetError())
        if not self._lost.done():
            self._lost.set_result(None)

    def _decide(self, reason: Exception) -> None:
        self._reader = None
        if not self.request.done():
            self.request.set_exception(reason)


def _seen(request: "asyncio.Future[Request]") -> None:
    """Take note of the outcome, also where nobody waits for it any more."""
    if not request.cancelled():
        request.exception()
