"""What goes into an exchange over HTTP and what comes out: requests built once, answers, options."""

import re
from collections.abc import Iterable
from sys import intern
from typing import Any, Literal

import httpx
import msgspec

from app.model.phrase import phrase
from app.model.probe import ProbeFailed
from app.model.state import ErrorClass
from app.model.value import Value
from app.transport.decoding import ACCEPTED
from app.transport.system_names import literal
from app.transport.tls import Trust
from app.transport.wire import Address

MAX_BODY = 1_000_000
MAX_HEAD = 65_536
Fields = tuple[tuple[bytes, bytes], ...]
STANDARD_HEADERS: Fields = (
    (b"Accept", b"*/*"),
    (b"Accept-Encoding", ACCEPTED.encode()),
    (b"User-Agent", b"Nocwall"),
    (b"Connection", b"close"),
)
_PORTS = {"http": 80, "https": 443}
_PROXY_URL = re.compile(r"http://(?:[A-Za-z0-9_.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?/?")
_FORBIDDEN = frozenset(b"\r\n\0")


class Proxy(Value, frozen=True, kw_only=True):
    """A proxy as the inventory names it, ``http://host:port``; user and password where it asks for them.

    Raises ``ValueError`` for another kind of address.
    """

    url: str
    user: str = ""
    password: str = ""

    def __post_init__(self) -> None:
        """Refuse what is none; msgspec tells the place."""
        if not _PROXY_URL.fullmatch(self.url):
            raise ValueError("a proxy is given as http://host:port")

    def __repr__(self) -> str:
        """Show no password."""
        return f"Proxy({self.url!r})"


class Options(Value, frozen=True, kw_only=True):
    """How an exchange is made.

    ``max_body`` counts bytes after unpacking, ``max_head`` those of heads and trailers; ``family`` 0 is any.
    ``server_name`` is asked of the certificate in place of the url's host. ``kept`` uses a connection again
    that an earlier exchange left. Limits of time are the caller's: ``Limits`` and its ``Pace``.
    """

    trust: Trust = Trust()
    server_name: str = ""
    max_body: int = MAX_BODY
    max_head: int = MAX_HEAD
    family: int = 0
    kept: bool = False
    http_version: Literal["1.1", "2"] = "1.1"
    proxy: Proxy | None = None


class Prebuilt(Value, frozen=True, kw_only=True):
    """A request as it goes over the wire, built once and sent as often as wished."""

    method: str
    url: str  # without fragment and user
    host: str  # for the resolver and the certificate: ASCII, IPv6 without brackets
    port: int
    tls: bool
    head: bytes
    content: bytes = b""
    literal: Address | None = None  # where the host is an address already

    def __repr__(self) -> str:
        """Show neither query, headers nor body: secrets stand there."""
        return f"Prebuilt({self.method} {self.url.partition('?')[0]!r})"

    @property
    def fields(self) -> Fields:
        """The headers, as they were given, with Host and Content-Length."""
        lines = self.head[:-4].split(b"\r\n")[1:]
        pairs = (line.partition(b": ") for line in lines)
        return tuple((name, value) for name, _, value in pairs)


def prebuilt(
    method: str, url: str, headers: Iterable[tuple[bytes, bytes]] = STANDARD_HEADERS, content: bytes = b""
) -> Prebuilt:
    """Build a request; Host and Content-Length are added where they are missing.

    Raises ``httpx.InvalidURL``, and ``ProbeFailed`` as ``of_httpx``.
    """
    built = of_httpx(httpx.Request(method, url, headers=list(headers), content=content or None))
    return msgspec.structs.replace(built, url=url) if built.url == url else built  # one text, not two


def of_httpx(request: httpx.Request) -> Prebuilt:
    """Return a request of the library as what we send.

    Raises ``ProbeFailed`` (credential) for a header that would break out of its line, as a secret with
    a line break in it would.
    """
    url = request.url
    host, port = url.raw_host.decode("ascii").strip("[]"), url.port or _PORTS[url.scheme]
    known = literal(host)
    return Prebuilt(
        method=intern(request.method),
        url=str(url.copy_with(fragment=None, username=None, password=None)),
        host=intern(host),
        port=port,
        tls=url.scheme == "https",
        head=request_head(request),
        content=request.content,
        literal=Address(known[0], known[1], port) if known else None,
    )


def request_head(request: httpx.Request) -> bytes:
    """Return the head of a request as it goes over the wire; raises as ``of_httpx``."""
    lines = [request.method.encode("ascii") + b" " + request.url.raw_path + b" HTTP/1.1\r\n"]
    for name, value in request.headers.raw:
        if not _FORBIDDEN.isdisjoint(name + value):
            sentence = phrase("The header {name} holds a line break", name=name.decode("latin-1"))
            raise ProbeFailed(ErrorClass.CREDENTIAL, sentence)
        lines.append(name + b": " + value + b"\r\n")
    return b"".join((*lines, b"\r\n"))


class Answer(Value, frozen=True, kw_only=True):
    """A whole answer. Names of headers are in lower case; the body is unpacked.

    ``extensions`` say how it came: ``address`` (str, that of the proxy where there is one), ``http_version``
    (str, as ``HTTP/1.1``); ``kept`` (True) over a connection that was there before; ``coarse`` (True) where
    times are a library's; where there was TLS ``tls_version``, ``cipher``, ``alpn`` (str), ``certificates``
    (the chain that was sent, tuple of ``Certificate``) and ``certificate_days`` (float).
    """

    status: int
    headers: list[tuple[bytes, bytes]]
    content: bytes
    extensions: dict[str, Any]

    def header(self, name: bytes) -> str:
        """Return the values of a header (lower case), joined by commas; empty where there is none."""
        return joined(self.headers, name)

    @property
    def version(self) -> str:
        """The version of HTTP in which was answered, as ``1.1`` or ``2``."""
        spoken = str(self.extensions.get("http_version", "HTTP/1.1"))
        return spoken.removeprefix("HTTP/").removesuffix(".0" if spoken.startswith("HTTP/2") else "")


def joined(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str:
    """Return the values of a header, joined by commas; empty where there is none."""
    return ", ".join([value.decode("latin-1") for key, value in headers if key == name])
