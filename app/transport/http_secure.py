"""The direct exchange over TLS: handshake, request and answer with one waiting in all."""

import contextlib
import ssl

from app.transport.errors import SEND, TLS
from app.transport.gate import READ, WRITE, Gate
from app.transport.http_exchange import Direct, Exchange
from app.transport.tls import Security
from app.transport.tls_wire import RECORD, Tls
from app.transport.wire import Address


class SecureDirect(Direct):
    """An exchange over TLS over a connection of its own, driven by the loop's calls."""

    __slots__ = ("_arrived", "_met", "_request", "_security", "tls")

    room = RECORD

    def __init__(self, exchange: Exchange, gate: Gate, security: Security) -> None:
        super().__init__(exchange, gate)
        self._security = security
        self._met = False  # whether the handshake is done

    async def run(self, address: Address, data: bytes) -> None:
        """Connect, shake hands, send, take the answer, close; raises ``ProbeFailed`` and ``OSError``."""
        self._request = data
        self.tls: Tls = self._security.begin()
        try:
            await super().run(address, b"")
        except ssl.SSLError as error:
            if not self._met:
                await self._security.explain(error, self.tls, address)
            raise

    def _open(self, now: float) -> None:
        self._exchange.watch.enter(TLS, now)
        self.tls.shake()
        self._left = self.tls.flight()

    def _came(self, data: bytes, at: float) -> None:
        self._arrived = at
        try:
            self.tls.came(data)
            if self._met:
                self._hand_out()
            else:
                self._shake()
        except ssl.SSLError as error:
            self._fail(error)

    def _shake(self) -> None:
        try:
            self._met = self.tls.shake()
        except ssl.SSLError:
            self._last_words(self.tls.flight())  # tell the other side what we do not like
            raise
        if not self._met:
            self._say(self.tls.flight())
            return
        watch = self._exchange.watch
        # What our own part of the handshake takes after its last bytes came is not the target's.
        watch.stop(self._arrived)
        watch.enter(SEND)
        self._say(self.tls.pack(self._request))
        self._go_on()

    def _go_on(self) -> None:
        if self.tls.holds and not self._turn.done():
            self._hand_out()

    def _hand_out(self) -> None:
        """Hand out one part of what arrived, the end among them; the next one when that is taken."""
        try:
            data = self.tls.unpack()
        except ssl.SSLError as error:
            self._fail(error)
            return
        if data is not None:
            self._turn.set_result((data, self._arrived))
        else:
            self._say(self.tls.flight())  # as an answer to new keys

    def _say(self, data: bytes) -> None:
        if not data or self._turn.done():
            return
        waits = bool(self._left)
        self._left += data
        if waits:
            return
        self._writable()
        if self._left and not self._writes:
            self._writes = True
            self._gate.change(self._number, READ | WRITE)

    def _part(self) -> None:
        if self._met:
            self._last_words(self.tls.farewell())

    def _last_words(self, data: bytes) -> None:
        if data and not self._left:
            with contextlib.suppress(OSError):
                self._socket.send(data)
