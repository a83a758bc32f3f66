"""What the tests of all kinds of channels share."""

import time
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager

import msgspec

from app.inventory.child import own_command
from app.model.channel import OutsideChannel
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import Delivery, Notice, NoticeKind
from app.model.phrase import phrase
from app.model.probe import ProbeFailed, Secret
from app.model.state import ErrorClass
from app.model.target import ElementClass, Target
from app.model.verdict import Level
from app.notify.deliver import ChannelDeliverer
from app.notify.line import Pace
from tests.history.builders import incident, notice

CHILD = own_command("apprise-channel")
TARGET = Target(
    id="paygrove",
    name="Paygrove",
    short="Paygrove",
    element=ElementClass.PAYMENT,
    labels={"region": "eu-1", "data center": "Graz <b>", "severity": "of theirs", "9th": "x"},
    owner="Payments",
    runbook="https://wiki.example.com/paygrove",
)


class Known:
    """Secrets by name."""

    def __init__(self, secrets: Mapping[str, str]) -> None:
        self.secrets = dict(secrets)

    async def get(self, reference: Secret) -> str:
        if reference.secret not in self.secrets:
            raise ProbeFailed(ErrorClass.CREDENTIAL, phrase("credential not available"))
        return self.secrets[reference.secret]


@asynccontextmanager
async def delivering_to(
    channels: Sequence[OutsideChannel],
    outcomes: Callable[[Delivery], None],
    secrets: Mapping[str, str] = {},
    *,
    told: Callable[[str], Sequence[Incident]] = lambda _: (),
    child: Sequence[str] = CHILD,
) -> AsyncIterator[ChannelDeliverer]:
    """Give a deliverer of these channels that tries again quickly."""
    made = ChannelDeliverer((), Known(secrets), outcomes, pace=Pace(first=0.05, most=0.2), child=child)
    made.told = told
    made.update(channels, [TARGET])
    try:
        yield made
    finally:
        await made.close()


def told_to(channel: str, number: int = 1, kind: NoticeKind = NoticeKind.PROBLEM, **more: object) -> Notice:
    """Return a told notice for a channel."""
    name = f"I-{number}:{kind}:1:{channel}"
    return msgspec.structs.replace(notice(number, kind=kind), id=name, channel=channel, **more)


def now(ago: float = 0.0) -> Moment:
    """Return the present moment, or one before it."""
    return Moment(wall=time.time() - ago, mono=time.monotonic() - ago)


def present(number: int = 1, level: Level = Level.CRITICAL, **more: object) -> Incident:
    """Return an incident that began ten seconds ago."""
    fields = {"began": now(10), "opened": now(5), "level": level, "worst": level}
    return msgspec.structs.replace(incident(number), **(fields | more))
