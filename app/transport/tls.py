"""TLS over a wire: contexts shared by all runs that trust alike, and the handshake."""

import asyncio
import contextlib
import functools
import ssl
import time
import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

import msgspec

from app.model.phrase import Phrase, foreign, phrase
from app.model.probe import ProbeFailed
from app.model.quantity import age
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.certificate import NAMES_SHOWN, Certificate
from app.transport.errors import EXPIRED, NOT_YET_VALID, failure
from app.transport.tls_wire import Tls, TlsWire
from app.transport.wire import Address, Wire, connect

Alpn = tuple[str, ...]  # protocols that are offered in the handshake, the best first

Version = Literal["1.0", "1.1", "1.2", "1.3"]
_VERSIONS: dict[str, ssl.TLSVersion] = {
    "1.0": ssl.TLSVersion.TLSv1,
    "1.1": ssl.TLSVersion.TLSv1_1,
    "1.2": ssl.TLSVersion.TLSv1_2,
    "1.3": ssl.TLSVersion.TLSv1_3,
}
_LOOK = 1.0  # seconds between two looks at the files of a context
_OLD = ("1.0", "1.1")
_TOO_OLD = ("UNSUPPORTED_PROTOCOL", "TLSV1_ALERT_PROTOCOL_VERSION")


class Trust(Value, frozen=True, kw_only=True):
    """Whom we trust and who we are. Files are PEM; a client key lies beside its certificate or in it.

    Without ``min_version`` the library's own holds: TLS 1.2.
    """

    verify: bool = True
    ca_file: str = ""
    certificate: str = ""
    key: str = ""
    min_version: Version | None = None

    @property
    def files(self) -> tuple[str, ...]:
        """The files that are read."""
        return tuple(path for path in (self.ca_file, self.certificate, self.key) if path)


