"""Values for the tests of the stores."""

from app.model.alert import Alert, AlertKey, AlertPhase
from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.incident import Entry, EntryKind, Incident
from app.model.notice import Delivery, Notice, NoticeKind, Reason
from app.model.phrase import phrase
from app.model.target import ElementClass
from app.model.verdict import Level


def at(seconds: float) -> Moment:
    """Return a moment ``seconds`` after a round one."""
    return Moment(wall=1_700_000_000.0 + seconds, mono=5_000.0 + seconds)


NOW = at(0)


def alert(check: str = "paygrove/deposit", phase: AlertPhase = AlertPhase.FIRING) -> Alert:
    """Return a critical alert."""
    return Alert(
        key=AlertKey(check=check, rule="up"),
        phase=phase,
        level=Level.CRITICAL,
        since=at(-20),
        hard=at(-10),
        reason=phrase("{name} gets no answer", name="Paygrove"),
    )


def incident(number: int = 17, *, closed: Moment | None = None, owner: str = "") -> Incident:
    """Return an incident with one line in its timeline."""
    return Incident(
        id=f"I-{number}",
        target="paygrove",
        element=ElementClass.PAYMENT,
        title=phrase("{name} hangs", name="Paygrove"),
        level=Level.CRITICAL,
        alerts=(AlertKey(check="paygrove/deposit", rule="up"),),
        began=at(-20),
        opened=at(-10),
        owner=owner,
        closed=closed,
        timeline=(Entry(at=at(-20), kind=EntryKind.FIRST_BAD, text=phrase("no answer")),),
        told=("ops",),
    )


def notice(number: int = 17, *, told: bool = True, kind: NoticeKind = NoticeKind.PROBLEM) -> Notice:
    """Return a decision about the channel ``ops``."""
    return Notice(
        id=f"I-{number}:{kind}:1:ops",
        incident=f"I-{number}",
        channel="ops",
        kind=kind,
        level=Level.CRITICAL,
        told=told,
        reason=Reason.NEW,
        title=phrase("{name} hangs", name="Paygrove"),
        at=NOW,
    )


def delivery(of: Notice, *, ok: bool = True) -> Delivery:
    """Return the outcome of a notice."""
    return Delivery(notice=of.id, channel=of.channel, at=at(1), ok=ok)


def event(number: int, seconds: float = 0) -> Event:
    """Return a numbered event."""
    return Event(id=number, at=at(seconds), kind=EventKind.STATE, subject="paygrove/deposit", what="CRITICAL")
