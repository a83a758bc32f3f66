"""Silences, windows and inhibition at work: what they keep from being told, said on each incident."""

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from app.engine.core import Core
from app.model.alert import Alert, AlertChange, AlertEvent, AlertKey, AlertPhase
from app.model.check import Inventory
from app.model.clock import Moment
from app.model.event import EventKind
from app.model.incident import Entry, EntryKind, Incident, IncidentChange
from app.model.intent import MakeSilence, PlanMaintenance
from app.model.labels import labels_of
from app.model.maintenance import Maintenance
from app.model.matcher import Labels
from app.model.own import is_own
from app.model.phrase import Phrase, phrase
from app.model.silence import Silence
from app.model.suppression import Suppression, SuppressionKind
from app.suppress.book import Ticked

Zone = Callable[[str], tzinfo]
_ANY_TIME = Moment(wall=0.0, mono=0.0)
_HARD = (AlertPhase.FIRING, AlertPhase.RECOVERING)
_WORDS = {
    SuppressionKind.SILENCE: phrase("Silenced by {who} until {until}: {reason}"),
    SuppressionKind.MAINTENANCE: phrase("In maintenance ({by}) until {until}: {reason}"),
    SuppressionKind.INHIBITED: phrase("Kept back while {by} fails ({reason})"),
}
_NO_LONGER = {
    SuppressionKind.SILENCE: phrase("No longer silenced"),
    SuppressionKind.MAINTENANCE: phrase("No longer in maintenance"),
    SuppressionKind.INHIBITED: phrase("No longer kept back by another alert"),
}


