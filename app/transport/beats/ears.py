"""Those outside who hear of our life: a file, an address, another monitor."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple, Protocol
from urllib.parse import quote, urlsplit, urlunsplit

import httpx

from app.files.whole import write_whole
from app.model.deadman import Deadman, PeerAddress
from app.model.phrase import Phrase, foreign, phrase
from app.model.ports import SecretSource
from app.model.probe import Secret
from app.transport.beats import signed
from app.transport.beats.aside import aside
from app.transport.errors import Limits
from app.transport.http import HttpTransport
from app.transport.http_values import STANDARD_HEADERS, Answer, Fields, Options, prebuilt
from app.transport.stopwatch import Stopwatch
from app.transport.tls import Trust

WITHIN: Final = 10.0  # seconds of one attempt over the network
_JSON: Final = (b"Content-Type", b"application/json")
_ANSWER: Final = 16_384  # bytes that are read of what a receiver says


class NotHeard(Exception):  # noqa: N818 - it is the name of the outcome
    """A heartbeat did not arrive, and why."""

    def __init__(self, why: Phrase) -> None:
        super().__init__(why.plain())
        self.why = why


class Message(NamedTuple):
    """One heartbeat on its way. ``ill``: we cannot be relied on."""

    name: str
    body: bytes
    ill: bool


class Tools(NamedTuple):
    """What ears share."""

    transport: HttpTransport
    secrets: SecretSource


class Ear(Protocol):
    """One of those who hear."""

    @property
    def who(self) -> str:
        """Whom the screens name; never a path or query of an address, for they may be secret."""
        ...

    async def tell(self, message: Message, tools: Tools) -> None:
        """Tell it once; raises ``NotHeard`` and ``ProbeFailed``."""
        ...


class FileEar:
    """A file that is replaced whole: who reads it sees an old heartbeat or a new one, never half of one."""

    def __init__(self, path: str) -> None:
        self.who = path
        self._path = Path(path)

    async def tell(self, message: Message, _tools: Tools) -> None:
        """Write it; readable for everybody, as a watcher is somebody else."""
        try:
            await aside(
                "heartbeat file", lambda: write_whole(self._path, message.body + b"\n", 0o644, alone=True)
            )
        except OSError as problem:
            reason = foreign(problem.strerror or str(problem))
            raise NotHeard(phrase("it cannot be written ({reason})", reason=reason)) from problem


class UrlEar:
    """An address that counts calls, as healthchecks.io does: any answer of 2xx is an acceptance."""

    def __init__(self, told: Deadman) -> None:
        self._url, self._method, self._fail = told.url, told.method, told.fail
        self.who = f"secret {told.url.secret}" if isinstance(told.url, Secret) else place_of(told.url)

    async def tell(self, message: Message, tools: Tools) -> None:
        """Call it; by POST with the heartbeat itself."""
        url = self._url
        if isinstance(url, Secret):
            url = (await tools.secrets.get(url)).strip()
        if not url.startswith(("http://", "https://")):
            raise NotHeard(phrase("the secret holds no address that begins with https:// or http://"))
        if self._fail and message.ill:
            url = failing(url)
        body = message.body if self._method == "POST" else b""
        answer = await _asked(tools, self._method, url, body=body)
        _demand_success(answer)


class PeerEar:
    """Another Nocwall that listens."""

    def __init__(self, peer: PeerAddress) -> None:
        self.who = place_of(peer.url)
        self._url, self._secret = peer.url.rstrip("/"), peer.secret
        self._options = Options(trust=Trust(ca_file=peer.ca_file), max_body=_ANSWER)

    async def tell(self, message: Message, tools: Tools) -> None:
        """Send it signed."""
        secret = await tools.secrets.get(self._secret)
        if len(secret) < signed.SHORTEST:
            raise NotHeard(
                phrase("the secret is too short, it needs {count} signs", count=str(signed.SHORTEST))
            )
        mark = signed.signature(signed.key_of(secret), message.body)
        url = self._url + signed.PATH + quote(message.name, safe="")
        headers = ((signed.HEADER.encode(), mark),)
        answer = await _asked(tools, "POST", url, headers=headers, body=message.body, options=self._options)
        _demand_success(answer, foreign(answer.content.decode("utf-8", "replace"), 100))


def ears_of(told: Deadman | None) -> Sequence[tuple[object, Ear]]:
    """Return those who hear by an inventory, each with what it is made of: who stays the same is kept."""
    if told is None:
        return ()
    found: list[tuple[object, Ear]] = []
    if told.file:
        found.append((("file", told.file), FileEar(told.file)))
    if told.url:
        found.append((("url", told.url, told.method, told.fail), UrlEar(told)))
    found += [(peer, PeerEar(peer)) for peer in told.peers]
    return found


def place_of(url: str) -> str:
    """Return where an address leads, without what may be secret in it."""
    split = urlsplit(url)
    return foreign(f"{split.scheme}://{split.netloc.rpartition('@')[2]}", 100)


def failing(url: str) -> str:
    """Return the address that hears of illness: ``/fail`` behind the path, as healthchecks.io has it."""
    split = urlsplit(url)
    return urlunsplit(split._replace(path=split.path.rstrip("/") + "/fail"))


async def _asked(
    tools: Tools,
    method: str,
    url: str,
    *,
    headers: Fields = (),
    body: bytes = b"",
    options: Options = Options(max_body=_ANSWER),  # noqa: B008 - it is frozen
) -> Answer:
    kind = (_JSON,) if body else ()
    try:
        request = prebuilt(method, url, (*STANDARD_HEADERS, *kind, *headers), body)
    except (httpx.InvalidURL, ValueError) as wrong:
        raise NotHeard(phrase("the address is wrong")) from wrong
    watch = Stopwatch()
    async with Limits(WITHIN, watch):
        return await tools.transport.fetch(request, watch, WITHIN, options)


def _demand_success(answer: Answer, said: str = "") -> None:
    """Raise ``NotHeard`` for a refusal. ``said`` only by one of ours: others may repeat a secret address."""
    if 200 <= answer.status < 300:
        return
    status = str(answer.status)
    if 300 <= answer.status < 400:
        raise NotHeard(
            phrase("it answered {status} and points elsewhere; that is not followed", status=status)
        )
    why = phrase("it answered {status}: {said}", status=status, said=said)
    raise NotHeard(why if said else phrase("it answered {status}", status=status))
