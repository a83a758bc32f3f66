from collections.abc import Sequence

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

from app.engine.journal import Journal
from app.model.alert import Alert, AlertChange, AlertKey, AlertPhase
from app.model.event import Event, EventKind
from app.model.incident import Entry, EntryKind, Incident, IncidentChange
from app.model.notice import Notice
from app.model.phrase import phrase
from app.replay.ledger import Ledger, applied, delta
from tests.alerts.making import alert, at, check, incident, target
from tests.alerts.pipeline import Core, Happening

whats = st.sampled_from(
    ["good", "slow", "very-slow", "hang", "refused", "late", "acknowledge", "blind", "remove"]
)
histories = st.lists(
    st.builds(Happening, check=st.integers(0, 3), what=whats, after=st.sampled_from([1.0, 10.0, 40.0])),
    max_size=60,
)


class Journaled(Core):
    """The whole path with a journal, as the engine keeps one; ``rows`` are what the store would hold."""

    def __init__(self) -> None:
        checks = [check("edge/up"), check("shop/up"), check("shop/slow"), check("bank/up")]
        targets = [target("edge"), target("shop", "", "edge"), target("bank")]
        super().__init__(targets, checks)
        self.journal = Journal()
        self.alert_rows: dict[AlertKey, Alert] = {}
        self.incident_rows: dict[str, Incident] = {}
        self.log: list[Event] = []
        self.batches: list[Sequence[Event]] = []

    def store(self) -> None:
        batch = self.journal.take()
        for each in batch.alerts:
            self.alert_rows[each.key] = each
            if each.phase is AlertPhase.INACTIVE:
                del self.alert_rows[each.key]
        self.incident_rows.update((each.id, each) for each in batch.incidents)
        # over the wire and back: what is in a store is plain values
        written = msgspec.msgpack.decode(msgspec.msgpack.encode(batch.events), type=tuple[Event, ...])
        self.log += written
        self.batches.append(written)

    def begin(self) -> None:
        """Start as an engine does over what is stored."""
        journal, number = Journal(), len(self.log) + 1
        open_ones = [each for each in self.incident_rows.values() if each.closed is None]
        journal.begin(number, self.alert_rows.values(), open_ones)
        journal.event(EventKind.ENGINE, "engine", "started", self.moment, data=journal.snapshot())
        self.journal = journal

    def _alert_changed(self, change: AlertChange) -> None:
        after = change.after
        self.journal.alert(after)
        self.journal.event(
            EventKind.ALERT, after.key.check, change.event.value, change.at, reason=after.key.rule
        )
        super()._alert_changed(change)

    def _changed(self, changes: Sequence[IncidentChange]) -> None:
        for change in changes:
            self.journal.incident(change.after)
            self.journal.event(EventKind.INCIDENT, change.after.id, change.event.value, change.at)
        super()._changed(changes)

    def _record(self, notice: Notice) -> None:
        super()._record(notice)
        known = self.incidents._register.find(notice.incident)
        if known is not None:
            self.journal.incident(known)

    def same(self, ledger: Ledger) -> None:
        assert ledger.alerts == self.alert_rows
        assert ledger.open == {name: each for name, each in self.incident_rows.items() if each.closed is None}


@settings(max_examples=100, deadline=None)
@given(histories, st.integers(0, 60), st.integers(0, 60))
def test_replaying_the_log_gives_the_same_books(history: list[Happening], middle: int, restart: int) -> None:
    """After each batch the events tell what the store holds, from the first one and from any snapshot on."""
    run = Journaled()
    run.begin()
    whole, later = Ledger(), None
    for place, happening in enumerate(history):
        if place == restart:
            run.store()
            run.restart()
            run.begin()
        run.take(happening)
        if place == middle:
            data = run.journal.snapshot()
            run.journal.event(EventKind.ENGINE, "engine", "snapshot", run.moment, data=data)
            later = Ledger()
        run.store()
        for event in run.batches[-1]:
            whole.take(event)
            if later is not None:
                later.take(event)
        if later is not None and later.sure:
            run.same(later)
        run.same(whole)
    again = Ledger()
    for event in run.log:
        again.take(event)
    run.same(again)


def test_an_event_carries_what_changed_only() -> None:
    """A further line of a long timeline is that line, not the incident again."""
    lines = tuple(Entry(at=at(place), kind=EntryKind.COMMENT, text=phrase("line")) for place in range(100))
    before = msgspec.structs.replace(incident(), timeline=lines)
    more = Entry(at=at(200), kind=EntryKind.COMMENT, text=phrase("more"))
    after = msgspec.structs.replace(before, timeline=(*lines, more), owner="Ann")
    changed = delta(before, after)
    assert set(changed) == {"timeline", "owner"}
    assert len(msgspec.msgpack.encode(changed)) < 150 < len(msgspec.msgpack.encode(after)) / 20
    assert applied(before, changed, Incident) == after


@given(st.lists(st.integers(0, 5), max_size=12), st.lists(st.integers(0, 5), max_size=12))
def test_any_two_timelines_are_told_by_one_part(first: list[int], second: list[int]) -> None:
    """Lines that were dropped, kept up or added in any place come back as they were."""

    def made(numbers: list[int]) -> Incident:
        lines = (Entry(at=at(each), kind=EntryKind.COMMENT, text=phrase("line")) for each in numbers)
        return msgspec.structs.replace(incident(), timeline=tuple(lines))

    before, after = made(first), made(second)
    assert applied(before, delta(before, after), Incident) == after


def test_a_first_record_is_whole_and_what_is_not_known_is_left_alone() -> None:
    """Without defaults it is short; a change of something that began before the log is passed over."""
    whole = delta(None, alert())
    assert applied(None, whole, Alert) == alert()
    assert "held" not in whole
    ledger = Ledger()
    data = {"incident_record": {"id": "I-9", "changed": {"owner": "Ann"}}}
    ledger.take(Event(at=at(0), kind=EventKind.INCIDENT, subject="I-9", what="acknowledged", data=data))
    assert not ledger.incidents
    assert not ledger.sure


def test_what_a_flood_of_events_drops_is_made_good_by_a_snapshot() -> None:
    """Where more happens at once than waits for a disk, the batch ends with all that is open."""
    journal, ledger = Journal(), Ledger()
    journal.begin(1)
    journal.incident(incident("I-1"))
    journal.event(EventKind.INCIDENT, "I-1", "opened", at(0))
    for number in range(10_050):
        journal.event(EventKind.STATE, "a/b", "OK", at(number))
    for event in journal.take().events:
        ledger.take(event)
    assert ledger.open == {"I-1": incident("I-1")}