class SuppressDesk:
    """Keeps ``Incident.suppressed`` true, at each step of an alert and as time passes.

    ``tell`` takes the changes of incidents; ``recheck`` runs checks at once, for what is not suppressed any
    longer is told by a fresh result only.
    """

    def __init__(self, core: Core, *, zone: Zone) -> None:
        self._books = core.books
        self.book = core.books.suppression
        self._journal = core.journal
        self._clock = core.clock
        self._changed = core.changes.touch
        self._zone_of = zone
        self._severity: dict[AlertKey, int] = {}  # of the incident of each alert that fires
        self._ready = False  # an inventory says what its windows and labels are
        self.zone = zone("")
        self.tell: Callable[[tuple[IncidentChange, ...]], None] | None = None
        self.recheck: Callable[[Sequence[str]], object] | None = None

    def take(self, inventory: Inventory, now: Moment) -> None:
        """Take what an inventory says of windows, inhibition and labels."""
        self.zone = self._zone_of(inventory.timezone)
        self.book.take(inventory.maintenance, inventory.inhibit, self._books.things(), self.zone)
        self._ready = True
        for incident in self._books.incidents.open():
            self._severity.update(dict.fromkeys(incident.alerts, incident.severity))
        for alert in self._books.alerts.firing():
            self._see(alert)
        self.round(now)

    def moved(self, change: AlertChange) -> None:
        """Take a step of an alert, before its incident does."""
        alert, key = change.after, change.after.key
        if is_own(key.check):
            return
        if alert.phase not in _HARD:
            self.book.forget(key)
            self._severity.pop(key, None)
            return
        if change.event is AlertEvent.FIRED:
            self._note(self.book.fired(key.check, change.at))
        self._see(alert)

    def marked(self, change: IncidentChange) -> IncidentChange:
        """Return a change of an incident with what suppresses it now, before anybody is told of it."""
        marked = self._decided(change.after, change.at, change) or change
        if change.after.suppressed is not None and marked.after.suppressed is None:
            # Something else fails that nobody silenced; this very result says so, no later one is needed.
            self._books.unsuppressed[marked.after.id] = _ANY_TIME
        return marked

    def reconsider(self, now: Moment) -> None:
        """Decide anew about incidents whose alerts may be suppressed by other things than before."""
        concerned = self.book.concerned
        if not concerned or not self._ready or self.tell is None:
            return
        keys = frozenset(concerned)
        concerned.clear()
        for incident in self._books.incidents.open():
            if keys.isdisjoint(incident.alerts):
                continue
            change = self._decided(incident, now, None)
            if change is None:
                continue
            if change.after.suppressed is None:
                self._books.unsuppressed[incident.id] = now
            self.tell((change,))
            if change.after.suppressed is None and self.recheck is not None:
                self.recheck(list(dict.fromkeys(key.check for key in incident.alerts)))

    def make(self, wish: MakeSilence, who: str) -> Silence:
        """Make or change a silence; raises ``NotPossible``."""
        now = self._clock.now()
        silence = self.book.make(wish, who, now)
        self._journal.suppression(silence)
        self.round(now)
        self._changed()
        return silence

    def end(self, what: str, who: str) -> Silence:
        """End a silence by hand; raises ``NotPossible``."""
        now = self._clock.now()
        silence = self.book.silences.ended(what, who, now)
        self._journal.suppression(silence)
        self.round(now)
        return silence

    def plan(self, wish: PlanMaintenance, who: str) -> Maintenance:
        """Plan a maintenance window; raises ``NotPossible``."""
        now = self._clock.now()
        window = self.book.plan(wish, who, self._books.things(), now)
        self._journal.suppression(window)
        self.round(now)
        self._changed()
        return window

    def end_window(self, what: str) -> Maintenance:
        """Take a window back, or end what lasts of one of the inventory; raises ``NotPossible``."""
        now = self._clock.now()
        window, run = self.book.windows.ended(what, now)
        if not window.listed:
            self._journal.suppression(window)
        if run is not None:
            self._journal.suppression(run)
        self.round(now)
        self._changed()
        return window

    def round(self, now: Moment) -> None:
        """Look at what time changes: silences and windows that begin or end."""
        if self._ready:
            self._note(self.book.tick(now))
            self.reconsider(now)

    def clock_time(self, moment: Moment) -> str:
        """Return when a moment is by the wall's clocks."""
        return local_time(moment, self.zone, self._clock.now())

    def said(self, suppression: Suppression, now: Moment) -> Phrase:
        """Return why nobody is told, in words."""
        until = local_time(suppression.until, self.zone, now) if suppression.until is not None else ""
        return phrase(
            _WORDS[suppression.kind].template,
            who=suppression.who,
            by=suppression.by,
            reason=suppression.reason,
            until=until,
        )

    def _see(self, alert: Alert) -> None:
        if not is_own(alert.key.check):
            self.book.see(alert.key, self._labels(alert))

    def _labels(self, alert: Alert) -> Labels:
        memory = self._books.checks.get(alert.key.check)
        check = memory.check if memory is not None else None
        target = self._books.targets.get(check.target) if check is not None else None
        return labels_of(alert, check, target, severity=self._severity.get(alert.key, 0))

    def _decided(
        self, incident: Incident, now: Moment, change: IncidentChange | None
    ) -> IncidentChange | None:
        """Return ``change``, or a new one, where other things suppress an incident than before."""
        if incident.closed is not None or not self._ready:
            return None
        self._severity.update(dict.fromkeys(incident.alerts, incident.severity))
        before, after = incident.suppressed, self._suppression_of(incident, now)
        if before == after:
            return None
        found = self._books.incidents.suppress(incident.id, after, self._line(before, after, now), now)
        if not found:
            return None
        for key in incident.alerts:
            self._changed(key.check)
        if change is None:
            return found[0]
        return IncidentChange(event=change.event, before=change.before, after=found[0].after, at=change.at)

    def _suppression_of(self, incident: Incident, now: Moment) -> Suppression | None:
        """Return what suppresses the worst of its alerts, if all of them are."""
        alerts = [
            alert
            for key in incident.alerts
            if (alert := self._books.alerts.of(key.check).get(key.rule)) is not None
        ]
        firing = [alert for alert in alerts if alert.phase is AlertPhase.FIRING] or alerts
        found: list[tuple[bool, bool, Suppression]] = []
        for alert in firing:
            one = self.book.suppression_of(alert, self._labels(alert), now)
            if one is None:
                return None
            # Only what is in maintenance as a whole is shown so; then the worst alert speaks for all.
            milder = alert.level is not incident.level
            found.append((one.kind is SuppressionKind.MAINTENANCE, milder, one))
        return min(found, key=lambda each: each[:2])[2] if found else None

    def _line(self, before: Suppression | None, after: Suppression | None, now: Moment) -> Entry | None:
        if after is None:
            assert before is not None
            return Entry(at=now, kind=EntryKind.UNSUPPRESSED, text=_NO_LONGER[before.kind])
        if before is not None and (before.kind, before.by, before.until) == (
            after.kind,
            after.by,
            after.until,
        ):
            return None
        text = self.said(after, now)
        return Entry(at=now, kind=EntryKind.SUPPRESSED, text=text, who=after.who)

    def _note(self, ticked: Ticked) -> None:
        """Store and show what changed."""
        if not ticked.any:
            return
        now = self._clock.now()
        for silence in ticked.begun:
            self._event("silence", "begun", silence.id, now)
        for silence in ticked.gone:
            self._journal.suppression(silence)
            self._event("silence", "over", silence.id, now)
        for run in ticked.runs:
            self._journal.suppression(run)
            self._event("maintenance", "begun", run.window, now)
        for name in ticked.ended:
            self._event("maintenance", "over", name, now)
        for check in ticked.checks:
            self._maintain(check, now)
        self._changed()

    def _maintain(self, check: str, now: Moment) -> None:
        memory = self._books.checks.get(check)
        if memory is not None:
            memory.maintain(self.book.windows.over_check(check) is not None, now)
            self._changed(check)

    def _event(self, subject: str, what: str, name: str, now: Moment) -> None:
        self._journal.event(EventKind.ENGINE, subject, what, now, reason=name)


def local_time(moment: Moment, zone: tzinfo, now: Moment) -> str:
    """Return when a moment is by the clocks of a zone: ``14:30``, with its day where that is not today."""
    # By the clock that never jumps: after a step of the wall clock the stored wall time is of the old clock.
    at = datetime.fromtimestamp(now.wall + moment.seconds_since(now), zone)
    today = datetime.fromtimestamp(now.wall, zone).date()
    return f"{at:%H:%M}" if at.date() == today else f"{at:%Y-%m-%d %H:%M}"
