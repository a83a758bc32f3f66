"""What stands of a notice in the timeline of its incident."""

from typing import Final

from app.model.clock import Moment
from app.model.incident import Entry, EntryKind
from app.model.notice import DESKTOP, Notice, NoticeKind
from app.model.phrase import phrase

_LINES: Final = {NoticeKind.REMINDER: EntryKind.REMINDED, NoticeKind.ESCALATION: EntryKind.ESCALATED}
_REASON: Final = {
    "parent-down": "a parent's failure explains it",
    "already-told": "told already",
    "never-told": "the problem was not told there",
    "acknowledged": "somebody has it",
    "muted": "muted",
    "below-severity": "milder than the channel wants",
    "blind": "this monitor is blind",
    "itself": "it is this channel that does not deliver",
    "silenced": "silenced",
    "maintenance": "in maintenance",
    "inhibited": "another alert explains it",
    "quiet-hours": "these are its quiet hours",
    "not-routed": "no route leads there",
    "not-yet": "not yet",
    "flapping": "it is known to fail and to work in turn",
}


def entry(notice: Notice) -> Entry:
    """Return that a channel was told, or why it was not."""
    channel = _spoken(notice.channel)
    if notice.told:
        kind = _LINES.get(notice.kind, EntryKind.TOLD)
        text = phrase("Told {channel}", channel=channel)
        if kind is not EntryKind.TOLD:
            text = phrase("Told {channel} again: {what}", channel=channel, what=notice.title.plain())
        return Entry(at=notice.at, kind=kind, text=text)
    reason = _REASON.get(notice.reason.value, notice.reason.value)
    text = phrase("Not told {channel}: {reason}", channel=channel, reason=reason)
    return Entry(at=notice.at, kind=EntryKind.WITHHELD, text=text)


def _spoken(channel: str) -> str:
    return "the desktop" if channel == DESKTOP else channel


def not_shown(at: Moment, why: str) -> Entry:
    """Return that nobody saw a pop-up that counted as told."""
    return Entry(
        at=at, kind=EntryKind.WITHHELD, text=phrase("The pop-up was not shown: {reason}", reason=why)
    )


def on_wall(at: Moment, screen: str) -> Entry:
    """Return that a wall shows it in place of a pop-up."""
    text = phrase("Shown on the wall of screen {screen}, no pop-up", screen=screen)
    return Entry(at=at, kind=EntryKind.TOLD, text=text)


def off_wall(at: Moment, screen: str) -> Entry:
    """Return that the pop-up came after all."""
    text = phrase("The wall of screen {screen} does not show it any more: told by pop-up", screen=screen)
    return Entry(at=at, kind=EntryKind.TOLD, text=text)
