"""TLS over a wire: contexts shared by all runs that trust alike, and the handshake."""

import asyncio
import contextlib
import ssl
import time
from collections.abc import Iterator
from pathlib import Path

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import age
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.certificate import Validity, validity
from app.transport.errors import EXPIRED, NOT_YET_VALID
from app.transport.wire import CHUNK, Address, Wire, connect


class Trust(Value, frozen=True, kw_only=True):
    """Whom we trust and who we are. Files are PEM; a client key lies beside its certificate or in it."""

    verify: bool = True
    ca_file: str = ""
    certificate: str = ""
    key: str = ""

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        return tuple(path for path in (self.ca_file, self.certificate, self.key) if path)


class Contexts:
    """One SSL context a trust setting: building one costs 40 ms, so all checks share them."""

    def __init__(self) -> None:
        self._made: dict[tuple[Trust, tuple[int, ...]], ssl.SSLContext] = {}
        self._lock = asyncio.Lock()

    async def get(self, trust: Trust) -> ssl.SSLContext:
        """Return the context; its files are read again when they change.

        Raises ``ProbeFailed`` (credential) when they cannot be read.
        """
        key = (trust, tuple(_changed(path) for path in trust.files))
        made = self._made.get(key)
        if made is None:
            async with self._lock:
                made = self._made.get(key)
                if made is None:
                    made = self._made[key] = await asyncio.to_thread(_context, trust)
        return made

    async def close(self) -> None:
        """Forget all contexts."""
        self._made.clear()


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _context(trust: Trust) -> ssl.SSLContext:
    with _readable(trust):
        context = ssl.create_default_context(cafile=trust.ca_file or None)
        if not trust.verify:
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if trust.certificate:
            # Without a password function OpenSSL would ask on the terminal.
            context.load_cert_chain(trust.certificate, trust.key or None, password=lambda: b"")
    context.set_alpn_protocols(["http/1.1"])
    return context


@contextlib.contextmanager
def _readable(trust: Trust) -> Iterator[None]:
    try:
        yield
    except OSError as reason:  # ssl.SSLError among them
        files = foreign(", ".join(trust.files))
        sentence = phrase("The certificate files cannot be read: {files}", files=files)
        raise ProbeFailed(ErrorClass.CREDENTIAL, sentence, foreign(str(reason))) from None


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
    def validity(self) -> Validity | None:
        """From when to when the other side's certificate is valid, trusted or not."""
        return validity(self._object.getpeercert(binary_form=True) or b"")

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


async def secure(wire: Wire, context: ssl.SSLContext, server_name: str) -> TlsWire:
    """Return TLS over ``wire``; raises ``OSError``."""
    tls = TlsWire(wire, context, server_name.rstrip("."))
    await tls.handshake()
    return tls


async def explained(
    error: ssl.SSLCertVerificationError, address: Address, server_name: str, blind: ssl.SSLContext
) -> ProbeFailed | None:
    """Return a sentence with the date for a certificate outside its dates, else None.

    The library refuses such a certificate without showing it: it is fetched once more, without trust.
    """
    if error.verify_code not in (EXPIRED, NOT_YET_VALID):
        return None
    wire = await connect(address)
    try:
        dates = (await secure(wire, blind, server_name)).validity
    finally:
        wire.close()
    if dates is None:
        return None
    return ProbeFailed(ErrorClass.TLS_VERIFY, _dated(dates, time.time()), foreign(str(error)))


def _dated(dates: Validity, wall: float) -> Phrase:
    if dates.ends < wall:
        return phrase("Certificate expired {age} ago", age=age(wall - dates.ends))
    return phrase("Certificate is valid only in {age}", age=age(dates.begins - wall))
