from msgspec.structs import replace

from app.incidents.tellings import told
from app.model.notice import Notice, NoticeKind, Reason, Telling
from app.model.phrase import NOTHING
from app.model.verdict import Level
from tests.alerts.making import at, incident


def notice(
    kind: NoticeKind, level: Level, *, seconds: float = 0.0, told: bool = True, step: int = 0
) -> Notice:
    return Notice(
        id="n",
        incident="I-1",
        channel="ops",
        kind=kind,
        level=level,
        told=told,
        reason=Reason.NEW,
        title=NOTHING,
        at=at(seconds),
        step=step,
    )


def test_the_worst_that_was_told_stays_until_the_end() -> None:
    """A channel keeps the worst level, the highest step and the number of what it was told."""
    found = incident(level=Level.CRITICAL)
    found = replace(found, tellings=told(found, notice(NoticeKind.PROBLEM, Level.CRITICAL)), told=("ops",))
    (after,) = told(found, notice(NoticeKind.REMINDER, Level.WARNING, seconds=60.0, step=2))
    assert after == Telling(channel="ops", at=at(60.0), times=2, level=Level.CRITICAL, step=2)


def test_after_its_end_a_channel_is_told_from_the_beginning() -> None:
    """What is opened again as a warning can worsen anew; the numbers go on."""
    before = Telling(channel="ops", at=at(0.0), times=3, level=Level.CRITICAL)
    found = replace(incident(level=Level.WARNING), tellings=(before,))
    (after,) = told(found, notice(NoticeKind.PROBLEM, Level.WARNING, seconds=90.0))
    assert (after.level, after.times) == (Level.WARNING, 4)


def test_what_is_withheld_and_what_ends_adds_nothing() -> None:
    """Only problems that were told count."""
    found = incident()
    assert told(found, notice(NoticeKind.PROBLEM, Level.CRITICAL, told=False)) == ()
    assert told(found, notice(NoticeKind.RECOVERY, Level.CRITICAL)) == ()
