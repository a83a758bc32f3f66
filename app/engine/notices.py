"""Who is told of a change of an incident; told only after it is stored as told."""

import asyncio
from collections.abc import Iterable, Sequence
from typing import Protocol

from app.engine import notice_words
from app.engine.agenda import Agenda
from app.engine.banners import Banners
from app.engine.core import Core
from app.engine.doubt import Doubt
from app.engine.persist import Persister
from app.incidents import tellings
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.incident import Incident, IncidentChange, IncidentEvent
from app.model.notice import DESKTOP, PROBLEMS, Delivery, Notice, Reason
from app.model.phrase import foreign, phrase
from app.model.ports import ChannelPolicy, Deliverer, Planner
from app.model.state import State

_DESKTOP = ChannelPolicy(id=DESKTOP)
_STORED_WITHIN = 1.0  # seconds; then it is told all the same, for an alarm never waits for a disk
_MAY_WAIT = (IncidentEvent.OPENED, IncidentEvent.WORSENED, IncidentEvent.UNBLOCKED, IncidentEvent.REOPENED)


class DesktopChannel(Protocol):
    """The pop-ups of whoever holds the speaker."""

    @property
    def there(self) -> bool:
        """Whether anybody can be told."""
        ...

    def tell(self, notice: Notice, incident: Incident) -> bool:
        """Hand a notice over; False where nobody takes it."""
        ...


