"""TLS over a wire of our own, by memory: only so the kernel's arrival times are kept."""

import contextlib
import ssl
from collections.abc import Sequence
from typing import Any

from app.transport.certificate import Certificate, chain, days_left
from app.transport.wire import CHUNK, Wire

_DER = 2  # _ssl.ENCODING_DER


class TlsWire:
    """TLS over a wire, with the same face as the wire."""

    def __init__(self, wire: Wire, context: ssl.SSLContext, server_name: str) -> None:
        self._wire = wire
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._in, self._out, server_hostname=server_name)

    @property
    def arrived(self) -> float:
        """When the newest received bytes reached this machine."""
        return self._wire.arrived

    @property
    def sent(self) -> int:
        """Bytes sent so far, packed."""
        return self._wire.sent

    @property
    def version(self) -> str:
        """As ``TLSv1.3``."""
        return self._object.version() or ""

    @property
    def cipher(self) -> str:
        """The cipher's name."""
        cipher = self._object.cipher()
        return cipher[0] if cipher else ""

    @property
    def protocol(self) -> str:
        """The protocol that was agreed on by ALPN, if any."""
        return self._object.selected_alpn_protocol() or ""

    @property
    def chain(self) -> tuple[Certificate, ...]:
        """The certificates that the other side has sent, trusted or not, its own first.

        They are there also after a handshake that failed over them.
        """
        return chain(_sent(self._object))

    def days_left(self, wall: float) -> float | None:
        """Return the days until the first certificate of the chain expires."""
        return days_left(self.chain, wall)

    async def handshake(self) -> None:
        """Shake hands; raises ``OSError`` (``ssl.SSLError`` among them)."""
        while True:
            try:
                self._object.do_handshake()
            except ssl.SSLWantReadError:
                await self._fill()
            except ssl.SSLError:
                self._wire.send_now(self._out.read())  # tell the other side what we do not like
                raise
            else:
                await self._flush()
                return

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        self._object.write(data)
        await self._flush()

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Return what is there, at least one byte; ``b""`` when the other side has closed."""
        while True:
            try:
                return self._object.read(limit)
            except ssl.SSLWantReadError:
                await self._fill()
            except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
                return b""

    async def _fill(self) -> None:
        await self._flush()
        data = await self._wire.receive()
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    async def _flush(self) -> None:
        if self._out.pending:
            await self._wire.send(self._out.read())

    def close(self) -> None:
        """Say goodbye without waiting, and close."""
        with contextlib.suppress(ssl.SSLError):
            self._object.unwrap()
        self._wire.send_now(self._out.read())
        self._wire.close()


def _sent(tls: ssl.SSLObject) -> Sequence[bytes]:
    # Public only from Python 3.13 on, and then only after the handshake.
    sent: Any = getattr(getattr(tls, "_sslobj", None), "get_unverified_chain", None)
    if sent is not None:
        with contextlib.suppress(ssl.SSLError, ValueError, TypeError):
            return [each.public_bytes(_DER) for each in sent() or ()]
    try:
        return [tls.getpeercert(binary_form=True) or b""]
    except ValueError:  # no handshake yet
        return []
