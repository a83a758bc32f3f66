"""The plain webhook: one POST with a small JSON object for each told problem and recovery.

The object (``version`` 1; fields are only ever added)::

    {"version": 1, "notice": "I-17:problem:1:ops", "incident": "I-17",
     "kind": "problem" | "worsened" | "recovery" | "withdrawn" | "test" | …, "level": "warning" | "critical",
     "title": "Kestrin Live hangs", "body": "Launch gets no answer in 10 s",
     "target": "kestrin-live", "element": "game_provider", "owner": "Mira K." or "",
     "began": "2026-11-23T14:28:03Z", "at": "2026-11-23T14:28:13Z", "closed": same form or null}

``notice`` is the same at every repetition, so a receiver that has seen it answers 2xx and does nothing. It is
also sent as the headers ``Idempotency-Key`` and ``X-Nocwall-Delivery``; ``X-Nocwall-Attempt`` counts from 1.
With a secret, ``X-Nocwall-Timestamp`` is the time of this attempt in seconds since 1970 and
``X-Nocwall-Signature-2`` is ``sha256=`` and the hexadecimal HMAC-SHA256 of that number, a full stop and the
body's bytes: who refuses what is older than five minutes cannot be played an old message.
``X-Nocwall-Signature`` is the same over the body alone, for receivers that were written before.
"""

import hashlib
import hmac
import time
from datetime import UTC, datetime

import msgspec

from app.model.channel import WebhookChannel
from app.model.clock import Moment
from app.model.ports import SecretSource
from app.model.probe import Secret
from app.notify.letter import Letter, secret_of
from app.notify.post import Poster

VERSION = 1
IDLE = 300.0  # seconds after which what a channel holds is given back


def message(letter: Letter) -> bytes:
    """Return the body of a notice."""
    notice, incident = letter.notice, letter.incident
    return msgspec.json.encode(
        {
            "version": VERSION,
            "notice": notice.id,
            "incident": incident.id,
            "kind": notice.kind,
            "level": notice.level,
            "title": letter.title,
            "body": letter.body,
            "target": incident.target,
            "element": incident.element,
            "owner": incident.owner,
            "began": stamp(incident.began),
            "at": stamp(notice.at),
            "closed": stamp(incident.closed) if incident.closed else None,
        }
    )


def signature(body: bytes, secret: str) -> str:
    """Return the value of ``X-Nocwall-Signature``; of time and body, of ``X-Nocwall-Signature-2``."""
    return "sha256=" + hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


class Webhook:
    """Implements ``Sender``."""

    def __init__(self, channel: WebhookChannel, secrets: SecretSource) -> None:
        self._channel = channel
        self._secrets = secrets
        self._poster = Poster(channel.url, timeout=channel.timeout)

    async def deliver(self, letter: Letter) -> None:
        """Send once. Raises ``NotDelivered``."""
        body = message(letter)
        await self._poster.post(body, await self._headers(letter, body))

    async def rest(self, idle: float) -> float:
        """Give the connection back after a while."""
        if idle >= IDLE:
            await self.close()
        return IDLE

    async def close(self) -> None:
        """Give the connection back."""
        await self._poster.close()

    async def _headers(self, letter: Letter, body: bytes) -> dict[str, str]:
        name = letter.notice.id.encode("ascii", "replace").decode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "nocwall",
            "Idempotency-Key": name,
            "X-Nocwall-Delivery": name,
            "X-Nocwall-Attempt": str(letter.attempt),
        }
        if self._channel.secret:
            secret = await secret_of(self._secrets, Secret(secret=self._channel.secret))
            now = str(int(time.time()))
            headers["X-Nocwall-Signature"] = signature(body, secret)
            headers["X-Nocwall-Timestamp"] = now
            headers["X-Nocwall-Signature-2"] = signature(f"{now}.".encode() + body, secret)
        return headers


def stamp(moment: Moment) -> str:
    """Return a moment as RFC 3339 in UTC."""
    return datetime.fromtimestamp(moment.wall, UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
