"""Wishes about silences and maintenance windows."""

from app.engine.suppressing import SuppressDesk
from app.model.intent import EndMaintenance, EndSilence, MakeSilence, PlanMaintenance, Suppressing
from app.model.message import Answer
from app.suppress.silences import NotPossible


def carried_out(desk: SuppressDesk, wish: Suppressing, who: str) -> Answer:
    """Carry a wish out; ``error`` of the answer says what did not work."""
    try:
        return Answer(id=0, text=_done(desk, wish, who))
    except NotPossible as reason:
        return Answer(id=0, error=str(reason))


def _done(desk: SuppressDesk, wish: Suppressing, who: str) -> str:
    match wish:
        case MakeSilence():
            silence = desk.make(wish, who)
            hidden = desk.book.hides(silence.id)
            return f"{silence.id} lasts until {desk.clock_time(silence.ends)} and hides {_alerts(hidden)}"
        case EndSilence():
            return f"{desk.end(wish.what, who).id} is over"
        case PlanMaintenance():
            window = desk.plan(wish, who)
            checks = len(desk.book.windows.covers(window.id))
            return f"{window.id} is planned for {checks} check{'s' if checks != 1 else ''}"
        case EndMaintenance():
            return f"{desk.end_window(wish.what).id} is over"


def _alerts(count: int) -> str:
    return f"{count} alert{'s' if count != 1 else ''} now"
