from app.engine.ticker import KEPT, Ticker
from app.model.board import Glyph
from app.model.clock import Moment
from app.model.event import Event, EventKind
from app.model.phrase import phrase

NOW = Moment(wall=1.0, mono=1.0)


def event(number: int, kind: EventKind, what: str, reason: str = "", **data: str) -> Event:
    """Return an event about Kestrin Live."""
    text = phrase("Kestrin Live hangs")
    return Event(id=number, at=NOW, kind=kind, subject="I-3", what=what, reason=reason, text=text, data=data)


def test_people_see_what_concerns_them() -> None:
    """Incidents, who took them, banners and falls are told; single states and the machinery are not."""
    ticker = Ticker()
    ticker.take(
        [
            event(1, EventKind.STATE, "OK", before="PENDING", name="Launch"),
            event(2, EventKind.ALERT, "soft"),
            event(3, EventKind.STATE, "CRITICAL", before="OK", name="Launch"),
            event(4, EventKind.INCIDENT, "opened", reason="critical"),
            event(5, EventKind.INCIDENT, "acknowledged", reason="critical", owner="ana"),
            event(6, EventKind.INCIDENT, "closed"),
            event(7, EventKind.STATE, "OK", before="CRITICAL", name="Launch"),
            event(8, EventKind.ENGINE, "banner", reason="WARNING"),
            event(9, EventKind.ENGINE, "fell", reason="UNKNOWN"),
        ]
    )
    assert [(entry.glyph, entry.text.plain()) for entry in reversed(ticker.entries)] == [
        (Glyph.CRITICAL, "Kestrin Live hangs"),
        (Glyph.CRITICAL, "ana has it: Kestrin Live hangs"),
        (Glyph.GOOD, "over: Kestrin Live hangs"),
        (Glyph.WARNING, "Kestrin Live hangs"),
        (Glyph.UNKNOWN, "Kestrin Live hangs"),
    ]


def test_only_the_newest_are_kept() -> None:
    """The ticker is no log."""
    ticker = Ticker()
    ticker.take(event(i, EventKind.INCIDENT, "opened") for i in range(100))
    assert len(ticker.entries) == KEPT
    assert ticker.entries[0].id == 99


def test_a_critical_that_nobody_saw_stays() -> None:
    """What was critical and came and went unseen outlasts any number of milder entries, until it is seen."""
    ticker = Ticker()
    ticker.take([event(1, EventKind.INCIDENT, "opened", "CRITICAL")])
    ticker.take(event(i, EventKind.INCIDENT, "opened", "WARNING") for i in range(2, 200))
    assert len(ticker.entries) == KEPT
    assert ticker.entries[-1].id == 1
    assert ticker.unseen == KEPT
    ticker.looked = ticker.entries[0].at
    assert ticker.unseen == 0
    ticker.take([event(200, EventKind.INCIDENT, "opened", "WARNING")])
    assert 1 not in {entry.id for entry in ticker.entries}


def test_only_an_end_wears_the_tick() -> None:
    """What is taken, merged or no longer watched, and a start of the engine, prove nothing good."""
    ticker = Ticker()
    incidents = ("acknowledged", "assigned", "withdrawn", "released", "closed")
    ticker.take(event(i, EventKind.INCIDENT, what, "critical") for i, what in enumerate(incidents))
    ticker.take([event(9, EventKind.INCIDENT, "merged", "critical", merged_into="I-1")])
    ticker.take([event(10, EventKind.ENGINE, "started")])
    good = [entry.id for entry in ticker.entries if entry.glyph is Glyph.GOOD]
    assert good == [incidents.index("closed")]
    assert [entry.id for entry in ticker.entries if entry.quiet] == [9, 4, 2, 1, 0]