class NoticeDesk:
    """Plans notices, records them, and hands them to their channels in order."""

    def __init__(
        self, core: Core, *, persister: Persister, planner: Planner, banners: Banners, doubt: Doubt
    ) -> None:
        self._core = core
        self._books = core.books
        self._journal = core.journal
        self._clock = core.clock
        self._persister = persister
        self.agenda = Agenda(core, planner)
        self.agenda.channels = self._channels
        self._banners = banners
        self._doubt = doubt
        # Incidents of which nobody is told until their parents are known, and since when.
        self._waiting: dict[str, Moment] = {}
        self._recalled: set[str] = set()  # of these, those that wait for a result of their own as well
        self._queue: asyncio.Queue[tuple[int, Notice, Incident]] = asyncio.Queue()
        self._showing: dict[str, Notice] = {}  # pop-ups whose outcome is not known yet, by their id
        self.deliverer: Deliverer | None = None
        self.desktop: DesktopChannel | None = None

    def take(self, change: IncidentChange) -> None:
        """Record a change of an incident and decide who is told of it."""
        incident = change.after
        # As it is now: of several changes in one step an earlier one may have been told since this was made.
        self._journal.incident(self._books.incidents.find(incident.id) or incident)
        self._journal.event(
            EventKind.INCIDENT,
            incident.id,
            change.event.value,
            change.at,
            reason=incident.level.value,
            text=incident.title,
            data={"target": incident.target, "owner": incident.owner, "blocked_by": incident.blocked_by}
            | ({"merged_into": incident.merged_into} if incident.merged_into else {}),
        )
        if change.event in (IncidentEvent.CLOSED, IncidentEvent.WITHDRAWN):
            self._books.quiet_since = change.at
            self._books.unseen.discard(incident.id)
            self._books.unsuppressed.pop(incident.id, None)
        elif change.event is IncidentEvent.UNBLOCKED:
            self._books.unseen.discard(incident.id)
            self._books.unsuppressed.pop(incident.id, None)
        if not self._waits(change):
            self._decide(change)
        self._core.changes.touch()

    def release(self) -> None:
        """Decide about those that waited, now that their parents are known."""
        if not self._waiting:
            return
        incidents = {incident.id: incident for incident in self._books.incidents.open()}
        for name in tuple(self._waiting):
            incident = incidents.get(name)
            if incident is not None and self._in_doubt(incident):
                continue
            del self._waiting[name]
            self._recalled.discard(name)
            if incident is not None:
                now = self._clock.now()
                self._decide(IncidentChange(event=IncidentEvent.OPENED, before=None, after=incident, at=now))

    def waits(self, incident: str) -> bool:
        """Return whether it is not decided yet, for a parent may prove to be its cause."""
        return incident in self._waiting

    def recall(self, incidents: Iterable[Incident]) -> None:
        """Decide anew, once there is a fresh result, what an earlier run left without any decision."""
        now = self._clock.now()
        names = [each.id for each in incidents]
        self._waiting.update(dict.fromkeys(names, now))
        self._recalled.update(names)

    def _in_doubt(self, incident: Incident) -> bool:
        since = self._waiting[incident.id]
        if incident.id in self._recalled and self._doubt.unproved(incident, since):
            return True
        return self._doubt.about(incident, since)

    def reconsider(self, now: Moment) -> None:
        """Tell what time has made due: first notices that were withheld, reminders, steps of escalations.

        Asked again and again, so that what is still withheld leaves no trace: its reason is on record.
        """
        for incident, found in self.agenda.due(now, self._waiting):
            if found.waited is not None:
                self._keep(self._books.incidents.record(incident.id, waited=found.waited))
            for notice in found.notices:
                self._record(notice, incident)

    def resume(self, pending: Sequence[Notice], incidents: dict[str, Incident]) -> None:
        """After a restart: outside channels are tried again, with the same id; pop-ups are not."""
        now = self._clock.now()
        for notice in pending:
            incident = incidents.get(notice.incident)
            if notice.channel == DESKTOP or incident is None:
                detail = "the engine ended before its outcome was known"
                delivery = Delivery(notice=notice.id, channel=notice.channel, at=now, ok=False, detail=detail)
                self._journal.delivery(delivery)
            else:
                self._queue.put_nowait((0, notice, incident))

    def delivered(self, delivery: Delivery) -> None:
        """Record what became of a notice."""
        shown = self._showing.pop(delivery.notice, None)
        if (said := self._books.decisions.on_walls.take(delivery, shown)) is not None:
            self._keep(self._books.incidents.record(*said))
        self._journal.delivery(delivery)
        self._journal.event(
            EventKind.DELIVERY,
            delivery.notice,
            "delivered" if delivery.ok else "failed",
            delivery.at,
            reason=foreign(delivery.detail),
            data={"channel": delivery.channel, "attempts": delivery.attempts}
            | ({"wall": delivery.wall} if delivery.wall else {}),
        )
        self._show_undelivered(delivery, shown)

    def desktop_lost(self) -> None:
        """Take back the pop-ups of a desktop that went before it said what became of them."""
        for notice in tuple(self._showing.values()):
            self._nobody_showed(notice, "the desktop is gone")
        for notice in self._books.decisions.on_walls:
            incident = self._books.incidents.find(notice.incident)
            if notice.kind in PROBLEMS and incident is not None and not (incident.taken or incident.closed):
                self._nobody_showed(notice, "the wall that showed it is gone")

    async def run(self) -> None:
        """Hand told notices over, for ever."""
        while True:
            generation, notice, incident = await self._queue.get()
            await self._persister.settled(generation, _STORED_WITHIN)
            self._hand_over(notice, incident)

    def _waits(self, change: IncidentChange) -> bool:
        """Return whether this is decided later. The end of an incident never waits."""
        incident = change.after
        if change.event not in _MAY_WAIT:
            return False
        since = (incident.again or incident.opened) if change.event is IncidentEvent.WORSENED else change.at
        if incident.id in self._waiting or self._doubt.about(incident, since):
            self._waiting.setdefault(incident.id, since)
            return True
        return False

    def _decide(self, change: IncidentChange) -> None:
        for notice in self.agenda.plan(change):
            self._record(notice, change.after)

    def _show_undelivered(self, delivery: Delivery, notice: Notice | None) -> None:
        """Say of pop-ups that they are not shown, on their incident too: "told" would be a lie.

        Outside channels have alarms of their own.
        """
        if delivery.channel != DESKTOP:
            return
        banner = f"undelivered-{DESKTOP}"
        why = "" if delivery.ok else foreign(delivery.detail) or "unknown"
        if notice is not None:
            self._books.decisions.note_failure(notice, why)
        if not why:
            self._banners.lower(banner)
            return
        self._banners.lift(banner, State.WARNING, phrase("A pop-up was not shown: {reason}", reason=why))
        if notice is not None:
            entry = notice_words.not_shown(delivery.at, why)
            self._keep(self._books.incidents.record(notice.incident, entry))

    def _channels(self) -> tuple[ChannelPolicy, ...]:
        there = self.desktop is not None and self.desktop.there
        outside = self.deliverer.channels if self.deliverer is not None else ()
        return (_DESKTOP, *outside) if there else tuple(outside)

    def _record(self, notice: Notice, incident: Incident) -> None:
        self._journal.notice(notice)
        self._books.decisions.note(notice)
        self._journal.event(
            EventKind.NOTICE,
            notice.id,
            "told" if notice.told else "withheld",
            notice.at,
            reason=notice.reason.value,
            text=notice.title,
            data={"channel": notice.channel, "kind": notice.kind.value, "incident": notice.incident},
        )
        incident = self._note_on_incident(notice) or incident
        if notice.reason is Reason.BLIND:
            self._books.unseen.add(notice.incident)
        if notice.told:
            if notice.channel == DESKTOP and notice.kind in PROBLEMS:
                self._books.known -= {notice.incident}
                self._journal.seat(self._books.seat)
            self._queue.put_nowait((self._journal.generation, notice, incident))

    def _note_on_incident(self, notice: Notice) -> Incident | None:
        before = self._books.incidents.find(notice.incident)
        if before is None:
            return None
        problem = notice.kind in PROBLEMS
        return self._keep(
            self._books.incidents.record(
                notice.incident,
                None if notice.reason is Reason.NOT_ROUTED else notice_words.entry(notice),
                told=(notice.channel,) if notice.told and problem else (),
                untold=(notice.channel,) if notice.told and not problem else (),
                tellings=tellings.told(before, notice),
            )
        )

    def _keep(self, incident: Incident | None) -> Incident | None:
        if incident is not None:
            self._journal.incident(incident)
        return incident

    def _hand_over(self, notice: Notice, incident: Incident) -> None:
        if notice.channel == DESKTOP:
            self._showing[notice.id] = notice
            if self.desktop is None or not self.desktop.tell(notice, incident):
                self._nobody_showed(notice, "no desktop is there")
        elif self.deliverer is not None:
            self.deliverer.send(notice, incident)

    def _nobody_showed(self, notice: Notice, why: str) -> None:
        """Record it; a problem counts as untold, so that the next desktop is told of it."""
        now = self._clock.now()
        self.delivered(Delivery(notice=notice.id, channel=DESKTOP, at=now, ok=False, detail=why))
        if notice.kind in PROBLEMS:
            self._keep(self._books.incidents.record(notice.incident, untold=(DESKTOP,)))
