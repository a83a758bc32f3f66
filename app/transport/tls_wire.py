"""TLS over a wire of our own, by memory: only so the kernel's arrival times are kept."""

import contextlib
import ssl
from collections.abc import Sequence
from typing import Any

from app.transport.certificate import Certificate, chain, days_left
from app.transport.wire import CHUNK, Wire

_DER = 2  # _ssl.ENCODING_DER
RECORD = 16_384  # bytes: a record holds no more, and room for more is only taken and given back


class Tls:
    """One end of TLS by memory: what arrives goes in, what is to be sent comes out."""

    def __init__(self, context: ssl.SSLContext, server_name: str | bytes) -> None:
        self._in, self._out = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._object = context.wrap_bio(self._in, self._out, server_hostname=server_name)
        self.flight = self._out.read  # returns what is to be sent now, and forgets it

    def came(self, data: bytes) -> None:
        """Take what arrived; ``b""`` is the end."""
        if data:
            self._in.write(data)
        else:
            self._in.write_eof()

    def shake(self) -> bool:
        """Shake hands with what is there; return whether that is done. Raises ``ssl.SSLError``.

        Our last flight is not sent by itself but with what is said first, or before we wait: most often
        that is one packet, and one waking of the other side, instead of two.
        """
        try:
            self._object.do_handshake()
        except ssl.SSLWantReadError:
            return False
        return True

    def pack(self, data: bytes) -> bytes:
        """Return what has to be sent for ``data``; raises ``ssl.SSLError``."""
        self._object.write(data)
        return self._out.read()

    def unpack(self, limit: int = RECORD) -> bytes | None:
        """Return a part of what was said, ``b""`` at the end, None where more has to arrive first.

        Raises ``ssl.SSLError``.
        """
        try:
            return self._object.read(limit)
        except ssl.SSLWantReadError:
            return None
        except (ssl.SSLZeroReturnError, ssl.SSLEOFError):
            return b""

    @property
    def holds(self) -> bool:
        """Whether something arrived that is not unpacked yet."""
        return bool(self._in.pending or self._object.pending())

    def farewell(self) -> bytes:
        """Return the goodbye that is sent before hanging up; nobody waits for an answer."""
        with contextlib.suppress(ssl.SSLError):
            self._object.unwrap()
        return self._out.read()

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


class TlsWire(Tls):
    """TLS over a wire, with the same face as the wire."""

    def __init__(self, wire: Wire, context: ssl.SSLContext, server_name: str | bytes) -> None:
        super().__init__(context, server_name)
        self._wire = wire

    @property
    def arrived(self) -> float:
        """When the newest received bytes reached this machine."""
        return self._wire.arrived

    @property
    def sent(self) -> int:
        """Bytes sent so far, packed."""
        return self._wire.sent

    async def handshake(self) -> None:
        """Shake hands; raises ``OSError`` (``ssl.SSLError`` among them)."""
        try:
            while not self.shake():
                await self._fill()
        except ssl.SSLError:
            self._wire.send_now(self.flight())  # tell the other side what we do not like
            raise

    async def send(self, data: bytes) -> None:
        """Send all of ``data``."""
        await self._wire.send(self.pack(data))

    async def receive(self, limit: int = CHUNK) -> bytes:
        """Return what is there, at least one byte; ``b""`` when the other side has closed."""
        while (data := self.unpack(min(limit, RECORD))) is None:
            await self._fill()
        return data

    async def _fill(self) -> None:
        if self._out.pending:
            await self._wire.send(self.flight())
        self.came(await self._wire.receive())

    def close(self) -> None:
        """Say goodbye without waiting, and close."""
        self._wire.send_now(self.farewell())
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
