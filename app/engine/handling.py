"""Wishes of people about incidents: they take, give, comment, tick, join and part them."""

from collections.abc import Iterable

from app.engine.core import Core
from app.engine.notices import NoticeDesk
from app.incidents.hands import Mistaken
from app.model.clock import Moment
from app.model.incident import IncidentChange, IncidentEvent
from app.model.intent import (
    Acknowledge,
    Act,
    Assign,
    Comment,
    Fixed,
    Looked,
    Managing,
    Merge,
    Release,
    Split,
    Tick,
)
from app.model.message import Answer
from app.model.phrase import foreign
from app.model.quantity import age

_COMMENT = 500
_LONGEST = 30 * 86_400.0  # seconds for which one can take something
_NAME = 40


class Handling:
    """Carries such wishes out in the book, and lets the notices know."""

    def __init__(self, core: Core, notices: NoticeDesk) -> None:
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._changed = core.changes.touch
        self._notices = notices

    def __call__(self, wish: Acknowledge | Managing | Looked, who: str) -> Answer:
        """Carry out a wish of somebody; ``error`` says what cannot be."""
        now = self._clock.now()
        try:
            if isinstance(wish, Looked):
                return self._looked(wish, who, now)
            changes = self._steps(wish, who, now)
        except Mistaken as mistake:
            return Answer(id=0, error=str(mistake))
        self._tell(changes)
        back = self._books.incidents.hands.back(changes) if isinstance(wish, Merge | Split) else ()
        return Answer(id=0, text=_said(wish, who, changes), back=back)

    def expire(self, now: Moment) -> None:
        """Let those need someone again whose owner's time is over."""
        self._tell(self._books.incidents.hands.expire(now))

    def _steps(self, wish: Acknowledge | Managing, who: str, now: Moment) -> tuple[IncidentChange, ...]:
        hands = self._books.incidents.hands
        match wish:
            case Acknowledge():
                seconds = min(max(wish.seconds, 0.0), _LONGEST)
                comment = foreign(wish.comment, _COMMENT)
                return hands.acknowledge(wish.what, who, comment, now, sticky=wish.sticky, seconds=seconds)
            case Release():
                return hands.release(wish.what, who, now)
            case Assign():
                return hands.assign(wish.what, foreign(wish.to, _NAME), who, now)
            case Merge():
                return hands.merge(wish.into, wish.what, who, now)
            case Split():
                return hands.split(wish.what, wish.part, who, now)
            case _:
                return self._lines(wish, who, now)

    def _lines(self, wish: Comment | Act | Fixed | Tick, who: str, now: Moment) -> tuple[IncidentChange, ...]:
        hands = self._books.incidents.hands
        match wish:
            case Comment():
                return hands.comment(wish.what, foreign(wish.text, _COMMENT), who, now)
            case Act():
                return hands.act(wish.what, foreign(wish.text, _COMMENT), who, now)
            case Fixed():
                return hands.fixed(wish.what, foreign(wish.comment, _COMMENT), who, now)
            case Tick():
                return hands.tick(wish.what, wish.step, who, now, done=wish.done)

    def _looked(self, wish: Looked, who: str, now: Moment) -> Answer:
        if wish.what:
            self._tell(self._books.incidents.hands.seen(wish.what, who, now))
            return Answer(id=0, text=f"{who} looked at {foreign(wish.what, 80)}")
        self._books.looked = now
        self._journal.seat(self._books.seat)
        self._changed()
        return Answer(id=0, text=f"{who} looked at what happened")

    def _tell(self, changes: Iterable[IncidentChange]) -> None:
        for change in changes:
            self._notices.take(change)
            before = change.before.alerts if change.before is not None else ()
            for key in {*change.after.alerts, *before}:
                self._changed(key.check)


def _said(wish: Acknowledge | Managing, who: str, changes: tuple[IncidentChange, ...]) -> str:
    names = ", ".join(dict.fromkeys(change.after.id for change in changes))
    match wish:
        case Acknowledge() | Assign():
            owner = foreign(wish.to, _NAME) if isinstance(wish, Assign) else who
            seconds = 0.0 if isinstance(wish, Assign) else min(wish.seconds, _LONGEST)
            return f"{owner} has {names}" + (f" for {age(seconds)}" if seconds > 0 else "")
        case Release():
            return f"nobody has {names} any more"
        case Merge():
            gone = (change.after for change in changes if change.event is IncidentEvent.MERGED)
            parts = ", ".join(dict.fromkeys(each.id for each in gone if each.merged_into))
            return f"{changes[0].after.id} now holds {parts}"
        case Split():
            return f"{changes[0].after.id} is made of a part of {wish.what.strip().upper()}"
        case _:
            waits = "; it closes when that is proved" if isinstance(wish, Fixed) else ""
            return f"noted at {names}{waits}"
