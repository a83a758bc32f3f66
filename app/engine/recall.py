"""What an earlier run left: durations go on, open incidents stay open, in silence."""

from collections.abc import Sequence

from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.notices import NoticeDesk
from app.engine.rule_keeper import restore
from app.model.event import Event
from app.model.incident import EntryKind, Incident
from app.model.phrase import phrase
from app.model.ports import Proof, Remembered, RuleMemory, StateStore, StoreFailed
from app.model.rule import FLAPPING
from app.model.state import State

_RECALLED = 2000  # stored events that a start looks at


class Recall:
    """Puts what was remembered into the books: alerts at the start, checks once they are known."""

    def __init__(self, core: Core, *, banners: Banners, notices: NoticeDesk) -> None:
        self._books = core.books
        self._journal = core.journal
        self._banners = banners
        self._notices = notices
        self._proofs: dict[str, Proof] = {}
        self._remembered = Remembered()
        self._resumed = False

    def take(self, remembered: Remembered, proofs: Sequence[Proof]) -> None:
        """Take over alerts, incidents, muting and the numbers that go on."""
        books = self._books
        self._remembered = remembered
        self._proofs = {proof.check: proof for proof in proofs}
        self._journal.begin(remembered.next_event, remembered.alerts, remembered.open)
        # Stored once more as they are known now: a clock that was set back makes what was to come present.
        for alert in remembered.alerts:
            self._journal.alert(alert)
        for incident in remembered.open:
            self._journal.incident(incident)
        books.alerts.restore(remembered.alerts)
        books.incidents.next_number = remembered.next_incident
        past = (*reversed(remembered.closed), *remembered.owed)
        books.incidents.restore(remembered.open, remembered.alerts, past)
        books.looked = remembered.seat.looked
        books.closed_before = remembered.closed[0] if remembered.closed else None
        books.muting = remembered.muting
        books.suppression.silences.restore(remembered.silences)
        books.suppression.windows.restore(remembered.maintenance, remembered.runs)
        books.deploys.restore(remembered.deploys)
        books.known = frozenset(remembered.seat.known)
        books.held = remembered.seat.held
        untold = [each for each in remembered.open if not each.told and not each.blocked_by]
        # An earlier run may have been blind; where it was not, planning these anew finds nothing to tell.
        books.unseen = {each.id for each in untold if _decided(each)}
        self._notices.recall(each for each in untold if not _decided(each))
        last = books.closed_before
        books.quiet_since = last.closed if last is not None else remembered.first_start
        if remembered.moved_aside:
            path = remembered.moved_aside
            text = phrase("The record was damaged; it was put aside as {path}", path=path)
            self._banners.lift("state-file", State.WARNING, text)

    def checks(self) -> None:
        """Give the checks that have no result yet what is remembered of them."""
        marks = {mark.check: mark for mark in self._remembered.marks}
        rules: dict[str, list[RuleMemory]] = {}
        for each in self._remembered.rules:
            rules.setdefault(each.check, []).append(each)
        for name, memory in self._books.checks.items():
            if memory.window.last is not None:
                continue
            if name in marks:
                memory.remembered = (marks[name].state, marks[name].since)
            flapping = self._books.alerts.of(name).get(FLAPPING)
            if flapping is not None:
                memory.flaps.suppose(flapping.level)
            if name in self._proofs:
                memory.restore(self._proofs[name])
            if name in rules:
                restore(memory, rules[name])

    def notices(self) -> None:
        """Try the outside channels again whose outcome is not known; once, when there are channels."""
        if self._resumed:
            return
        self._resumed = True
        incidents = (*self._remembered.open, *self._remembered.closed)
        self._notices.resume(self._remembered.pending, {each.id: each for each in incidents})


def _decided(incident: Incident) -> bool:
    """Return whether anybody was told or not; a wait for parents that a kill cut short leaves nothing."""
    return any(entry.kind in {EntryKind.TOLD, EntryKind.WITHHELD} for entry in incident.timeline)


async def newest_events(store: StateStore, next_event: int) -> tuple[Event, ...]:
    """Return the newest stored events, oldest first; none where they cannot be read."""
    try:
        return await store.events(max(0, next_event - _RECALLED), _RECALLED)
    except StoreFailed:
        return ()
