"""What a test of a channel says: of no target, and of nothing that is wrong."""

from app.model.clock import Moment
from app.model.incident import Incident
from app.model.notice import Notice, NoticeKind, Reason
from app.model.phrase import phrase
from app.model.target import ElementClass
from app.model.verdict import Level


def trial(channel: str, who: str, now: Moment) -> tuple[Notice, Incident]:
    """Return a notice of kind test and an incident that never was."""
    title = phrase("Test of channel {channel}", channel=channel)
    body = phrase("{who} asked for this test; nothing is wrong", who=who)
    name = f"TEST-{int(now.wall * 1000)}"
    incident = Incident(
        id=name,
        target="nocwall",
        element=ElementClass.APPLICATION_SERVER,
        title=title,
        cause=body,
        level=Level.WARNING,
        worst=Level.WARNING,
        alerts=(),
        began=now,
        opened=now,
    )
    notice = Notice(
        id=f"{name}:{NoticeKind.TEST.value}:1:{channel}",
        incident=name,
        channel=channel,
        kind=NoticeKind.TEST,
        level=Level.WARNING,
        told=True,
        reason=Reason.ASKED,
        title=title,
        body=body,
        at=now,
    )
    return notice, incident
