"""The plain webhook: one POST with a small JSON object for each told problem and recovery.

The object (``version`` 1; fields are only ever added)::

    {"version": 1, "notice": "I-17:problem:1:ops", "incident": "I-17",
     "kind": "problem" | "worsened" | "recovery" | "withdrawn", "level": "warning" | "critical",
     "title": "Kestrin Live hangs", "body": "Launch gets no answer in 10 s",
     "target": "kestrin-live", "element": "game_provider", "owner": "Mira K." or "",
     "began": "2026-11-23T14:28:03Z", "at": "2026-11-23T14:28:13Z", "closed": same form or null}

``notice`` is the same at every repetition, so a receiver that has seen it answers 2xx and does nothing. It is
also sent as the header ``Idempotency-Key``. With a secret, ``X-Nocwall-Signature`` is ``sha256=`` and the
hexadecimal HMAC-SHA256 of the body's bytes under the secret.
"""

import asyncio
import hashlib
import hmac
import importlib
import ssl
from datetime import UTC, datetime

import httpx
import msgspec

from app.model.check import Channel
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import Notice
from app.model.phrase import foreign
from app.model.ports import SecretSource
from app.model.probe import ProbeFailed, Secret

VERSION = 1
TIMEOUT = 10.0  # seconds of one attempt, in all
_BODY_READ = 4096  # bytes of an answer that are looked at
_TRY_AGAIN = (408, 425, 429)
_WAIT_AT_MOST = 60.0  # seconds a receiver may ask us to wait


class NotDelivered(Exception):  # noqa: N818 - it is the name of the outcome
    """One attempt failed. ``final``: trying again is of no use; ``after``: seconds the receiver asks for."""

    def __init__(self, why: str, *, final: bool = False, after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.final = final
        self.after = after


def message(notice: Notice, incident: Incident) -> bytes:
    """Return the body of a notice."""
    return msgspec.json.encode(
        {
            "version": VERSION,
            "notice": notice.id,
            "incident": incident.id,
            "kind": notice.kind,
            "level": notice.level,
            "title": notice.title.plain(),
            "body": notice.body.plain(),
            "target": incident.target,
            "element": incident.element,
            "owner": incident.owner,
            "began": _stamp(incident.began),
            "at": _stamp(notice.at),
            "closed": _stamp(incident.closed) if incident.closed else None,
        }
    )


def signature(body: bytes, secret: str) -> str:
    """Return the value of ``X-Nocwall-Signature``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Webhook:
    """Sends to one address, one message at a time."""

    def __init__(self, channel: Channel, secrets: SecretSource, *, timeout: float = TIMEOUT) -> None:
        self._channel = channel
        self._secrets = secrets
        self._timeout = timeout
        self._client: httpx.AsyncClient | None = None

    async def post(self, notice: Notice, incident: Incident) -> None:
        """Send once. Raises ``NotDelivered``."""
        body = message(notice, incident)
        try:
            async with asyncio.timeout(self._timeout):
                headers = await self._headers(notice, body)
                await self._send(body, headers)
        except TimeoutError as error:
            # A request that was cut off may leave a dead place in the client's pool.
            await self.close()
            raise NotDelivered(f"no answer in {self._timeout:g} s") from error
        except (httpx.InvalidURL, httpx.UnsupportedProtocol) as error:
            raise NotDelivered(foreign(f"the address is wrong: {error}"), final=True) from error
        except httpx.HTTPError as error:
            raise NotDelivered(foreign(str(error) or type(error).__name__)) from error

    async def close(self) -> None:
        """Give the connection back."""
        client, self._client = self._client, None
        if client is not None:
            await client.aclose()

    async def _headers(self, notice: Notice, body: bytes) -> dict[str, str]:
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "nocwall",
            "Idempotency-Key": notice.id.encode("ascii", "replace").decode(),
        }
        if self._channel.secret:
            try:
                secret = await self._secrets.get(Secret(secret=self._channel.secret))
            except ProbeFailed as error:
                raise NotDelivered(error.sentence.plain()) from error
            headers["X-Nocwall-Signature"] = signature(body, secret)
        return headers

    async def _send(self, body: bytes, headers: dict[str, str]) -> None:
        if self._client is None:
            # In a thread: what httpx loads with its first client would hold the loop for 60 ms, at an alarm.
            self._client = await asyncio.to_thread(_client, self._channel.url, self._timeout)
        request = self._client.stream("POST", self._channel.url, content=body, headers=headers)
        async with request as answer:
            if answer.is_success:
                return
            start = b""
            async for part in answer.aiter_raw(_BODY_READ):
                start = part[:_BODY_READ]
                break
        raise _refusal(answer, start)


def _client(url: str, timeout: float) -> httpx.AsyncClient:
    """Return a client that goes directly, whatever proxy the session names."""
    importlib.import_module("anyio._backends._asyncio")  # else it is loaded with the first request
    # The system's many certificates are read only if needed.
    plain = url.lower().startswith("http:")
    return httpx.AsyncClient(
        trust_env=False,
        verify=ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT) if plain else ssl.create_default_context(),
        limits=httpx.Limits(max_connections=2, max_keepalive_connections=0),  # messages are rare
        timeout=timeout,
    )


def _refusal(answer: httpx.Response, start: bytes) -> NotDelivered:
    said = foreign(start.decode("utf-8", "replace"))
    why = f"the receiver answered {answer.status_code}" + (f": {said}" if said else "")
    if answer.is_redirect:
        why = f"the receiver answered {answer.status_code} and points elsewhere; that is not followed"
    again = answer.is_server_error or answer.status_code in _TRY_AGAIN
    return NotDelivered(why, final=not again, after=_wish(answer.headers.get("Retry-After", "")))


def _wish(text: str) -> float:
    return min(float(text), _WAIT_AT_MOST) if text.isascii() and text.isdigit() else 0.0


def _stamp(moment: Moment) -> str:
    return datetime.fromtimestamp(moment.wall, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
