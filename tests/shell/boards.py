"""Small boards for the shell's tests. All names are invented."""

from msgspec.structs import replace

from app.model.alert import AlertKey
from app.model.board import Board, CheckView, Counts, Glyph, Rank, SeriesView, Summary, Tone
from app.model.clock import Moment
from app.model.incident import Incident
from app.model.phrase import phrase
from app.model.quantity import Unit
from app.model.state import State
from app.model.target import ElementClass
from app.model.verdict import Level

NOW = Moment(wall=1_795_444_327.0, mono=5_000.0)


def check(name: str, state: State = State.OK) -> CheckView:
    """Return a check that has just answered."""
    return CheckView(
        id=f"{name}/up",
        target=name,
        target_name=name,
        name=name,
        short=name,
        element=ElementClass.GAME_PROVIDER,
        kind="tcp",
        address="127.0.0.1:1",
        state=state,
        since=NOW,
        last=NOW,
        interval=10.0,
        series=(SeriesView(name="response_time", title="Response time", unit=Unit.SECONDS, value=0.01),),
    )


def incident(number: int = 1, *, owner: str = "", title: str = "Kestrin Live hangs") -> Incident:
    """Return an open critical incident."""
    return Incident(
        id=f"I-{number}",
        target="kestrin",
        element=ElementClass.GAME_PROVIDER,
        title=phrase("{title}", title=title),
        level=Level.CRITICAL,
        alerts=(AlertKey(check="kestrin/up", rule="up"),),
        began=NOW,
        opened=NOW,
        owner=owner,
    )


def board(*checks: CheckView, incidents: tuple[Incident, ...] = (), tone: Tone | None = None) -> Board:
    """Return a board; with incidents it is a bad one."""
    bad = bool(incidents)
    summary = Summary(
        rank=Rank.NEED_SOMEONE if bad else Rank.GOOD,
        glyph=Glyph.CRITICAL if bad else Glyph.GOOD,
        headline=phrase("1 incident needs someone") if bad else phrase("All checks are good"),
        counts=Counts(critical=len(incidents), ok=len(checks) - len(incidents)),
        tone=tone,
        sounding=tuple(each.id for each in incidents) if tone else (),
    )
    return Board(now=NOW, checks=checks, incidents=incidents, summary=summary)


def later(given: Board, seconds: float) -> Board:
    """Return the same board as of later."""
    return replace(given, now=given.now.later(seconds))
