"""What is handed to a channel's sender, and how it may fail."""

import re
from datetime import datetime
from typing import Protocol

from app.model.channel import BODY, TITLE, Channel
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import Notice
from app.model.phrase import foreign
from app.model.ports import SecretSource
from app.model.probe import ProbeFailed, Secret
from app.model.quantity import age
from app.model.target import Target
from app.model.template import LABEL, template
from app.model.value import Value
from app.model.verdict import Level

_LONGEST = 1000  # signs of one value in a text
# Words by which chat services wake everybody in a room; they stand in foreign texts too.
_CALLS = re.compile(r"@(?=(everyone|here|channel|all|room)\b)|<(?=[!@])", re.IGNORECASE)
_NO_BREAK = "\u2060"


class NotDelivered(Exception):  # noqa: N818 - it is the name of the outcome
    """One attempt failed. ``final``: trying again is of no use; ``after``: seconds the receiver asks for."""

    def __init__(self, why: str, *, final: bool = False, after: float = 0.0) -> None:
        super().__init__(why)
        self.why = why
        self.final = final
        self.after = after


class Letter(Value, frozen=True, kw_only=True):
    """A notice in the words of its channel."""

    notice: Notice
    incident: Incident
    target: Target | None = None  # None: no longer watched, or this monitor itself
    title: str
    body: str
    attempt: int = 1


class Sender(Protocol):
    """Sends to one channel, one letter at a time."""

    async def deliver(self, letter: Letter) -> None:
        """Send once. Raises ``NotDelivered``."""
        ...

    async def rest(self, idle: float) -> float:
        """Do what is to be done while nothing waits, for ``idle`` seconds now; return when to ask again.

        Raises ``NotDelivered`` where that failed.
        """
        ...

    async def close(self) -> None:
        """Give back connections and processes; it can be used again."""
        ...


async def secret_of(secrets: SecretSource, reference: Secret) -> str:
    """Return a secret; raises ``NotDelivered``, for it may be there at the next attempt."""
    try:
        return await secrets.get(reference)
    except ProbeFailed as error:
        raise NotDelivered(error.sentence.plain()) from error


def letter(channel: Channel, notice: Notice, incident: Incident, target: Target | None) -> Letter:
    """Return the letter of a notice."""
    values = _values(channel, notice, incident, target)
    return Letter(
        notice=notice,
        incident=incident,
        target=target,
        title=" ".join(template(channel.title or TITLE).filled(values, _cut).split()),
        body=template(channel.body or BODY).filled(values, _cut),
    )


def gravest(incident: Incident) -> Level:
    """Return the worst level that an incident had; it grows only."""
    return Level.CRITICAL if Level.CRITICAL in (incident.worst, incident.level) else incident.level


def calm(text: str) -> str:
    """Return a text in which nothing wakes a whole chat room."""
    return _CALLS.sub(lambda found: found[0] + _NO_BREAK, text)


def _values(channel: Channel, notice: Notice, incident: Incident, target: Target | None) -> dict[str, str]:
    end = incident.closed or notice.at
    values = {
        "title": notice.title.plain(),
        "body": notice.body.plain(),
        "cause": incident.cause.plain(),
        "id": incident.id,
        "level": notice.level.value,
        "severity": gravest(incident).value,
        "target": target.name if target else incident.target,
        "element": incident.element.value,
        "owner": incident.owner,
        "team": target.owner if target else "",
        "since": _local(incident.began),
        "age": age(max(0.0, end.seconds_since(incident.began))),
        "runbook": target.runbook if target else "",
        "kind": notice.kind.value,
        "channel": channel.id,
    }
    return values | {LABEL + name: value for name, value in (target.labels if target else {}).items()}


def _local(moment: Moment) -> str:
    """Return a moment as the people at this machine read it, with what their clock is off UTC."""
    return datetime.fromtimestamp(moment.wall).astimezone().isoformat(" ", timespec="seconds")


def _cut(text: str) -> str:
    return foreign(text, _LONGEST)