class TlsSettings(Value, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a connection is secured, as it stands in an inventory. Empty ``server_name``: that of the host."""

    verify: bool = True
    ca_file: str = ""
    server_name: Annotated[str, msgspec.Meta(max_length=253)] = ""
    client_certificate: str = ""
    client_key: str = ""
    min_version: Version | None = None

    @property
    def trust(self) -> Trust:
        """What a context is made of; the name is not."""
        return Trust(
            verify=self.verify,
            ca_file=self.ca_file,
            certificate=self.client_certificate,
            key=self.client_key,
            min_version=self.min_version,
        )


class _Made(NamedTuple):
    context: ssl.SSLContext
    files: tuple[int, ...]  # when each was changed last
    until: float  # by monotonic(): before that nobody looks at them again


class Contexts:
    """One SSL context a trust setting: building one costs 40 ms, so all runs share them."""

    def __init__(self) -> None:
        self._made: dict[tuple[Trust, Alpn], _Made] = {}
        self._lock = asyncio.Lock()

    async def get(self, trust: Trust, alpn: Alpn = ()) -> ssl.SSLContext:
        """Return the context that offers the protocols ``alpn``.

        Its files are read again when they change, a second later at most. Raises ``ProbeFailed``
        (credential) when they cannot be read.
        """
        made = self._made.get((trust, alpn))
        if made is not None and time.monotonic() < made.until:
            return made.context
        files = tuple(_changed(path) for path in trust.files)
        if made is None or made.files != files:
            async with self._lock:
                made = self._made.get((trust, alpn))
                if made is None or made.files != files:
                    context = await asyncio.to_thread(_context, trust, alpn)
                    made = _Made(context, files, 0.0)
        self._made[trust, alpn] = made._replace(until=time.monotonic() + _LOOK)
        return made.context

    async def close(self) -> None:
        """Forget all contexts."""
        self._made.clear()


def _changed(path: str) -> int:
    try:
        return Path(path).stat().st_mtime_ns
    except OSError:
        return 0


def _context(trust: Trust, alpn: Alpn) -> ssl.SSLContext:
    with _readable(trust):
        if trust.verify:
            context = ssl.create_default_context(cafile=trust.ca_file or None)
        else:  # nor are the system's authorities read: that is what takes the time
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
        if trust.certificate:
            # Without a password function OpenSSL would ask on the terminal.
            context.load_cert_chain(trust.certificate, trust.key or None, password=lambda: b"")
    # One behaviour on every Python. Python 3.13 by itself refuses authorities without a key identifier, as
    # many private ones are, and takes an authority from the middle of a chain as the trusted one.
    context.verify_flags &= ~ssl.VERIFY_X509_STRICT
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    if trust.min_version is not None:
        _allow(context, trust.min_version)
    if alpn:
        context.set_alpn_protocols(alpn)
    return context


def _allow(context: ssl.SSLContext, version: Version) -> None:
    with warnings.catch_warnings():  # that the old ones are old is known: the inventory asks for them
        warnings.simplefilter("ignore", DeprecationWarning)
        context.minimum_version = _VERSIONS[version]
    if version in _OLD:
        # Their signatures use SHA-1, which OpenSSL 3 takes only at this level.
        context.set_ciphers("DEFAULT@SECLEVEL=0")


@contextlib.contextmanager
def _readable(trust: Trust) -> Iterator[None]:
    try:
        yield
    except OSError as reason:  # ssl.SSLError among them
        files = foreign(", ".join(trust.files))
        sentence = phrase("The certificate files cannot be read: {files}", files=files)
        raise ProbeFailed(ErrorClass.CREDENTIAL, sentence, foreign(str(reason))) from None


@functools.lru_cache(1024)
def _server_name(name: str) -> str | bytes:
    """Return a name as a context takes it with the least work: it packs it anew for each connection."""
    plain = name.strip("[]").rstrip(".")
    return plain.encode("ascii") if plain.isascii() else plain


class Security:
    """How one connection is secured. Made before anything is measured: a new context takes its time."""

    __slots__ = ("_alpn", "_context", "_contexts", "_name", "_trust")

    def __init__(
        self, contexts: Contexts, context: ssl.SSLContext, trust: Trust, name: str, alpn: Alpn
    ) -> None:
        self._contexts = contexts
        self._context = context
        self._trust = trust
        self._name = _server_name(name)
        self._alpn = alpn

    @classmethod
    async def of(cls, contexts: Contexts, trust: Trust, name: str, alpn: Alpn = ()) -> Self:
        """Return it for a server called ``name``; raises ``ProbeFailed`` (credential)."""
        return cls(contexts, await contexts.get(trust, alpn), trust, name, alpn)

    async def over(self, wire: Wire, address: Address | None = None) -> TlsWire:
        """Return TLS over ``wire``; raises ``OSError``, and ``ProbeFailed`` where more can be told.

        With the ``address`` a server that speaks only old versions is asked once more which.
        """
        tls = TlsWire(wire, self._context, self._name)
        try:
            await tls.handshake()
        except ssl.SSLError as error:
            await self.explain(error, tls, address)
            raise
        return tls

    def begin(self) -> Tls:
        """Return our end of TLS for whoever moves the bytes; a handshake that fails is for ``explain``."""
        return Tls(self._context, self._name)

    async def explain(self, error: ssl.SSLError, tls: Tls, address: Address | None) -> None:
        """Raise ``ProbeFailed`` where more can be told of a failed handshake than its error says."""
        if isinstance(error, ssl.SSLCertVerificationError):
            raise _untrusted(error, tls.chain) from None
        if address is not None and (error.reason in _TOO_OLD or self._trust.min_version is not None):
            await self._name_version(error, address)  # some only hang up instead of saying why

    async def _name_version(self, error: ssl.SSLError, address: Address) -> None:
        """Raise ``ProbeFailed`` with the version that the server speaks, if it speaks one."""
        blind = await self._contexts.get(Trust(verify=False, min_version="1.0"), self._alpn)
        with contextlib.suppress(OSError):  # then the plain sentence has to do
            wire = await connect(address)
            try:
                tls = TlsWire(wire, blind, self._name)
                await tls.handshake()
            finally:
                wire.close()
            asked, spoken = self._trust.min_version or "1.2", tls.version.removeprefix("TLSv")
            spoken = "1.0" if spoken == "1" else spoken
            if spoken < asked:
                sentence = phrase(
                    "Speaks TLS {spoken}, at least TLS {asked} is asked for", spoken=spoken, asked=asked
                )
                raise ProbeFailed(ErrorClass.TLS_VERIFY, sentence, foreign(str(error)))


def _untrusted(error: ssl.SSLCertVerificationError, sent: Sequence[Certificate]) -> ProbeFailed:
    plain = failure(error)
    if not sent:
        return plain
    own = sent[0]
    sentence = plain.sentence
    if error.verify_code in (EXPIRED, NOT_YET_VALID):
        sentence = _dated(sent, time.time()) or sentence
    names = ", ".join(own.names[:NAMES_SHOWN]) or own.subject
    detail = f"{error.verify_message}; certificate for {names}, signed by {own.issuer}"
    return ProbeFailed(plain.error, sentence, foreign(detail))


def _dated(sent: Sequence[Certificate], wall: float) -> Phrase | None:
    for place, each in enumerate(sent):
        begins, ends = each.validity
        if ends < wall:
            ago = age(wall - ends)
            if place == 0:
                return phrase("Certificate expired {age} ago", age=ago)
            return phrase("Certificate of the authority {name} expired {age} ago", name=each.title, age=ago)
        if begins > wall:
            return phrase("Certificate is valid only in {age}", age=age(begins - wall))
    return None
