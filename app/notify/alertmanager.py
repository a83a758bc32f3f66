"""Alertmanager: one alert an incident by POST /api/v2/alerts, sent again while it is open.

An alert is known there by its labels, so these stay as they were first sent. ``endsAt`` lies four times the
resend interval ahead: what is no longer sent again, for we are gone, lapses by itself as with Prometheus.
"""

import asyncio
import base64
import re
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

import msgspec

from app.model.channel import AlertmanagerChannel
from app.model.incident import Incident
from app.model.notice import Notice, NoticeKind, Reason
from app.model.phrase import foreign
from app.model.ports import SecretSource
from app.model.target import Target
from app.notify.letter import Letter, NotDelivered, gravest, letter, secret_of
from app.notify.post import Poster

LAPSES = 4.0  # resend intervals after which an alert that is not sent again is over
_TEST_LASTS = 60.0
_AT_ONCE = 200  # alerts in one request
_LABEL = re.compile(r"[^a-zA-Z0-9_]")
_OURS = frozenset({"alertname", "severity", "target", "element", "check", "incident", "monitor"})
_ENDS = (NoticeKind.RECOVERY, NoticeKind.WITHDRAWN)

Told = Callable[[str], Sequence[Incident]]
Json = dict[str, Any]


class Alertmanager:
    """Implements ``Sender`` for several receivers at once; one that takes it is enough, as for Prometheus.

    ``told`` gives the open incidents of which a channel was told and not yet the end.
    """

    def __init__(
        self,
        channel: AlertmanagerChannel,
        secrets: SecretSource,
        *,
        told: Told,
        target: Callable[[str], Target | None],
    ) -> None:
        self._channel = channel
        self._secrets = secrets
        self._told = told
        self._target = target
        self._posters = [
            Poster(f"{url.rstrip('/')}/api/v2/alerts", timeout=channel.timeout) for url in channel.urls
        ]
        self._labels: dict[str, Json] = {}  # as sent, by incident
        self._due = 0.0  # by time.monotonic
        self._failing = False

    async def deliver(self, letter: Letter) -> None:
        """Send what a notice says. Raises ``NotDelivered`` where no receiver takes it."""
        incident, notice = letter.incident, letter.notice
        if notice.kind in _ENDS:
            await self._post([self._alert(letter, ends=time.time())])
            self._labels.pop(incident.id, None)
            return
        before = self._labels.get(incident.id)
        after = labels(incident, letter.target)
        alerts = []
        if before is not None and before != after:
            # It became another alert there; the one before it must not stand beside it until it lapses.
            alerts.append(self._alert(letter, ends=time.time()))
        self._labels[incident.id] = after
        lasts = _TEST_LASTS if notice.kind is NoticeKind.TEST else self._lasts
        await self._post([*alerts, self._alert(letter, ends=time.time() + lasts)])
        if notice.kind is NoticeKind.TEST:
            self._labels.pop(incident.id)

    async def rest(self, idle: float) -> float:  # noqa: ARG002 - the protocol's form
        """Send again all that is open."""
        now = time.monotonic()
        if now < self._due:
            return self._due - now
        incidents = self._told(self._channel.id)
        known = {incident.id for incident in incidents}
        self._labels = {name: sent for name, sent in self._labels.items() if name in known}
        ends = time.time() + self._lasts
        alerts = [self._alert(self._letter(incident), ends=ends) for incident in incidents]
        failing, self._failing = self._failing, True
        # None at all is posted too while it fails: only an answer proves that it works again.
        for start in range(0, len(alerts) or int(failing), _AT_ONCE):
            await self._post(alerts[start : start + _AT_ONCE])
        self._failing = False
        self._due = now + self._channel.resend
        return self._channel.resend

    async def close(self) -> None:
        """Give the connections back."""
        for poster in self._posters:
            await poster.close()

    @property
    def _lasts(self) -> float:
        return LAPSES * self._channel.resend

    def _letter(self, incident: Incident) -> Letter:
        notice = Notice(
            id=incident.id,
            incident=incident.id,
            channel=self._channel.id,
            kind=NoticeKind.PROBLEM,
            level=incident.level,
            told=True,
            reason=Reason.NEW,
            title=incident.title,
            body=incident.cause,
            at=incident.opened,
        )
        return letter(self._channel, notice, incident, self._target(incident.target))

    def _alert(self, letter: Letter, *, ends: float) -> Json:
        incident, target = letter.incident, letter.target
        runbook = target.runbook if target else ""
        sent = self._labels.setdefault(incident.id, labels(incident, target))
        notes = {
            "summary": letter.title,
            "description": letter.body,
            "cause": foreign(incident.cause.plain(), 1000),
            "owner": incident.owner,
            "runbook_url": runbook,
        }
        return {
            "labels": sent,
            "annotations": {name: text for name, text in notes.items() if text},
            "startsAt": _stamp(incident.began.wall),
            "endsAt": _stamp(max(ends, incident.began.wall + 0.001)),
            "generatorURL": self._channel.generator_url or runbook,
        }

    async def _post(self, alerts: list[Json]) -> None:
        body, headers = msgspec.json.encode(alerts), await self._headers()
        failed = await asyncio.gather(*(_tried(poster, body, headers) for poster in self._posters))
        why = [each for each in failed if each is not None]
        if len(why) < len(failed):
            return
        said = foreign("; ".join(dict.fromkeys(each.why for each in why)))
        raise NotDelivered(said, final=all(each.final for each in why), after=min(each.after for each in why))

    async def _headers(self) -> dict[str, str]:
        headers = {"Content-Type": "application/json", "User-Agent": "nocwall"}
        if self._channel.token is not None:
            headers["Authorization"] = f"Bearer {await secret_of(self._secrets, self._channel.token)}"
        elif self._channel.password is not None:
            pair = f"{self._channel.user}:{await secret_of(self._secrets, self._channel.password)}"
            headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
        return headers


async def _tried(poster: Poster, body: bytes, headers: dict[str, str]) -> NotDelivered | None:
    try:
        await poster.post(body, headers)
    except NotDelivered as failed:
        return failed
    return None


def labels(incident: Incident, target: Target | None) -> Json:
    """Return the labels of an incident's alert: ours, and the target's under names that Prometheus allows."""
    check = incident.alerts[0].check if incident.alerts else ""
    found = {_name(name): foreign(value) for name, value in sorted((target.labels if target else {}).items())}
    found |= {
        "alertname": foreign(incident.title.plain()),
        "severity": gravest(incident).value,  # it grows only, so an alert that eases stays the same one
        "target": incident.target,
        "element": incident.element.value,
        "check": check.partition("/")[2] or check,
        "incident": incident.id,
        "monitor": "nocwall",
    }
    return {name: value for name, value in found.items() if value}


def _name(label: str) -> str:
    name = _LABEL.sub("_", label)
    name = f"_{name}" if name[:1].isdigit() else name
    # Names with two underscores in front are Prometheus' own.
    name = re.sub(r"^__+", "_", name) or "_"
    return f"target_{name}" if name in _OURS else name


def _stamp(wall: float) -> str:
    return datetime.fromtimestamp(wall, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
